import { elementCount } from "./tensor";

/** How a tensor's values lie in storage: `outer` rows of `channels` runs of `inner` values. */
export interface Layout {
  readonly outer: number;
  readonly channels: number;
  readonly inner: number;
}

/** More channels than any network has; beyond, statistics per channel would outgrow the tensor itself. */
const MAX_CHANNELS = 1_048_576;

/**
 * The axis that channels lie along, counted from 0: 1 for two axes and more, as PyTorch has it for
 * [N, C], [N, C, L], [N, C, H, W] and [N, C, D, H, W]; null below, and where that axis has over 2^20 entries.
 *
 * @param requested axis to use instead; negative counts from the end
 * @throws where the tensor has no such axis, or where it has over 2^20 entries
 */
export function chooseChannelAxis(shape: readonly number[], requested?: number): number | null {
  const rank = shape.length;
  if (requested === undefined) return rank < 2 || shape[1]! > MAX_CHANNELS ? null : 1;
  const axis = requested < 0 ? requested + rank : requested;
  if (!Number.isInteger(axis) || axis < 0 || axis >= rank) {
    throw new Error(`channel axis ${requested} does not exist in shape (${shape.join(", ")}) of ${rank} axes`);
  }
  if (shape[axis]! <= MAX_CHANNELS) return axis;
  throw new Error(
    `channel axis ${requested} has ${shape[axis]} entries, but at most ${MAX_CHANNELS} channels are profiled`,
  );
}

/**
 * The axis of a parameter's output channels, as its name tells: the first of PyTorch's weights, the last of Keras's and
 * Flax's kernels. Undefined for all else, activations above all.
 */
export function parameterAxis(name: string, shape: readonly number[]): number | undefined {
  if (shape.length < 2) return undefined;
  const axis = /(?:^|[./])kernel(?::\d+)?$/.test(name)
    ? shape.length - 1
    : /(?:^|[./])weight$/.test(name)
      ? 0
      : undefined;
  return axis !== undefined && shape[axis]! <= MAX_CHANNELS ? axis : undefined;
}

/** Layout in storage; without a channel axis, all values are one channel. */
export function layoutOf(shape: readonly number[], channelAxis: number | null, order: "C" | "F"): Layout {
  if (channelAxis === null) return { outer: 1, channels: 1, inner: elementCount(shape) };
  const before = elementCount(shape.slice(0, channelAxis));
  const after = elementCount(shape.slice(channelAxis + 1));
  const channels = shape[channelAxis]!;
  return order === "C" ? { outer: before, channels, inner: after } : { outer: after, channels, inner: before };
}

/** Number of values. */
export function elementsOf({ outer, channels, inner }: Layout): number {
  return outer * channels * inner;
}

/** Index in C order of the value at `index` in Fortran-order storage. */
export function fortranToC(shape: readonly number[], index: number): number {
  let rest = index;
  let stride = elementCount(shape);
  let result = 0;
  for (const size of shape) {
    stride /= size;
    result += (rest % size) * stride;
    rest = Math.floor(rest / size);
  }
  return result;
}
