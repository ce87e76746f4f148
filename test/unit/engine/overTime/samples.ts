import { type Distribution, distributionOf } from "../../../../src/engine/overTime/distribution";
import type { LayerPart } from "../../../../src/engine/run/runRecord";

/** What a probe logs of values' distribution. */
export function logged(values: readonly number[]): NonNullable<LayerPart["buckets"]> {
  const bits = new Uint16Array(new Float32Array(values).buffer);
  const counted = new Map<number, number>();
  for (let i = 0; i < values.length; i++) counted.set(bits[2 * i + 1]!, (counted.get(bits[2 * i + 1]!) ?? 0) + 1);
  const sorted = [...counted].sort(([a], [b]) => a - b);
  return {
    codes: Uint16Array.from(sorted, ([code]) => code),
    counts: Float64Array.from(sorted, ([, count]) => count),
  };
}

export function distributed(values: readonly number[]): Distribution {
  return distributionOf(logged(values));
}
