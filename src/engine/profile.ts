import { fortranToC, layoutOf } from "./layout";
import { inSlabsOf } from "./slabs";
import type { Buckets } from "./statistics/buckets";
import { bucketTable } from "./statistics/bucketTable";
import { addValues, type ChannelSums, createChannelSums } from "./statistics/channelSums";
import { addPlaces, createPlaces, type Places } from "./statistics/places";
import type { Dtype, Tensor } from "./tensor";

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
  const slabs = inSlabsOf(tensor, (slab) => {
    if (table.counts === "float64") table.add(new Uint8Array(slab.values.buffer, 0, 8 * slab.length));
    addValues(channels, layout, slab);
    addPlaces(places, slab, toIndex);
  });
  for await (const bytes of tensor.chunks()) {
    if (table.counts === "bytes") table.add(bytes);
    slabs.add(bytes);
    onBytes?.(bytes.length);
  }
  slabs.end();
  const { subnormal, ...buckets } = table.take();
  const valuesPerChannel = layout.outer * layout.inner;
  return { dtype, shape, channelAxis, valuesPerChannel, channels, places, buckets, subnormal };
}
