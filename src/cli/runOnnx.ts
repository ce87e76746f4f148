import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { OnnxInputSource, OnnxRequest, Preparation } from "../protocol/onnx";
import { parseReport } from "../protocol/reportJson";
import { quoteName } from "../readers/quoteName";
import { startOnnxThread } from "../worker/onnx/onnxThread";
import { isAlarming } from "./alarming";
import { findRuntime } from "./findRuntime";
import { type Command, countOf, type ExitCode, joinNegatives, numberOf } from "./options";
import { print } from "./print";
import { reportText } from "./reportText";
import { watched } from "./watched";

/** `normscope run-onnx`. */
export const runOnnxCommand: Command = {
  usage: `Usage: normscope run-onnx MODEL.onnx --input x.npy [options]

Runs an ONNX model on inputs and profiles what enters and leaves its normalization layers, or any of its tensors. The
model is run by ONNX Runtime, for which no Python is needed. Exit code 1 where a warning or an error is
found.

Options:
  --input SOURCE         what the model is fed with: an .npy file, an .npz archive whose arrays are called like the
                         model's inputs, a folder of images (PNG, JPEG), or "random" for numbers that are made up;
                         NAME=SOURCE for the input of that name. Several may be given
  --dim NAME=N           a size that the model leaves open: batch=8; x.2=224 where axis 2 of the input x has no name.
                         Unless said, arrays have their own size, and images and random numbers come one at a time
  --tensors GLOB         those whose names fit (* and ?), or "all"; unless said, those around normalization layers
  --seed N, --examples N of random numbers (default: 0, and one batch)
  --size HxW             what images are scaled to, where the model does not say
  --mean R,G,B --std R,G,B
                         what is taken away from an image's pixels, and what they are divided by then (default: 0 and 1)
  --scale S              what pixels of 0 to 255 are multiplied with first (default: 1/255)
  --bgr                  blue before green and red
  --channel-axis N       axis that channels lie along; negative counts from the end (default: by the normalization, or 1)
  --native FOLDER        an installed package onnxruntime-node to run the model with, which is faster, instead of WebAssembly
  --json                 print the report as JSON
  --out FILE             write to FILE instead of standard output
  --help, --version`,

  async run(args) {
    const { values, positionals } = parseArgs({
      args: joinNegatives(args),
      allowPositionals: true,
      options: {
        input: { type: "string", multiple: true, default: [] },
        dim: { type: "string", multiple: true, default: [] },
        tensors: { type: "string" },
        seed: { type: "string", default: "0" },
        examples: { type: "string" },
        size: { type: "string" },
        mean: { type: "string", default: "0" },
        std: { type: "string", default: "1" },
        scale: { type: "string" },
        bgr: { type: "boolean", default: false },
        "channel-axis": { type: "string" },
        native: { type: "string" },
        json: { type: "boolean", default: false },
        out: { type: "string" },
      },
    });
    if (positionals.length !== 1) throw new Error("run-onnx takes one model: MODEL.onnx");
    if (values.input.length === 0) throw new Error("nothing to run the model on: --input FILE, FOLDER or random");
    const inputs = await Promise.all(values.input.map((text) => sourceOf(text, values)));
    return runOnnx(requestOf(resolve(positionals[0]!), inputs, values), values);
  },
};

interface Options {
  readonly dim: readonly string[];
  readonly tensors?: string | undefined;
  readonly seed: string;
  readonly examples?: string | undefined;
  readonly size?: string | undefined;
  readonly mean: string;
  readonly std: string;
  readonly scale?: string | undefined;
  readonly bgr: boolean;
  readonly "channel-axis"?: string | undefined;
  readonly native?: string | undefined;
  readonly json: boolean;
  readonly out?: string | undefined;
}

async function runOnnx(request: OnnxRequest, { json, out }: Options): Promise<ExitCode> {
  const found = request.native === undefined ? { ...request, wasm: findRuntime(__dirname) } : request;
  const thread = startOnnxThread(join(__dirname, "onnx.mjs"), found);
  const answer = await watched("run-onnx", ({ onProgress }) => thread.run(onProgress)).finally(thread.end);
  const report = parseReport(JSON.parse(answer));
  await print(json ? answer : reportText(report), out);
  return isAlarming(report) ? 1 : 0;
}

function requestOf(path: string, inputs: readonly OnnxInputSource[], options: Options): OnnxRequest {
  const { tensors, native, "channel-axis": axis } = options;
  return {
    path,
    inputs,
    dims: Object.fromEntries(options.dim.map(dimOf)),
    tensors: tensors === undefined ? "norms" : tensors === "all" ? "all" : { glob: tensors },
    ...(native === undefined ? {} : { native: resolve(native) }),
    ...(axis === undefined
      ? {}
      : {
          channelAxis: numberOf("--channel-axis", axis, (n) => Number.isInteger(n) && n !== 0, "a whole number, not 0"),
        }),
  };
}

function dimOf(text: string): [name: string, size: number] {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new Error(`--dim is "${quoteName(text)}", but must be NAME=N`);
  return [text.slice(0, at), countOf(`--dim ${quoteName(text.slice(0, at))}`, text.slice(at + 1))];
}

/** "x.npy", "random", or with an input's name before: "x=x.npy". A file whose own name holds "=" goes before. */
async function sourceOf(text: string, options: Options): Promise<OnnxInputSource> {
  if (text === "random") {
    const { examples } = options;
    return {
      kind: "random",
      seed: numberOf("--seed", options.seed, (n) => Number.isSafeInteger(n) && n >= 0, "a whole number from 0 on"),
      ...(examples === undefined ? {} : { examples: countOf("--examples", examples) }),
    };
  }
  const at = text.indexOf("=");
  const isPath = at < 1 || (await kindOf(text)) !== null;
  const input = isPath ? undefined : text.slice(0, at);
  const path = isPath ? text : text.slice(at + 1);
  const kind = await kindOf(path);
  if (kind === null) throw new Error(`--input ${quoteName(path)}: there is no such file or folder`);
  const named = input === undefined ? {} : { input };
  if (kind === "file") return { kind, path: resolve(path), ...named };
  return { kind: "images", folder: resolve(path), preparation: preparationOf(options), ...named };
}

async function kindOf(path: string): Promise<"file" | "folder" | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : found.isDirectory() ? "folder" : "file";
}

function preparationOf({ size, mean, std, scale, bgr }: Options): Preparation {
  return {
    ...(size === undefined ? {} : { size: sizeOf(size) }),
    scale:
      scale === undefined
        ? 1 / 255
        : numberOf("--scale", scale, (n) => Number.isFinite(n) && n !== 0, "a number, not 0"),
    mean: numbersOf("--mean", mean, () => true),
    std: numbersOf("--std", std, (n) => n !== 0),
    channels: bgr ? "BGR" : "RGB",
  };
}

function sizeOf(text: string): readonly [number, number] {
  const [, height, width] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (!height || !width) throw new Error(`--size is "${quoteName(text)}", but must be HEIGHTxWIDTH`);
  return [countOf("--size", height), countOf("--size", width)];
}

function numbersOf(option: string, text: string, fits: (value: number) => boolean): readonly number[] {
  return text
    .split(",")
    .map((one) => numberOf(option, one, (n) => Number.isFinite(n) && fits(n), "a number, or one a channel"));
}
