import { decoderOf } from "../decode";
import { elementsOf } from "../layout";
import { SLAB } from "../slab";
import { bucketTable } from "../statistics/bucketTable";
import { addValues, createChannelSums } from "../statistics/channelSums";
import { addPlaces, createPlaces } from "../statistics/places";
import { DTYPE_BYTES } from "../tensor";
import type { Summing } from "./profileKernels";

/** Values decoded at a time. */
const BLOCK = 65_536;

/** The kernels of profiles in plain TypeScript: all in float64, and what the compiled ones are held against. */
export const profileTwin: Summing = ({ dtype, layout, toIndex }) => {
  const valueBytes = DTYPE_BYTES[dtype];
  const slab = Math.min(SLAB, elementsOf(layout)) * valueBytes;
  const decode = decoderOf(dtype);
  const values = new Float64Array(Math.min(BLOCK, slab / valueBytes));
  const table = bucketTable(dtype);
  const places = createPlaces();
  let channels = createChannelSums(layout.channels);
  return {
    slots: [new Uint8Array(slab), new Uint8Array(slab)],
    add(bytes, start) {
      if (table.counts === "bytes") table.add(bytes);
      const count = bytes.length / valueBytes;
      for (let first = 0; first < count; first += BLOCK) {
        const length = Math.min(BLOCK, count - first);
        decode(bytes, first, length, values, 0);
        const block = { values, length, start: start + first };
        if (table.counts === "float64") table.add(new Uint8Array(values.buffer, 0, 8 * length));
        addValues(channels, layout, block);
        addPlaces(places, block, toIndex);
      }
    },
    takeChannels() {
      const taken = channels;
      channels = createChannelSums(layout.channels);
      return taken;
    },
    end: () => ({ places, counted: table.take() }),
  };
};
