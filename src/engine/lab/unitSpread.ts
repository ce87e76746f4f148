import type { LabKernels } from "../kernels/labKernels";
import type { Values } from "../kernels/normKernels";
import { median, quantile } from "../quantile";
import type { Examples } from "./dataset";
import type { Network } from "./network";

/** The 15th, 50th and 85th percentiles over examples of what a unit is given. */
export type Percentiles = readonly [low: number, middle: number, high: number];

/** How what the units of a layer are given is spread over examples, and how steady that is. */
export interface UnitSpread {
  /** Of the first unit, as Ioffe and Szegedy (2015), figure 1, show one. */
  readonly unit: Percentiles;
  /**
   * How far the percentiles have moved since the last look, in the units of what the layer is given: the mean of the
   * three, and the median of all units. Null at the first look.
   */
  readonly moved: number | null;
}

const PROBABILITIES = [0.15, 0.5, 0.85] as const;
const EXAMPLES = 500;

/**
 * Percentiles of every unit of a layer over the first 500 examples, with batch norm as it is in training: the batch's
 * own statistics.
 *
 * @throws where there is no such layer
 */
export function percentilesOfUnits(
  kernels: LabKernels,
  network: Network,
  { inputs, labels }: Examples,
  layer: number,
): readonly Percentiles[] {
  const examples = Math.min(EXAMPLES, labels.length);
  const length = inputs.length / labels.length;
  return kernels.borrowNow(() => {
    const given: Values[] = [];
    network.forward(inputs.subarray(0, examples * length), examples, "batchStatistics", given);
    const values = given[layer];
    if (!values) throw new Error(`layer ${layer} is to be watched, but the network has ${given.length}`);
    const units = values.length / examples;
    return Array.from({ length: units }, (_, unit) => {
      return percentiles(Float64Array.from({ length: examples }, (_, n) => values[n * units + unit]!));
    });
  });
}

/** @param before the percentiles of the last look; null where this is the first */
export function spreadOf(now: readonly Percentiles[], before: readonly Percentiles[] | null): UnitSpread {
  const moved = before?.map((then, unit) => distance(then, now[unit]!));
  return { unit: now[0]!, moved: moved ? median(moved) : null };
}

function distance(from: Percentiles, to: Percentiles): number {
  return from.reduce((sum, value, i) => sum + Math.abs(to[i]! - value) / from.length, 0);
}

function percentiles(values: Float64Array): Percentiles {
  const ascending = Array.from(values.sort());
  const [low, middle, high] = PROBABILITIES.map((p) => quantile(ascending, p));
  return [low!, middle!, high!];
}
