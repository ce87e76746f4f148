import { SLAB } from "./slab";
import { DTYPE_BYTES, type Tensor } from "./tensor";

type Slots = readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];

/** Bytes at the beginning of a slot. */
export interface SlabBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly start: number;
}

/**
 * The values [from, to) of a tensor in slabs of one size, of which only the last may be shorter; `from` is a
 * multiple of that size. Where the tensor can be read in place, the next slab is read while one is in use.
 * A slab is valid until the next one is asked for.
 */
export function slabsOf(tensor: Tensor, slots: Slots, from: number, to: number): AsyncGenerator<SlabBytes, void> {
  return tensor.readInto ? readSlabs(tensor, tensor.readInto, slots, from, to) : collectSlabs(tensor, slots[0]);
}

async function* readSlabs(
  { dtype }: Tensor,
  readInto: NonNullable<Tensor["readInto"]>,
  slots: Slots,
  from: number,
  to: number,
): AsyncGenerator<SlabBytes, void> {
  const read = async (start: number, slot: Uint8Array<ArrayBuffer>) => {
    const bytes = slot.subarray(0, Math.min(SLAB, to - start) * DTYPE_BYTES[dtype]);
    await readInto(bytes, start);
    return { bytes, start };
  };
  let [current, other] = slots;
  let next = from < to ? read(from, current) : null;
  for (let start = from; next; ) {
    const slab = await next;
    start += SLAB;
    [current, other] = [other, current];
    next = start < to ? read(start, current) : null;
    // It is awaited in the next round; a failure must not count as unhandled until then.
    next?.catch(() => {});
    yield slab;
  }
}

/** Streams have one direction: they are read whole, whatever part is asked for. */
async function* collectSlabs(tensor: Tensor, slot: Uint8Array<ArrayBuffer>): AsyncGenerator<SlabBytes, void> {
  const valueBytes = DTYPE_BYTES[tensor.dtype];
  let start = 0;
  let filled = 0;
  for await (const chunk of tensor.chunks()) {
    for (let taken = 0; taken < chunk.length; ) {
      const piece = chunk.subarray(taken, taken + slot.length - filled);
      slot.set(piece, filled);
      taken += piece.length;
      filled += piece.length;
      if (filled < slot.length) continue;
      yield { bytes: slot, start };
      start += filled / valueBytes;
      filled = 0;
    }
  }
  if (filled > 0) yield { bytes: slot.subarray(0, filled), start };
}
