import { basename, resolve } from "node:path";
import { quoteName } from "../../readers/quoteName";
import type { TensorFile } from "../../worker/tensorFile";
import { numberOf } from "../options";

/** Options of every question to captured activations. */
export const ACTIVATION_OPTIONS = {
  json: { type: "boolean", default: false },
  tensor: { type: "string" },
  "channel-axis": { type: "string" },
} as const;

/** Which activations are meant. */
export interface ActivationsAsked {
  readonly file: TensorFile;
  readonly tensor: string | undefined;
  readonly channelAxis: number | undefined;
}

/** @throws where there is not one file, or the axis is no whole number */
export function activationsAsked(
  question: string,
  paths: readonly string[],
  options: { readonly tensor?: string | undefined; readonly "channel-axis"?: string | undefined },
): ActivationsAsked {
  const [path, ...more] = paths;
  if (path === undefined || more.length > 0) {
    throw new Error(`what-if ${question} takes one file of activations, but ${paths.length} are given`);
  }
  const { tensor, "channel-axis": axis } = options;
  return {
    file: fileAt(path),
    tensor,
    channelAxis: axis === undefined ? undefined : numberOf("--channel-axis", axis, Number.isInteger, "a whole number"),
  };
}

export function fileAt(path: string): TensorFile {
  return { path: resolve(path), name: quoteName(basename(path)) };
}
