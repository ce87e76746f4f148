import { countTable, type OpenTable } from "../../../src/engine/kernels/countTable";
import { FORMS } from "../../../src/engine/kernels/forms";
import { createKernelMemory } from "../../../src/engine/kernels/kernelMemory";
import type { ProfileExports } from "../../../src/engine/kernels/profileExports";
import { SLAB } from "../../../src/engine/kernels/profileKernels";
import { STATE_ARRAYS, TOTALS_BYTES, takeState } from "../../../src/engine/kernels/profileState";
import type { Layout } from "../../../src/engine/layout";
import type { Counted } from "../../../src/engine/statistics/buckets";
import type { ChannelSums } from "../../../src/engine/statistics/channelSums";
import { countedMoments } from "../../../src/engine/statistics/moments";
import type { Task } from "../protocol";
import { fillTiled } from "./tiled";

export interface Sums {
  readonly channels: ChannelSums;
  /** Null where values were not counted. */
  readonly counted: Counted | null;
}

/** The kernels of profiles over values that lie in their memory all at once. */
export interface Sweeps {
  full(): Sums;
  moments(): Sums;
  read(): unknown;
}

type Exports = ProfileExports & { readAll(from: number, bytes: number): number };

const FAST = 0;
const LONG = 2 ** 30;

/** Places the values [from, to) of the tensor that repeats `values`. Kernels are called as profileWasm.ts does. */
export function openSweeps({ dtype, layout }: Task, values: Uint8Array, from: number, to: number): Sweeps {
  const memory = createKernelMemory<Exports>();
  const valueBytes = dtype === "float32" ? 4 : 2;
  const { decode } = FORMS[dtype];
  const exact = dtype !== "float32";
  const counts = countTable(dtype);
  const at = memory.layOut({
    table: counts.bytes,
    state: TOTALS_BYTES + STATE_ARRAYS * layout.channels * 8,
    lanes: Math.ceil(layout.channels / 4) * 144,
    decoded: decode ? SLAB * 4 : 0,
    nonFinite: 3 * 8,
    data: (to - from) * valueBytes,
  });
  const { buffer, exports } = memory;
  const data = new Uint8Array(buffer, at.data, (to - from) * valueBytes);
  const totals = new Float64Array(buffer, at.state, 4);
  fillTiled(data, values, valueBytes, from);

  const sweep = (table: OpenTable | null): ChannelSums => {
    exports.clearState(at.state, layout.channels);
    const seen = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
    let mode = FAST;
    for (let start = from; start < to; start += SLAB) {
      const count = Math.min(SLAB, to - start);
      const bytes = data.subarray((start - from) * valueBytes, (start - from + count) * valueBytes);
      if (decode && decode !== "table") exports[decode](bytes.byteOffset, count, at.decoded);
      const slab = decode ? at.decoded : bytes.byteOffset;
      const { inner, channel, left } = placeIn(layout, start);
      const fused = table?.fused ? at.table : 0;
      mode = exports.addSlab32(at.state, layout.channels, inner, slab, count, channel, left, at.lanes, fused, mode);
      if (!table) continue;
      const [low, high, zeros, nonFinite] = totals as unknown as [number, number, number, number];
      table.add(bytes, slab, count, zeros);
      if (low < seen.low) exports.findFloat32(slab, count, low);
      if (high > seen.high) exports.findFloat32(slab, count, high);
      seen.low = Math.min(seen.low, low);
      seen.high = Math.max(seen.high, high);
      if (nonFinite > 0) exports.countNonFinite32(slab, count, at.nonFinite);
    }
    return takeState(buffer, at.state, layout.channels);
  };

  return {
    full() {
      const table = counts.open(exports, buffer, at.table);
      const channels = sweep(table);
      const counted = table.take();
      if (exact) countedMoments(counted.value, counted.count);
      return { channels, counted };
    },
    moments: () => ({ channels: sweep(null), counted: null }),
    read: () => exports.readAll(at.data, data.length),
  };
}

function placeIn({ channels, inner }: Layout, start: number) {
  if (channels === 1) return { inner: LONG, channel: 0, left: LONG };
  return { inner, channel: Math.floor(start / inner) % channels, left: inner - (start % inner) };
}
