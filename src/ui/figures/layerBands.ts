import type { NormParameter } from "../../engine/norms/normLayer";
import { type Bands, bandsOf } from "./bands";

/**
 * Where the channels of each layer lie. A layer of very many channels comes without them: then its extremes and median
 * have to do.
 */
export function bandsOfLayers(parameters: readonly NormParameter[]): Bands {
  const bands = bandsOf(parameters.map(({ values }) => values ?? new Float64Array()));
  const or = (known: number[], other: (parameter: NormParameter) => number) =>
    known.map((value, place) => (parameters[place]!.values === null ? other(parameters[place]!) : value));
  return {
    low90: or(bands.low90, ({ min }) => min),
    low50: or(bands.low50, ({ median }) => median),
    median: or(bands.median, ({ median }) => median),
    high50: or(bands.high50, ({ median }) => median),
    high90: or(bands.high90, ({ max }) => max),
  };
}

/** A logarithmic axis has no place for what is not positive: such a band ends where the axis does. */
export function positiveOnly(bands: Bands, logarithmic: boolean): Bands {
  if (!logarithmic) return bands;
  const positive = [...bands.low90, ...bands.low50, ...bands.median].filter((value) => value > 0);
  const floor = positive.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY) / 1e3;
  const lift = (values: readonly number[]) => values.map((value) => (value > 0 || Number.isNaN(value) ? value : floor));
  return {
    low90: lift(bands.low90),
    low50: lift(bands.low50),
    median: bands.median.map((value) => (value > 0 ? value : Number.NaN)),
    high50: lift(bands.high50),
    high90: lift(bands.high90),
  };
}
