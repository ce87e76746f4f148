import { existsSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";

export type ValuesName = "normal" | "relu" | "nan" | "float16" | "bfloat16" | "file";

/** Values in a file, which tensors repeat: more than caches and branch predictors remember. */
const COUNT = 2 ** 22;
const FILE_VALUES = 2 ** 28;

/** Writes the values of that name into the folder; the same ones every time. */
export async function writeValues(folder: string, name: ValuesName): Promise<string> {
  const path = join(folder, name === "file" ? "values.npy" : `${name}.bin`);
  if (existsSync(path)) return path;
  const normal = normalValues(COUNT);
  if (name === "file") await writeNpy(path, normal);
  else await writeFile(path, MADE[name](normal));
  return path;
}

const MADE: Record<Exclude<ValuesName, "file">, (normal: Float32Array) => Float32Array | Uint16Array> = {
  normal: (normal) => normal,
  relu: (normal) => normal.map((value) => Math.max(0, value)),
  nan: (normal) => normal.map((value, i) => (i % 1009 === 500 ? Number.NaN : value)),
  float16: (normal) => bitsOf(normal, float16Of),
  bfloat16: (normal) => bitsOf(normal, (bits) => bits >>> 16),
};

/** By Box and Muller's method, from a linear congruential generator. */
function normalValues(count: number): Float32Array {
  const values = new Float32Array(count);
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    values[i] = radius * Math.cos(angle);
    values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}

function bitsOf(values: Float32Array, code: (bits: number) => number): Uint16Array {
  return Uint16Array.from(new Uint32Array(values.buffer), code);
}

/** Rounded towards zero, which is as good for timing; what is too small becomes zero. */
export function float16Of(bits: number): number {
  const exponent = ((bits >>> 23) & 255) - 112;
  const sign = (bits >>> 16) & 0x8000;
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((bits >>> 13) & 1023);
}

async function writeNpy(path: string, values: Float32Array): Promise<void> {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${FILE_VALUES},), }`.padEnd(117);
  const file = await open(path, "w");
  try {
    await file.write(Buffer.concat([Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"), Buffer.from(`${header}\n`)]));
    for (let written = 0; written < FILE_VALUES; written += values.length) {
      await file.write(new Uint8Array(values.buffer));
    }
  } finally {
    await file.close();
  }
}
