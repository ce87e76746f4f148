import { writeFileSync } from "node:fs";
import { workspaceFile } from "./workspace";

export interface MadeTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Writes a .safetensors file of float32 tensors into the workspace. */
export function writeSafetensors(name: string, tensors: readonly MadeTensor[]): void {
  let end = 0;
  const entries = tensors.map(({ name: of, shape, values }) => {
    const start = end;
    end += values.byteLength;
    return [of, { dtype: "F32", shape, data_offsets: [start, end] }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const data = tensors.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  writeFileSync(workspaceFile(name).fsPath, Buffer.concat([length, header, ...data]));
}

/** Numbers that are the same in every run: normally distributed, roughly. */
export function noise(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => uniform() + uniform() + uniform() + uniform() - 2;
}

/** A small residual network, 20 batch norms deep; `fault` makes two of its layers ill. */
export function resnet({ seed = 1, fault = true } = {}): MadeTensor[] {
  const next = noise(seed);
  const fill = (count: number, of: (c: number) => number) => Float32Array.from({ length: count }, (_, c) => of(c));
  const conv = (name: string, out: number, into: number, size: number): MadeTensor => ({
    name: `${name}.weight`,
    shape: [out, into, size, size],
    values: fill(out * into * size * size, () => next() * 0.2),
  });
  const norm = (name: string, width: number, depth: number): MadeTensor[] => {
    const ill = fault && name === "layer3.1.bn2";
    const dead = fault && name === "layer2.0.bn1";
    return [
      {
        name: `${name}.weight`,
        shape: [width],
        values: fill(width, (c) => (dead && c % 7 === 0 ? 1e-6 : 1 + 0.25 * next())),
      },
      { name: `${name}.bias`, shape: [width], values: fill(width, () => 0.2 * next()) },
      { name: `${name}.running_mean`, shape: [width], values: fill(width, () => next() - 0.3) },
      {
        name: `${name}.running_var`,
        shape: [width],
        values: fill(width, (c) => {
          const usual = 0.3 * Math.exp(0.7 * next()) * 1.12 ** depth;
          if (ill) return c === 5 ? 4e7 : usual * 900;
          return dead && c === 3 ? 1e-12 : usual;
        }),
      },
      { name: `${name}.num_batches_tracked`, shape: [], values: Float32Array.of(fault ? 46900 : 45000) },
    ];
  };
  const blocks = [16, 32, 64].flatMap((width, stage) =>
    [0, 1, 2].flatMap((block) => {
      const path = `layer${stage + 1}.${block}`;
      const into = block === 0 ? width / (stage === 0 ? 1 : 2) : width;
      const depth = 1 + 2 * (3 * stage + block);
      return [
        conv(`${path}.conv1`, width, into, 3),
        ...norm(`${path}.bn1`, width, depth),
        conv(`${path}.conv2`, width, width, 3),
        ...norm(`${path}.bn2`, width, depth + 1),
      ];
    }),
  );
  return [
    conv("conv1", 16, 3, 3),
    ...norm("bn1", 16, 0),
    ...blocks,
    { name: "fc.weight", shape: [10, 64], values: fill(640, () => next() * 0.1) },
    { name: "fc.bias", shape: [10], values: fill(10, () => next() * 0.01) },
  ];
}

/** Very many small tensors, named like those of a deep network. */
export function manyTensors(count: number): MadeTensor[] {
  const parts = ["attn.q", "attn.k", "attn.v", "attn.o", "mlp.up", "mlp.down", "norm1", "norm2"];
  return Array.from({ length: count }, (_, i) => ({
    name: `model.layers.${Math.floor(i / 16)}.${parts[i % 8]}.${i % 16 < 8 ? "weight" : "bias"}`,
    shape: [4],
    values: Float32Array.of(i, 1, 2, 3),
  }));
}
