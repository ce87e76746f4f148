import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { elementCount } from "../../../src/engine/tensor";
import { fillTiled } from "../ours/tiled";
import type { Task } from "../protocol";

/** Loads a package out of the folder that --install-peers fills. */
export function peer<Module>(name: string): { module: Module; version: string } {
  const load = createRequire(join(process.cwd(), ".bench", "package.json"));
  const { version } = JSON.parse(
    readFileSync(join(process.cwd(), ".bench", "node_modules", name, "package.json"), "utf8"),
  ) as { version: string };
  return { module: load(name) as Module, version };
}

export function valuesOf({ shape, values }: Task): Float32Array<ArrayBuffer> {
  const tensor = new Float32Array(elementCount(shape));
  fillTiled(new Uint8Array(tensor.buffer), readFileSync(values), 4);
  return tensor;
}

/** The same parameters as everywhere: one a channel, not all alike. */
export function parametersOf({ layout: { channels } }: Task) {
  const vector = (valueAt: (c: number) => number) => Float32Array.from({ length: channels }, (_, c) => valueAt(c));
  return {
    weight: vector((c) => 1 + (c % 8) / 8),
    bias: vector((c) => (c % 5) / 5),
    mean: vector(() => 0),
    variance: vector(() => 1),
  };
}
