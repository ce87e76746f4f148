import { decoderOf } from "../decode";
import { layoutOf } from "../layout";
import { SLAB } from "../slab";
import { slabsOf } from "../slabs";
import { DTYPE_BYTES, elementCount, type Tensor } from "../tensor";
import type { Statistics } from "./statisticsGap";

/**
 * Joint moments of a layer's input in training, x, and of the shift to its input in inference on the same examples,
 * e = x - x'. All are biased, with one entry a channel.
 */
export interface PairSums {
  /** Of x. */
  readonly batch: Statistics;
  /** Of e. */
  readonly shift: Statistics;
  readonly covariance: Float64Array;
}

/** Values decoded at a time. */
const BLOCK = 65_536;

/**
 * Reads two tensors of one shape side by side, once, in memory that grows with the channels alone.
 *
 * @param onBytes told how many bytes of both have been read since it was last told
 * @throws where their shapes or storage orders differ; what reading throws
 */
export async function sumPairs(
  training: Tensor,
  inference: Tensor,
  channelAxis: number,
  onBytes: (bytes: number) => void = () => {},
): Promise<PairSums> {
  checkAlike(training, inference);
  const count = elementCount(training.shape);
  const { channels, inner } = layoutOf(training.shape, channelAxis, training.order);
  const sums = createSums(channels);
  const [first, second] = [training, inference].map((tensor) => ({
    slabs: slabsOf(tensor, slotsOf(tensor), 0, count),
    decode: decoderOf(tensor.dtype),
    size: DTYPE_BYTES[tensor.dtype],
    block: new Float64Array(BLOCK),
  }));
  let place = 0;
  for await (const { bytes } of first!.slabs) {
    const other = (await second!.slabs.next()).value!.bytes;
    const length = bytes.length / first!.size;
    for (let from = 0; from < length; from += BLOCK) {
      const taken = Math.min(BLOCK, length - from);
      first!.decode(bytes, from, taken, first!.block, 0);
      second!.decode(other, from, taken, second!.block, 0);
      for (let i = 0; i < taken; i++, place++) {
        add(sums, Math.floor(place / inner) % channels, first!.block[i]!, first!.block[i]! - second!.block[i]!);
      }
    }
    onBytes(bytes.length + other.length);
  }
  return finish(sums, count / channels);
}

function checkAlike(training: Tensor, inference: Tensor): void {
  if (training.shape.join() !== inference.shape.join()) {
    throw new Error(
      `shape (${training.shape.join(", ")}) in training, but (${inference.shape.join(", ")}) in inference: ` +
        "both must be of the same examples",
    );
  }
  if (training.order !== inference.order) {
    throw new Error(
      `values in order ${training.order} in training, but ${inference.order} in inference: save both alike, ` +
        "by NumPy's ascontiguousarray",
    );
  }
}

/** Slabs of both have the same number of values, whatever their dtypes. */
function slotsOf({ dtype, shape }: Tensor): [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
  const bytes = Math.min(SLAB, elementCount(shape)) * DTYPE_BYTES[dtype];
  return [new Uint8Array(bytes), new Uint8Array(bytes)];
}

type Sums = ReturnType<typeof createSums>;

function createSums(channels: number) {
  const array = () => new Float64Array(channels);
  return { count: array(), x: array(), xx: array(), e: array(), ee: array(), xe: array() };
}

/** Welford (1962), for two variables. */
function add({ count, x, xx, e, ee, xe }: Sums, c: number, value: number, shift: number): void {
  const share = 1 / ++count[c]!;
  const ofValue = value - x[c]!;
  const ofShift = shift - e[c]!;
  x[c]! += ofValue * share;
  e[c]! += ofShift * share;
  xx[c]! += ofValue * (value - x[c]!);
  ee[c]! += ofShift * (shift - e[c]!);
  xe[c]! += ofValue * (shift - e[c]!);
}

function finish({ x, xx, e, ee, xe }: Sums, count: number): PairSums {
  const mean = (sums: Float64Array) => sums.map((sum) => sum / count);
  return { batch: { mean: x, variance: mean(xx) }, shift: { mean: e, variance: mean(ee) }, covariance: mean(xe) };
}
