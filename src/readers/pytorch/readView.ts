import { shapeBytes } from "../shapeBytes";
import type { StoredTensor } from "../storedTensors";
import { gather, gatherCost } from "./gather";
import type { StridedView } from "./stridedView";
import type { TorchStorage } from "./torchStorage";

/** A tensor repeated (`expand`) beyond this from few values would take hours to read and say nothing new. */
const MOST_REPEATED_BYTES = 1 << 28;
const MOST_REPEATS = 64;
/** Reading this many bytes for one that is wanted is given up, where it is much in all. */
const MOST_READ_PER_BYTE = 64;
const MUCH_READ = 2 ** 30;
/** Deflated storages are inflated from their beginning for every piece. */
const MOST_INFLATED = 1 << 26;

/** Why a view is not read, or undefined where it is. */
export function reasonAgainstView(view: StridedView, storage: TorchStorage): string | undefined {
  if (denseOrder(view)) return undefined;
  const wanted = shapeBytes(view.shape, view.elementBytes, "");
  if (wanted > MOST_REPEATED_BYTES && wanted > MOST_REPEATS * storage.bytes) {
    return `it repeats ${storage.bytes} bytes until they are ${wanted}`;
  }
  const cost = gatherCost(view);
  if (!storage.isSeekable && storage.bytes > MOST_INFLATED && cost > wanted) {
    return "it is a scattered view of a compressed storage";
  }
  if (cost > MUCH_READ && cost > MOST_READ_PER_BYTE * wanted) return "its values are scattered over its storage";
  return undefined;
}

/** How a view's values are read: by range where they stand together, else gathered in C order. */
export function viewReading(
  view: StridedView,
  storage: TorchStorage,
): Pick<StoredTensor, "order" | "bytes" | "stream" | "readInto"> {
  const { shape, offset, elementBytes } = view;
  const bytes = shapeBytes(shape, elementBytes, "");
  const order = denseOrder(view);
  if (!order) return { order: "C", bytes, stream: () => gather(view, storage), readInto: undefined };
  const start = offset * elementBytes;
  const { readInto } = storage;
  return {
    order,
    bytes,
    // Where there are no values the offset may be anywhere.
    stream: () => (bytes === 0 ? storage.stream(0, 0) : storage.stream(start, start + bytes)),
    readInto: readInto && ((into, from) => (into.length === 0 ? Promise.resolve() : readInto(into, start + from))),
  };
}

/** The order in which a view's values stand one after another, if they do. */
function denseOrder({ shape, strides }: StridedView): "C" | "F" | undefined {
  if (shape.includes(0)) return "C";
  const axes = shape.flatMap((size, axis) => (size === 1 ? [] : [axis]));
  if (isDense(axes.toReversed())) return "C";
  return isDense(axes) ? "F" : undefined;

  function isDense(fastestFirst: readonly number[]): boolean {
    let next = 1;
    return fastestFirst.every((axis) => {
      const fits = strides[axis] === next;
      next *= shape[axis]!;
      return fits;
    });
  }
}
