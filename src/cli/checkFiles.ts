import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { chooseChannelAxis } from "../engine/layout";
import type { Configuration } from "../engine/methods/method";
import { METHODS } from "../engine/methods/methods";
import { quoteName } from "../readers/quoteName";
import { reason } from "../readers/reason";
import { shapeText } from "../readers/shapeBytes";
import { naming } from "../worker/naming";
import type { NormalizeRequest, Read } from "./normalizeOptions";
import type { ArrayFile } from "./readArray";

export type ArrayFiles = { readonly [Name in Read]?: ArrayFile } & { readonly input: ArrayFile };

/** @throws where an output is no .npy file in a folder that is there, or is one with an input or another output */
export async function checkOutputs({ reads, writes }: Pick<NormalizeRequest, "reads" | "writes">): Promise<void> {
  const taken = new Map<string, string>();
  for (const [option, path] of Object.entries(reads)) taken.set(await identityOf(path).catch(() => path), option);
  for (const [option, path] of Object.entries(writes)) {
    const label = `--${option} ${quoteName(basename(path))}`;
    if (!path.toLowerCase().endsWith(".npy")) throw new Error(`${label}: is no .npy file by its name`);
    const identity = await identityOf(path).catch((error) => {
      throw new Error(`${label}: its folder ${quoteName(dirname(path))} cannot be opened (${reason(error)})`);
    });
    const other = taken.get(identity);
    if (other !== undefined) throw new Error(`${label}: would overwrite the file of --${other}`);
    taken.set(identity, option);
  }
}

/** The same for all paths that lead to one file, be it there yet or not. */
async function identityOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found ? `${found.dev}:${found.ino}` : join(await realpath(dirname(path)), basename(path));
}

/** @throws naming the first file or option that disagrees with the input's shape */
export function checkShapes(configuration: Configuration, files: ArrayFiles): void {
  const { label, shape } = files.input;
  checkAxes(configuration, files.input);
  const method = METHODS[configuration.method];
  const states = [...method.parameters(shape, configuration), ...method.buffers(shape, configuration)];
  for (const state of [...states, { name: "grad-output", shape }]) {
    const file = files[state.name.replace("_", "-") as Read];
    if (!file || sameShape(file.shape, state.shape)) continue;
    const [is, wanted] = [shapeText(file.shape), shapeText(state.shape)];
    throw new Error(`${file.label}: has shape ${is}, but must have ${wanted} for ${label} of ${shapeText(shape)}`);
  }
}

function checkAxes(configuration: Configuration, { label, shape }: ArrayFile): void {
  if ("channelAxis" in configuration) {
    naming(label, () => chooseChannelAxis(shape, configuration.channelAxis));
    return;
  }
  const { normalizedShape } = configuration;
  if (sameShape(shape.slice(-normalizedShape.length), normalizedShape)) return;
  throw new Error(
    `${label}: has shape ${shapeText(shape)}, which does not end in --normalized-shape ${normalizedShape}`,
  );
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
