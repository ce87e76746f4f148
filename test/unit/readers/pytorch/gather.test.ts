import assert from "node:assert/strict";
import fc from "fast-check";
import { gather } from "../../../../src/readers/pytorch/gather";
import { reasonAgainstView, viewReading } from "../../../../src/readers/pytorch/readView";
import { checkView, type StridedView } from "../../../../src/readers/pytorch/stridedView";
import type { TorchStorage } from "../../../../src/readers/pytorch/torchStorage";
import { type Bytes, concat } from "../bytes";

/** A storage of bytes that differ from their neighbours; counts what is read. */
function storageOf(bytes: number, readsInto = true) {
  const content = Uint8Array.from({ length: bytes }, (_, i) => (i * 31 + (i >> 8) * 7) & 0xff);
  let read = 0;
  const take = (start: number, end: number) => {
    assert.ok(start >= 0 && end <= bytes, `${start} to ${end}`);
    read += end - start;
    return content.slice(start, end);
  };
  const storage: TorchStorage = {
    bytes,
    isSeekable: true,
    async *stream(start, end) {
      // In uneven pieces, as an inflater gives them.
      for (let at = start; at < end; at += 1000) yield take(at, Math.min(end, at + 1000));
    },
    readInto: readsInto ? async (into, start) => into.set(take(start, start + into.length)) : undefined,
  };
  return { storage, content, bytesRead: () => read };
}

/** The values of a view by its definition. */
function expected({ shape, strides, offset, elementBytes }: StridedView, content: Uint8Array): Bytes {
  let places = [offset];
  for (const [axis, size] of shape.entries()) {
    places = places.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * strides[axis]!));
  }
  return concat(...places.map((place) => content.subarray(place * elementBytes, (place + 1) * elementBytes)));
}

async function gathered(view: StridedView, storage: TorchStorage): Promise<Bytes> {
  const pieces: Bytes[] = [];
  for await (const piece of gather(view, storage)) pieces.push(piece);
  return concat(...pieces);
}

const axis = fc.record({ size: fc.integer({ min: 1, max: 7 }), stride: fc.integer({ min: 0, max: 60 }) });
const anyView = fc
  .record({
    axes: fc.array(axis, { minLength: 1, maxLength: 4 }),
    offset: fc.nat(20),
    elementBytes: fc.constantFrom(1, 2, 4, 8, 16),
  })
  .map(({ axes, ...rest }): StridedView => {
    return { shape: axes.map(({ size }) => size), strides: axes.map(({ stride }) => stride), ...rest };
  });

describe("A view of a storage", () => {
  it("is gathered as its strides say", async () => {
    await fc.assert(
      fc.asyncProperty(anyView, fc.boolean(), async (view, readsInto) => {
        const { storage, content } = storageOf(30_000, readsInto);
        checkView(view, storage.bytes / view.elementBytes, "x");
        assert.deepEqual(await gathered(view, storage), expected(view, content));
      }),
      { numRuns: 300 },
    );
  });

  it("is gathered as a whole where its order is not dense, and read by range where it is", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.constantFrom(1, 4, 8),
        async (order, elementBytes) => {
          const { storage, content } = storageOf(3 * 4 * 5 * elementBytes);
          const sizes = [3, 4, 5];
          const dense = [20, 5, 1];
          const view = {
            shape: order.map((i) => sizes[i]!),
            strides: order.map((i) => dense[i]!),
            offset: 0,
            elementBytes,
          };
          const reading = viewReading(view, storage);
          const pieces: Bytes[] = [];
          for await (const piece of reading.stream()) pieces.push(piece.slice());
          const isDense = ["0,1,2", "2,1,0"].includes(order.join());
          assert.equal(reading.readInto !== undefined, isDense);
          assert.equal(reading.order, order.join() === "2,1,0" ? "F" : "C");
          assert.deepEqual(concat(...pieces), reading.order === "F" ? content : expected(view, content));
        },
      ),
    );
  });

  it("larger than what is held of it at a time is cut, and read once", async () => {
    const { storage, bytesRead } = storageOf(48 << 20);
    const size = 12 << 20;
    const view = { shape: [4, 3, 1 << 20], strides: [1 << 20, 4 << 20, 1], offset: 0, elementBytes: 4 };
    let place = 0;
    const { storage: same, content } = storageOf(1 << 10);
    assert.ok(same && content);
    for await (const piece of gather(view, storage)) place += piece.length;
    assert.equal(place, 4 * size);
    assert.ok(bytesRead() <= 3 * (48 << 20), String(bytesRead()));
    assert.equal(reasonAgainstView(view, storage), undefined);
  });

  it("is not read where it repeats little endlessly, or lies scattered over much", () => {
    const { storage } = storageOf(8);
    const repeated = { shape: [2 ** 30, 2], strides: [0, 1], offset: 0, elementBytes: 4 };
    assert.equal(reasonAgainstView(repeated, storage), "it repeats 8 bytes until they are 8589934592");
    const scattered = { shape: [1 << 12, 4, 1 << 12], strides: [1, 2 ** 30, 2 ** 13], offset: 0, elementBytes: 4 };
    const large: TorchStorage = { ...storage, bytes: 2 ** 34 };
    assert.equal(reasonAgainstView(scattered, large), "its values are scattered over its storage");
    const zipped: TorchStorage = { ...storage, bytes: 2 ** 30, isSeekable: false };
    const columns = { shape: [2 ** 14, 2 ** 13], strides: [2 ** 14, 1], offset: 0, elementBytes: 4 };
    assert.equal(reasonAgainstView(columns, zipped), "it is a scattered view of a compressed storage");
    assert.equal(reasonAgainstView(columns, { ...zipped, isSeekable: true }), undefined);
  });
});
