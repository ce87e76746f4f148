import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Convention } from "../engine/convention";
import { DTYPE_BYTES, type Dtype } from "../engine/tensor";
import type { ProfileRequest } from "../protocol/engineApi";
import { reportToJson } from "../protocol/reportJson";
import { profileFiles } from "../worker/profileFiles";
import { createThreads, otherThreads } from "../worker/threads";
import { isAlarming } from "./alarming";
import { explanationText, norms } from "./norms";
import { advised, type Command, type ExitCode, joinNegatives, momentumOf, numberOf, oneOf } from "./options";
import { print } from "./print";
import { reportText } from "./reportText";

/** `normscope profile`. */
export const profileCommand: Command = {
  usage: `Usage: normscope profile PATH… [options]

Profiles activations and weights: NumPy, safetensors, PyTorch, Keras, ONNX, GGUF and Flax files. A folder with one
file per training step gives running averages; its subfolders are runs of their own. So does a training run's log
(.normlog, or the folder of all ranks), with what is wrong with the run, and what TensorBoard has logged (event files).
With --norms, a checkpoint's normalization layers and what is wrong with them. Exit code 1 where a warning or an error
is found.

Options:
  --json                 print the report as JSON
  --out FILE             write to FILE instead of standard output
  --norms                the normalization layers of checkpoints, or of all in a folder, instead of every tensor
  --against FILE         with --norms: how far the layers have moved from those of another checkpoint
  --explain CODE         what a finding means (NRM901 …)
  --each-rank            each rank of a run that was logged by several, beside all of them together
  --channel-axis N       axis that channels lie along; negative counts from the end (default: 1)
  --momentum M           momentum of the running averages, or "none" for the cumulative average
  --convention NAME      whose meaning the momentum has: pytorch (default, 0.1) or keras (0.99)
  --assume-dtype DTYPE   what to read values as whose dtype NumPy has lost (bfloat16, float8_e4m3fn …)
  --help, --version`,

  run(args) {
    const { values, positionals } = parseArgs({
      args: joinNegatives(args),
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        out: { type: "string" },
        norms: { type: "boolean", default: false },
        against: { type: "string" },
        explain: { type: "string" },
        "each-rank": { type: "boolean", default: false },
        "channel-axis": { type: "string" },
        momentum: { type: "string" },
        convention: { type: "string", default: "pytorch" },
        "assume-dtype": { type: "string" },
      },
    });
    return profile(positionals, values);
  },
};

interface ProfileOptions {
  readonly json: boolean;
  readonly out?: string | undefined;
  readonly norms: boolean;
  readonly against?: string | undefined;
  readonly explain?: string | undefined;
  readonly "each-rank": boolean;
  readonly "channel-axis"?: string | undefined;
  readonly momentum?: string | undefined;
  readonly convention: string;
  readonly "assume-dtype"?: string | undefined;
}

async function profile(paths: readonly string[], options: ProfileOptions): Promise<ExitCode> {
  const { text, exit } = await answer(paths, options);
  await print(text, options.out);
  return exit;
}

async function answer(paths: readonly string[], options: ProfileOptions): Promise<{ text: string; exit: ExitCode }> {
  if (options.explain !== undefined) return { text: explanationText(options.explain), exit: 0 };
  if (paths.length === 0) throw new Error("nothing to profile: name a file or a folder");
  if (options.norms) return norms(paths, { ...options, ...assumedDtype(options) });
  if (options.against !== undefined) throw new Error("--against compares normalization layers: it goes with --norms");
  const threads = createThreads(join(__dirname, "worker.mjs"), otherThreads());
  const report = await profileFiles(requestOf(paths, options), undefined, threads)
    .catch((error: Error) => {
      throw advised(error);
    })
    .finally(threads.end);
  return { text: options.json ? reportToJson(report) : reportText(report), exit: isAlarming(report) ? 1 : 0 };
}

function requestOf(paths: readonly string[], options: ProfileOptions): ProfileRequest {
  const convention = oneOf<Convention>("--convention", options.convention, ["pytorch", "keras"]);
  const { "channel-axis": axis } = options;
  return {
    paths: paths.map((path) => resolve(path)),
    convention,
    momentum: momentumOf(options.momentum, convention),
    eachRank: options["each-rank"],
    ...(axis === undefined
      ? {}
      : { channelAxis: numberOf("--channel-axis", axis, Number.isInteger, "a whole number") }),
    ...assumedDtype(options),
  };
}

function assumedDtype({ "assume-dtype": dtype }: ProfileOptions): Pick<ProfileRequest, "assumeDtype"> {
  if (dtype === undefined) return {};
  return { assumeDtype: oneOf("--assume-dtype", dtype, Object.keys(DTYPE_BYTES) as Dtype[]) };
}
