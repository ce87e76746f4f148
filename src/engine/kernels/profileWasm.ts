import { codeValues } from "../decode";
import { elementsOf, type Layout } from "../layout";
import { SLAB } from "../slab";
import { addPlaces, createPlaces } from "../statistics/places";
import { DTYPE_BYTES } from "../tensor";
import { countTable } from "./countTable";
import { FORMS } from "./forms";
import { createKernelMemory, type KernelMemory } from "./kernelMemory";
import type { ProfileExports } from "./profileExports";
import type { Storage, Summer, Summing } from "./profileKernels";
import { LANE_BYTES, stateBytes, takeState } from "./profileState";

/**
 * The kernels of profiles, compiled. Moments of float32 are summed in float32 lanes over short chains, chains in
 * float64; those of a tensor that fits one slab, where speed does not matter, and of very many channels, all in
 * float64. Creates the memory once, for one tensor after the other.
 */
export function createProfileWasm(): Summing {
  const memory = createKernelMemory<ProfileExports>();
  return (storage) => startSummer(memory, storage);
}

/** With more channels a slab has too few values of each for rounding errors to average out. */
const MOST_QUICK = SLAB / 128;

function startSummer(memory: KernelMemory<ProfileExports>, { dtype, layout, toIndex }: Storage): Summer {
  const { channels } = layout;
  const { width, decode } = FORMS[dtype];
  const valueBytes = DTYPE_BYTES[dtype];
  const size = Math.min(SLAB, elementsOf(layout));
  const exact = elementsOf(layout) <= SLAB || channels > MOST_QUICK;
  const counts = countTable(dtype, elementsOf(layout));
  const at = memory.layOut({
    table: counts.counterBytes,
    totals: counts.totalBytes,
    codes: 256 * 4,
    state: stateBytes(channels),
    lanes: exact ? 0 : channels * LANE_BYTES,
    slotA: size * valueBytes,
    slotB: size * valueBytes,
    decoded: decode === null ? 0 : size * width,
    nonFinite: 3 * 8,
  });
  const { buffer, exports } = memory;
  const slabTotals = new Float64Array(buffer, at.state, 4);
  const places = createPlaces();
  const table = counts.open(exports, buffer, at.table, at.totals);
  if (decode === "table") new Float32Array(buffer, at.codes, 256).set(codeValues(dtype));
  exports.clearState(at.state, channels);

  /** Decodes a slab, at most once. Returns where its values are, as they are summed. */
  const decodeOnce = (bytes: Uint8Array, count: number) => {
    let place = decode === null ? bytes.byteOffset : 0;
    return (): number => {
      if (place !== 0) return place;
      place = at.decoded;
      if (decode === "table") exports.decodeCodes8(bytes.byteOffset, count, at.codes, place);
      else if (typeof decode === "number") exports.decode16(decode, bytes.byteOffset, count, place);
      else exports[decode!](bytes.byteOffset, count, place);
      return place;
    };
  };

  return {
    slots: [new Uint8Array(buffer, at.slotA, size * valueBytes), new Uint8Array(buffer, at.slotB, size * valueBytes)],
    add(bytes, start) {
      const count = bytes.length / valueBytes;
      const decoded = decodeOnce(bytes, count);
      const { channel, left, inner } = placeIn(layout, start);
      const place = [channel, left] as const;
      const counters = table.fused ? at.table : 0;
      if (typeof decode === "number" && table.fused) {
        const [codes, how] = [bytes.byteOffset, [Number(exact), decode, at.decoded] as const];
        exports.addSlab16(at.state, channels, inner, codes, count, ...place, at.lanes, counters, ...how);
      } else if (width === 4) {
        exports.addSlab32(at.state, channels, inner, decoded(), count, ...place, at.lanes, counters, Number(exact));
      } else exports.addSlab64(at.state, channels, inner, decoded(), count, ...place);
      const [low, high, zeros, nonFinite] = slabTotals as unknown as [number, number, number, number];
      const infinite = table.add(bytes, count, zeros, decoded);
      if (toIndex) {
        const array = new (width === 4 ? Float32Array : Float64Array)(buffer, decoded(), count);
        addPlaces(places, { values: array, length: count, start }, toIndex);
        return;
      }
      const find = width === 4 ? exports.findFloat32 : exports.findFloat64;
      if (low < places.min) {
        places.min = low;
        places.argmin = start + find(decoded(), count, low);
      }
      if (high > places.max) {
        places.max = high;
        places.argmax = start + find(decoded(), count, high);
      }
      if (nonFinite > 0 && !infinite && places.firstNonFinite !== null) places.nan += nonFinite;
      else if (nonFinite > 0) {
        const countNonFinite = width === 4 ? exports.countNonFinite32 : exports.countNonFinite64;
        const first = countNonFinite(decoded(), count, at.nonFinite);
        const [nan, positive, negative] = new Float64Array(buffer, at.nonFinite, 3) as unknown as number[];
        places.firstNonFinite ??= start + first;
        places.nan += nan!;
        places.positiveInfinity += positive!;
        places.negativeInfinity += negative!;
      }
    },
    takeChannels() {
      exports.finishState(at.state, channels);
      const sums = takeState(buffer, at.state, channels);
      exports.clearState(at.state, channels);
      return sums;
    },
    end: () => ({ places, counted: table.take() }),
  };
}

/** No slab has more values left of a run than this. */
const LONG = 2 ** 30;

/** Where in its layout a storage index stands: the channel, and how many values of its run are left. */
function placeIn({ channels, inner }: Layout, start: number) {
  if (channels === 1) return { channel: 0, left: LONG, inner: LONG };
  const left = inner - (start % inner);
  return {
    channel: Math.floor(start / inner) % channels,
    left: Math.min(LONG, left),
    inner: Math.min(LONG, inner),
  };
}
