import type { Layout } from "../layout";
import { createMemory, instantiate, type KernelInstance } from "./instantiate";
import { createKernelArrays, type KernelArrays } from "./kernelArrays";
import type { NormExports } from "./normExports";
import { type NormKernels, type RowLayout, summaryOf, type Values } from "./normKernels";
import { LANE_BYTES, stateBytes, takeState } from "./profileState";

/**
 * The kernels of normalization, compiled, on memory of their own. Values of float32 are summed in float32 lanes
 * over short chains, and wholly in float64 where float32 would overflow, vanish or cancel.
 *
 * @param bytes memory for all arrays that will be asked for, and 64 KiB more
 */
export function createNormWasm(bytes: number): NormKernels & Pick<KernelArrays, "borrow"> {
  const instance = instantiate<NormExports>(createMemory(bytes));
  const arrays = createKernelArrays(instance.memory);
  return { ...normKernelsOn(instance, arrays), borrow: arrays.borrow };
}

/** The same on memory that is shared with other kernels. */
export function normKernelsOn({ memory, exports }: KernelInstance<NormExports>, arrays: KernelArrays): NormKernels {
  const at = (array: Values | null | undefined) => (array ? arrays.placeOf(array) : 0);
  const pick = <T>(x: Values, single: T, double: T): T => (x instanceof Float32Array ? single : double);

  return {
    float32: arrays.float32,
    float64: arrays.float64,

    summarize(values) {
      const state = arrays.scratch(stateBytes(1) + LANE_BYTES);
      if (values instanceof Float64Array) exports.summarize64(state, at(values), values.length);
      else exports.summarize32(state, state + stateBytes(1), at(values), values.length);
      const { moments, min, max, nonFinite } = takeState(memory.buffer, state, 1);
      const count = moments.count[0]!;
      const mean = moments.mean[0]! + moments.meanLow[0]!;
      const variance = moments.m2[0]! / count;
      return summaryOf(count, nonFinite[0]!, { mean, variance, min: min[0]! + 0, max: max[0]! + 0 });
    },

    channelMoments(x, layout, from, to, mean, variance, meanLow) {
      const moments = pick(x, exports.channelMoments32, exports.channelMoments64);
      const low = meanLow ? at(meanLow) : arrays.scratch(layout.channels * 8);
      moments(at(x), ...layoutOf(layout), from, to, at(mean), at(variance), low);
    },

    applyChannels(x, y, layout, from, to, { mean, scale, shift }) {
      const apply = pick(x, exports.applyChannels32, exports.applyChannels64);
      const scratch = columnScratch(layout);
      apply(at(x), at(y), ...layoutOf(layout), from, to, at(mean), at(scale), at(shift), scratch);
    },

    channelGradientSums(x, gradOutput, layout, from, to, { mean, grad, gradX }) {
      const sums = pick(x, exports.channelGradientSums32, exports.channelGradientSums64);
      sums(at(x), at(gradOutput), ...layoutOf(layout), from, to, at(mean), at(grad), at(gradX));
    },

    applyChannelGradients(x, gradOutput, gradInput, layout, from, to, { mean, a, b, d }) {
      const apply = pick(x, exports.applyChannelGradients32, exports.applyChannelGradients64);
      const [input, places] = [at(gradInput), layoutOf(layout)];
      apply(at(x), at(gradOutput), input, ...places, from, to, at(mean), at(a), at(b), at(d), columnScratch(layout));
    },

    normalizeRows(x, y, rows, { weight, bias, eps, centred }, { mean, invStd }) {
      const normalize = pick(x, exports.normalizeRows32, exports.normalizeRows64);
      const options = [at(weight), at(bias), eps, Number(centred)] as const;
      normalize(at(x), at(y), ...rowsOf(rows), ...options, at(mean), at(invStd));
    },

    rowGradients(x, gradOutput, gradInput, rows, { weight, centred }, { mean, invStd }, { gradWeight, gradBias }) {
      const gradients = pick(x, exports.rowGradients32, exports.rowGradients64);
      const values = [at(x), at(gradOutput), at(gradInput)] as const;
      const statistics = [at(mean), at(invStd)] as const;
      const sums = [at(gradWeight), at(gradBias), arrays.scratch(2 * gradWeight.length * 8)] as const;
      gradients(...values, ...rowsOf(rows), at(weight), Number(centred), ...statistics, ...sums);
    },
  };

  /** Where channels stand side by side, their coefficients are rounded once for all rows. */
  function columnScratch({ channels, inner }: Layout): number {
    return inner === 1 ? arrays.scratch((channels + 4) * 4 * 8) : 0;
  }
}

function layoutOf({ outer, channels, inner }: Layout) {
  return [outer, channels, inner] as const;
}

function rowsOf({ rows, channels, inner, groups }: RowLayout) {
  return [rows, channels, inner, groups] as const;
}
