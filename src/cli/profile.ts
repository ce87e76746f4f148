import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Convention, Report } from "../engine/report";
import { DTYPE_BYTES, type Dtype } from "../engine/tensor";
import type { ProfileRequest } from "../protocol/engineApi";
import { reportToJson } from "../protocol/reportJson";
import { DtypeLostError } from "../readers/dtypeLostError";
import { profileFiles } from "../worker/profileFiles";
import { createThreads, otherThreads } from "../worker/threads";
import { reportText } from "./reportText";

export interface ProfileOptions {
  readonly json: boolean;
  readonly out?: string | undefined;
  readonly "channel-axis"?: string | undefined;
  readonly momentum?: string | undefined;
  readonly convention: string;
  readonly "assume-dtype"?: string | undefined;
}

/** @throws in one line, where an option or a file is wrong */
export async function profileCommand(paths: readonly string[], options: ProfileOptions): Promise<void> {
  if (paths.length === 0) throw new Error("nothing to profile: name a file or a folder");
  const threads = createThreads(join(__dirname, "worker.js"), otherThreads());
  const report = await profileFiles(requestOf(paths, options), undefined, threads)
    .catch(withAdvice)
    .finally(threads.end);
  await print(options.json ? reportToJson(report) : reportText(report), options.out);
}

function requestOf(paths: readonly string[], options: ProfileOptions): ProfileRequest {
  const convention = oneOf<Convention>("--convention", options.convention, ["pytorch", "keras"]);
  const { "channel-axis": axis, "assume-dtype": dtype } = options;
  return {
    paths: paths.map((path) => resolve(path)),
    convention,
    momentum: momentumOf(options.momentum, convention),
    ...(axis === undefined
      ? {}
      : { channelAxis: numberOf("--channel-axis", axis, Number.isInteger, "a whole number") }),
    ...(dtype === undefined
      ? {}
      : { assumeDtype: oneOf("--assume-dtype", dtype, Object.keys(DTYPE_BYTES) as Dtype[]) }),
  };
}

function momentumOf(text: string | undefined, convention: Convention): number | null {
  if (text === undefined) return convention === "pytorch" ? 0.1 : 0.99;
  return text === "none" ? null : numberOf("--momentum", text, (m) => m >= 0 && m <= 1, '0 to 1, or "none"');
}

function numberOf(option: string, text: string, fits: (value: number) => boolean, wanted: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!fits(value)) throw new Error(`${option} is "${text}", but must be ${wanted}`);
  return value;
}

function oneOf<T extends string>(option: string, text: string, choices: readonly T[]): T {
  if (choices.includes(text as T)) return text as T;
  throw new Error(`${option} is "${text}", but must be one of ${choices.join(", ")}`);
}

function withAdvice(error: unknown): Report {
  if (error instanceof DtypeLostError) throw new Error(`${error.message} (--assume-dtype)`);
  throw error;
}

async function print(text: string, out: string | undefined): Promise<void> {
  if (out === undefined) process.stdout.write(`${text}\n`);
  else await writeFile(out, `${text}\n`);
}
