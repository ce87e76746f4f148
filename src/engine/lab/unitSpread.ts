import type { LabKernels } from "../kernels/labKernels";
import { quantile } from "../quantile";
import type { Examples } from "./dataset";
import type { Network } from "./network";

/** How what the units of a layer are given is spread over examples. */
export interface UnitSpread {
  /** The 15th, 50th and 85th percentiles of every unit, as Ioffe and Szegedy (2015) show them of one. */
  readonly units: readonly (readonly [number, number, number])[];
}

const PROBABILITIES = [0.15, 0.5, 0.85] as const;
const EXAMPLES = 500;

/** Of the first 500 examples, with batch norm as it is in training: the batch's own statistics. */
export function spreadOfUnits(
  kernels: LabKernels,
  network: Network,
  { inputs, labels }: Examples,
  layer: number,
): UnitSpread {
  const examples = Math.min(EXAMPLES, labels.length);
  const length = inputs.length / labels.length;
  return kernels.borrowNow(() => {
    const given: Parameters<Network["forward"]>[0][] = [];
    network.forward(inputs.subarray(0, examples * length), examples, "batchStatistics", given);
    const values = given[layer];
    if (!values) throw new Error(`layer ${layer} is to be watched, but the network has ${given.length}`);
    const units = values.length / examples;
    return { units: Array.from({ length: units }, (_, unit) => quantilesOf(unit, units)) };

    function quantilesOf(unit: number, units: number): readonly [number, number, number] {
      const column = Float64Array.from({ length: examples }, (_, n) => values![n * units + unit]!);
      const ascending = Array.from(column.sort());
      const [low, middle, high] = PROBABILITIES.map((p) => quantile(ascending, p));
      return [low!, middle!, high!];
    }
  });
}
