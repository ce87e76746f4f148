import type { ListedTensor } from "../../protocol/engineApi";

/** More would be dots without a gap. */
const MOST_CHANNELS = 4096;

/**
 * The axis of a tensor that tells its outputs apart, for a first look at its channels; null leaves it to the
 * settings. PyTorch keeps weights as (out, in, …), Keras and Flax as (…, in, out). What NumPy has saved may be
 * anything, activations above all. An axis of one entry, or of very many, is passed over where another is left.
 */
export function usualChannelAxis(format: string, { shape }: Pick<ListedTensor, "shape">): number | null {
  if (shape.length < 2 || /numpy/i.test(format)) return null;
  const lastFirst = /keras|flax|hdf5|msgpack/i.test(format);
  const axes = shape.map((_, axis) => (lastFirst ? shape.length - 1 - axis : axis));
  return axes.find((axis) => shape[axis]! > 1 && shape[axis]! <= MOST_CHANNELS) ?? axes[0]!;
}
