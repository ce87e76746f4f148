import type { NormKernels, Numbers, Values } from "../kernels/normKernels";
import { type ChannelPlan, channelRanges, rangesBetween } from "./channelStatistics";
import { GROW, SHRINK, shrinkChannels, underflows } from "./shrink";

/** What normalizing with statistics of their own has kept of them: one entry a statistic. */
export interface KeptStatistics {
  readonly mean: Numbers;
  readonly meanLow: Numbers;
  readonly invStd: Numbers;
}

/** Writes the gradient of x, and adds to those of weight and bias. */
export type ChannelGradients = (
  x: Values,
  gradOutput: Values,
  gradInput: Values,
  statistics: KeptStatistics,
  parameters: { readonly weight: Numbers; readonly bias: Numbers },
) => void;

/**
 * Ioffe and Szegedy (2015), section 3, put together: with n the normalized values and g = gradOutput * weight,
 * gradInput = invStd * (g - average(g) - n * average(g * n)).
 */
export function channelGradients(kernels: NormKernels, plan: ChannelPlan): ChannelGradients {
  const { layout, perStatistic, weight } = plan;
  const count = layout.outer * layout.inner * perStatistic;
  const array = () => kernels.float64(layout.channels);
  const sums = { mean: array(), grad: array(), gradX: array() };
  const coefficients = { mean: sums.mean, a: array(), b: array(), d: array() };

  return (x, gradOutput, gradInput, statistics, parameters) => {
    for (const [from, to] of channelRanges(plan)) {
      const first = Math.floor(from / perStatistic);
      if (!underflows(x, statistics.invStd, first, to / perStatistic)) writeRange(x, 1, from, to);
      else for (const [start, end] of rangesBetween(from, to, perStatistic)) writeStatistic(start, end);
    }

    function writeStatistic(from: number, to: number): void {
      const s = from / perStatistic;
      if (!underflows(x, statistics.invStd, s, s + 1)) {
        writeRange(x, 1, from, to);
        return;
      }
      const { mean, a, d } = coefficients;
      shrinkChannels(kernels, x, gradInput, layout, from, to, { mean, scale: a, shift: d });
      writeRange(gradInput, SHRINK, from, to);
    }

    /** @param source x * size, which may stand in gradInput */
    function writeRange(source: Values, size: number, from: number, to: number): void {
      for (let c = from; c < to; c++) sums.mean[c] = statistics.mean[Math.floor(c / perStatistic)]! * size;
      kernels.channelGradientSums(source, gradOutput, layout, from, to, sums);
      for (let first = from; first < to; first += perStatistic) combineSums(first, size);
      kernels.applyChannelGradients(source, gradOutput, gradInput, layout, from, to, coefficients);
    }

    function combineSums(first: number, size: number): void {
      const s = first / perStatistic;
      const invStd = statistics.invStd[s]!;
      const invStdOfSource = size === 1 ? invStd : invStd * GROW;
      const low = statistics.meanLow[s]! * size;
      let averageG = 0;
      let averageGN = 0;
      for (let c = first; c < first + perStatistic; c++) {
        const gradN = (sums.gradX[c]! - low * sums.grad[c]!) * invStdOfSource;
        parameters.weight[c]! += gradN;
        parameters.bias[c]! += sums.grad[c]!;
        averageG += ((weight?.[c] ?? 1) * sums.grad[c]!) / count;
        averageGN += ((weight?.[c] ?? 1) * gradN) / count;
      }
      for (let c = first; c < first + perStatistic; c++) {
        coefficients.a[c] = (weight?.[c] ?? 1) * invStd;
        coefficients.b[c] = -invStd * invStdOfSource * averageGN;
        coefficients.d[c] = -invStd * averageG - low * coefficients.b[c]!;
      }
    }
  };
}
