import { type Decode, decoderOf } from "../decode";
import { SLAB } from "../slab";
import { slabsOf } from "../slabs";
import { DTYPE_BYTES, elementCount, type Tensor } from "../tensor";

/** Mean and squared deviations of every channel of every example: all that resampled batches are made of. */
export interface ExampleSums {
  /** The first ones, where memory does not take all. */
  readonly examples: number;
  readonly channels: number;
  /** Values behind each mean: those of one channel of one example. */
  readonly values: number;
  /** [example × channels + channel]; not finite where one of the values is not. */
  readonly mean: Float64Array;
  /** Sum of squared differences from that mean. */
  readonly m2: Float64Array;
}

/** 96 MiB of sums. */
const MOST_SUMS = 2 ** 22;
/** Values decoded at a time. */
const BLOCK = 65_536;

/**
 * Reads a tensor [examples, …] once, in memory that grows with examples times channels and not with what an example
 * holds of a channel. Blocks are summed in two passes and merged by the formulas of Chan, Golub and LeVeque (1979).
 *
 * @param channelAxis from 1 on
 * @param onBytes told how many bytes have been read since it was last told
 * @param least how many examples there have to be
 * @throws where the examples or their values are too few, or not laid out so; what reading throws
 */
export async function sumExamples(
  tensor: Tensor,
  channelAxis: number | null,
  onBytes: (bytes: number) => void = () => {},
  least = 2,
): Promise<ExampleSums> {
  const sums = emptySums(tensor, channelAxis, least);
  const add = createAdder(tensor, channelAxis!, sums);
  const bytesPerValue = DTYPE_BYTES[tensor.dtype];
  const slot = () => new Uint8Array(Math.min(SLAB, elementCount(tensor.shape)) * bytesPerValue);
  const decode: Decode = decoderOf(tensor.dtype);
  const block = new Float64Array(BLOCK);
  for await (const { bytes } of slabsOf(tensor, [slot(), slot()], 0, elementCount(tensor.shape))) {
    const count = bytes.length / bytesPerValue;
    let more = true;
    for (let first = 0; first < count && more; first += BLOCK) {
      const length = Math.min(BLOCK, count - first);
      decode(bytes, first, length, block, 0);
      more = add(block, length);
    }
    onBytes(bytes.length);
    if (!more) break;
  }
  return sums;
}

/**
 * Two batches as one, of which the first examples are kept.
 *
 * @param most sums to keep: examples times channels
 * @returns null where the batches do not fit together
 */
export function joinExamples(one: ExampleSums, other: ExampleSums, most: number): ExampleSums | null {
  if (one.channels !== other.channels || one.values !== other.values) return null;
  const { channels, values } = one;
  const examples = Math.min(one.examples + other.examples, Math.floor(most / channels));
  if (examples <= one.examples) return one;
  const joined = (first: Float64Array, second: Float64Array) => {
    const whole = new Float64Array(examples * channels);
    whole.set(first);
    whole.set(second.subarray(0, whole.length - first.length), first.length);
    return whole;
  };
  return { examples, channels, values, mean: joined(one.mean, other.mean), m2: joined(one.m2, other.m2) };
}

function emptySums({ shape }: Tensor, channelAxis: number | null, least: number): ExampleSums {
  const sizes = `shape (${shape.join(", ")})`;
  if (channelAxis === null || shape.length < 2) throw new Error(`${sizes} has no axis of channels beside its examples`);
  if (channelAxis === 0) throw new Error(`channel axis 0 is that of the examples in ${sizes}`);
  const channels = shape[channelAxis]!;
  const values = elementCount(shape) / (shape[0]! * channels);
  if (shape[0]! < least)
    throw new Error(`${sizes} holds ${shape[0]} example${shape[0] === 1 ? "" : "s"}, but ${least} are needed at least`);
  if (elementCount(shape) === 0) throw new Error(`${sizes} holds no values`);
  const examples = Math.min(shape[0]!, Math.floor(MOST_SUMS / channels));
  const array = () => new Float64Array(examples * channels);
  return { examples, channels, values, mean: array(), m2: array() };
}

/** Adds values as they lie in storage, one call after the other; false where no more are needed. */
type Add = (values: Float64Array, length: number) => boolean;

function createAdder(tensor: Tensor, channelAxis: number, sums: ExampleSums): Add {
  const { shape, order } = tensor;
  return order === "C" ? addInCOrder(shape, channelAxis, sums) : addInFortranOrder(shape, channelAxis, sums);
}

/** Values of one channel of one example come in runs, which blocks may cut. */
function addInCOrder(shape: readonly number[], channelAxis: number, sums: ExampleSums): Add {
  const run = elementCount(shape.slice(channelAxis + 1));
  const rows = elementCount(shape.slice(1, channelAxis));
  let [example, row, channel, done] = [0, 0, 0, 0];
  return (values, length) => {
    for (let from = 0; from < length && example < sums.examples; ) {
      const to = Math.min(length, from + run - done);
      const place = example * sums.channels + channel;
      if (run === 1) addOne(sums, place, row, values[from]!);
      else addRun(sums, place, row * run + done, values, from, to);
      done += to - from;
      from = to;
      if (done < run) continue;
      done = 0;
      if (++channel < sums.channels) continue;
      channel = 0;
      if (++row < rows) continue;
      row = 0;
      example++;
    }
    return example < sums.examples;
  };
}

/** Neighbours in storage are of neighbouring examples. */
function addInFortranOrder(shape: readonly number[], channelAxis: number, sums: ExampleSums): Add {
  const columns = elementCount(shape.slice(1, channelAxis));
  let [example, column, channel, before] = [0, 0, 0, 0];
  return (values, length) => {
    for (let i = 0; i < length; i++) {
      if (example < sums.examples) addOne(sums, example * sums.channels + channel, before + column, values[i]!);
      if (++example < shape[0]!) continue;
      example = 0;
      if (++column < columns) continue;
      column = 0;
      if (++channel < sums.channels) continue;
      channel = 0;
      before += columns;
    }
    return true;
  };
}

/** @param before values that this sum holds already */
function addOne({ mean, m2 }: ExampleSums, place: number, before: number, x: number): void {
  const d = x - mean[place]!;
  mean[place]! += d / (before + 1);
  m2[place]! += d * (x - mean[place]!);
}

function addRun(
  sums: ExampleSums,
  place: number,
  before: number,
  values: Float64Array,
  from: number,
  to: number,
): void {
  const count = to - from;
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  const centre = sum / count;
  let [first, second] = [0, 0];
  for (let i = from; i < to; i++) {
    const d = values[i]! - centre;
    first += d;
    second += d * d;
  }
  const delta = centre + first / count - sums.mean[place]!;
  const share = count / (before + count);
  sums.mean[place]! += delta * share;
  sums.m2[place]! += second - (first * first) / count + delta * delta * before * share;
}

/**
 * Mean and biased variance of a channel over all examples, which have the same number of values, so that a mean of
 * their means is the mean.
 */
export function channelMoments(
  { examples, channels, values, mean, m2 }: ExampleSums,
  channel: number,
): { readonly mean: number; readonly variance: number } {
  const centre = mean[channel]!;
  let distance = 0;
  for (let n = 0; n < examples; n++) distance += (mean[n * channels + channel]! - centre) / examples;
  const whole = centre + distance;
  let variance = 0;
  for (let n = 0; n < examples; n++) {
    const place = n * channels + channel;
    variance += (m2[place]! / values + (mean[place]! - whole) ** 2) / examples;
  }
  return { mean: whole, variance };
}
