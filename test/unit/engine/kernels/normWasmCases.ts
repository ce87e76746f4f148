import fc from "fast-check";

export type Dtype = "float32" | "float64";

/** A tensor of [outer, channels, inner] values and how it is normalized. */
export interface Case {
  readonly dtype: Dtype;
  readonly outer: number;
  readonly channels: number;
  readonly inner: number;
  readonly groups: number;
  readonly data: string;
  readonly gradients: string;
  /** A place, and a value for it that is not finite; most places are beyond the end. */
  readonly bad: readonly [place: number, value: number];
  /** By how many values arrays are off the 16-byte grid. */
  readonly shift: number;
  readonly affine: boolean;
  readonly centred: boolean;
  readonly eps: number;
  readonly seed: number;
}

/** What values are made of, given draws of mean 0 and deviation 1. */
const DATA: Readonly<Record<string, (draw: () => number) => number>> = {
  normal: (draw) => draw(),
  "mean 1e4, deviation 1e-2": (draw) => 1e4 + 1e-2 * draw(),
  "offset 1e8": (draw) => 1e8 + 100 * draw(),
  huge: (draw) => 1e30 * draw(),
  tiny: (draw) => 1e-25 * draw(),
  denormal: (draw) => 1e-40 * draw(),
  "ReLU-like": (draw) => Math.max(0, draw()),
  constant: () => 3.3,
  "of many sizes": (draw) => draw() * 10 ** Math.round(4 * draw()),
};

/** Channels side by side and apart; runs shorter and longer than any block; an odd number of everything. */
export const normCases = fc.record<Case>({
  dtype: fc.constantFrom("float32", "float64"),
  outer: fc.integer({ min: 0, max: 13 }),
  channels: fc.integer({ min: 0, max: 19 }),
  inner: fc.oneof(fc.constantFrom(1, 49, 300), fc.integer({ min: 1, max: 70 })),
  groups: fc.integer({ min: 1, max: 3 }),
  data: fc.constantFrom(...Object.keys(DATA)),
  gradients: fc.constantFrom("normal", "ReLU-like", "tiny"),
  bad: fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom(Number.NaN, Infinity, -Infinity)),
  shift: fc.integer({ min: 0, max: 3 }),
  affine: fc.boolean(),
  centred: fc.boolean(),
  eps: fc.constantFrom(1e-5, 0),
  seed: fc.integer(),
});

/** The values and the gradients of a case, as its type can hold them. */
export function valuesOf({ dtype, outer, channels, inner, data, gradients, bad, seed }: Case) {
  const length = outer * channels * inner;
  const round = dtype === "float32" ? Math.fround : (value: number) => value;
  const filled = (kind: string, from: number) => {
    const draw = numbersOf(from);
    return Array.from({ length }, () => round(DATA[kind]!(draw)));
  };
  const x = filled(data, seed);
  if (bad[0] < length) x[bad[0]] = bad[1];
  return { x, dy: filled(gradients, seed + 1) };
}

/** Draws of mean 0 and deviation 1, at most 3.5 (Irwin and Hall's distribution of four). */
export function numbersOf(seed: number): () => number {
  let state = seed | 0;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
  return () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3);
}
