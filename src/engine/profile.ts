import { decoderOf } from "./decode";
import { fortranToC, layoutOf } from "./layout";
import type { Buckets } from "./statistics/buckets";
import { bucketTable } from "./statistics/bucketTable";
import { addValues, type ChannelSums, createChannelSums } from "./statistics/channelSums";
import { addPlaces, createPlaces, type Places } from "./statistics/places";
import { DTYPE_BYTES, type Dtype, elementCount, type Tensor } from "./tensor";

/** What a tensor holds, or several added together: mergeable, so that steps combine exactly. */
export interface Profile {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly channelAxis: number | null;
  /** Values behind each channel's statistics; all values where there is no channel axis. */
  readonly valuesPerChannel: number;
  readonly channels: ChannelSums;
  readonly places: Readonly<Places>;
  readonly buckets: Buckets;
  readonly subnormal: number;
}

/** Values are summed in slabs of this many from the tensor's beginning, however its bytes arrive. */
const SLAB = 65_536;

/**
 * Reads a tensor once, in memory that does not grow with it, and profiles its values.
 *
 * @param onBytes told how many bytes have been read since it was last told
 * @throws what reading throws
 */
export async function profileTensor(
  tensor: Tensor,
  channelAxis: number | null,
  onBytes?: (bytes: number) => void,
): Promise<Profile> {
  const { dtype, shape } = tensor;
  const layout = layoutOf(shape, channelAxis, tensor.order);
  const channels = createChannelSums(layout.channels);
  const places = createPlaces();
  const table = bucketTable(dtype);
  const toIndex = tensor.order === "F" ? (index: number) => fortranToC(shape, index) : null;
  const inSlabs = slabs(tensor, (values, length, start) => {
    if (table.counts === "float64") table.add(new Uint8Array(values.buffer, 0, 8 * length));
    addValues(channels, layout, values, length, start);
    addPlaces(places, values, length, start, toIndex);
  });
  for await (const bytes of tensor.chunks()) {
    if (table.counts === "bytes") table.add(bytes);
    inSlabs.add(bytes);
    onBytes?.(bytes.length);
  }
  inSlabs.end();
  const { subnormal, ...buckets } = table.take();
  const valuesPerChannel = layout.outer * layout.inner;
  return { dtype, shape, channelAxis, valuesPerChannel, channels, places, buckets, subnormal };
}

/** Decodes chunks of any size into slabs of one size, of which only the last may be shorter. */
function slabs(
  { dtype, shape }: Tensor,
  use: (values: Float64Array<ArrayBuffer>, length: number, start: number) => void,
) {
  const decode = decoderOf(dtype);
  const slab = new Float64Array(Math.min(SLAB, Math.max(1, elementCount(shape))));
  let start = 0;
  let filled = 0;
  const end = () => {
    if (filled > 0) use(slab, filled, start);
    start += filled;
    filled = 0;
  };
  const add = (bytes: Uint8Array<ArrayBuffer>) => {
    const values = bytes.length / DTYPE_BYTES[dtype];
    for (let first = 0; first < values; ) {
      const count = Math.min(values - first, slab.length - filled);
      decode(bytes, first, count, slab, filled);
      filled += count;
      first += count;
      if (filled === slab.length) end();
    }
  };
  return { add, end };
}
