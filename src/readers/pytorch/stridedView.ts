import { shapeBytes, shapeText } from "../shapeBytes";

/** A tensor as PyTorch keeps it: a window on a storage. Offset and strides count elements. */
export interface StridedView {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly elementBytes: number;
}

/**
 * Throws, naming `label`, where a view is no tensor (negative sizes, strides of another rank) or leaves the `elements`
 * that its storage has.
 */
export function checkView(view: StridedView, elements: number, label: string): void {
  const { shape, strides, offset, elementBytes } = view;
  if (shape.length !== strides.length) {
    throw new Error(`${label}: ${shape.length} sizes, but ${strides.length} strides`);
  }
  for (const count of [...shape, ...strides, offset]) {
    if (!Number.isSafeInteger(count) || count < 0) {
      const found = Number.isNaN(count) ? "what is no number" : String(count);
      throw new Error(`${label}: shape, strides or offset hold ${found}, not an integer from 0 to 2^53`);
    }
  }
  shapeBytes(shape, elementBytes, label);
  if (shape.includes(0)) return;
  const last = shape.reduce((sum, size, i) => sum + (size - 1) * strides[i]!, offset);
  if (last >= elements) {
    const reach = `shape ${shapeText(shape)} with strides ${shapeText(strides)} from ${offset} on reaches element ${last}`;
    throw new Error(`${label}: ${reach}, but its storage holds ${elements}`);
  }
}
