import { createRunFold, type RunFold } from "../../../../src/engine/run/runFold";
import type { LayerPart, LoggedLayer } from "../../../../src/engine/run/runRecord";

/** What a probe would log of values [example][channel]. */
export function layerPart(rows: readonly (readonly number[])[], parts: Partial<LayerPart> = {}): LayerPart {
  const channels = rows[0]!.map((_, c) => rows.map((row) => row[c]!));
  const finite = channels.map((values) => values.filter(Number.isFinite));
  const means = finite.map((values) => values.reduce((sum, x) => sum + x, 0) / values.length);
  const count = (holds: (x: number) => boolean) => rows.flat().filter(holds).length;
  const first = rows.flat().findIndex((x) => !Number.isFinite(x));
  return {
    index: 0,
    training: true,
    shape: [rows.length, channels.length],
    dtype: "float32",
    count: rows.length,
    nan: count(Number.isNaN),
    positiveInfinity: count((x) => x === Number.POSITIVE_INFINITY),
    negativeInfinity: count((x) => x === Number.NEGATIVE_INFINITY),
    firstNonFinite: first < 0 ? null : first,
    numBatchesTracked: null,
    n: Float64Array.from(finite, (values) => values.length),
    mean: Float64Array.from(means),
    m2: Float64Array.from(finite, (values, c) => values.reduce((sum, x) => sum + (x - means[c]!) ** 2, 0)),
    min: Float64Array.from(finite, (values) => Math.min(...values)),
    max: Float64Array.from(finite, (values) => Math.max(...values)),
    zeros: Float64Array.from(finite, (values) => values.filter((x) => x === 0).length),
    runningMean: null,
    runningVariance: null,
    buckets: null,
    ...parts,
  };
}

export function loggedLayer(parts: Partial<LoggedLayer> = {}): LoggedLayer {
  return {
    name: "bn1",
    type: "BatchNorm1d",
    method: "batch",
    place: "input",
    channelAxis: 1,
    momentum: 0.1,
    convention: "pytorch",
    eps: 1e-5,
    tracks: true,
    ...parts,
  };
}

/** A run of one rank whose layers are listed. */
export function foldOf(...layers: readonly LoggedLayer[]): RunFold {
  const fold = createRunFold();
  fold.head({ kind: "run", name: "", framework: "", rank: 0, worldSize: 1, started: "", every: 1, layers });
  return fold;
}

/** One forward pass of one rank. */
export function passOf(step: number, layers: readonly LayerPart[], rank = 0, part = 0) {
  return { rank, record: { kind: "step" as const, step, part, layers } };
}

/** Normal random numbers, the same for each seed (mulberry32, Box-Muller). */
export function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
