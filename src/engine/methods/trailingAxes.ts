import type { RowLayout } from "../kernels/normKernels";
import { elementCount } from "../tensor";
import { checkInputs, shapeText } from "./checkInputs";
import type { Inputs, State } from "./method";

/** The axes that normalizedShape names: the last ones. */
export function trailingAxes(shape: readonly unknown[], normalizedShape: readonly number[]): readonly number[] {
  return normalizedShape.map((_, i) => shape.length - normalizedShape.length + i);
}

/** Parameters have the shape of the trailing axes. */
export function perTrailing<Size>(
  shape: readonly Size[],
  normalizedShape: readonly number[],
  ...names: string[]
): readonly State<Size>[] {
  return names.map((name) => ({ name, shape: shape.slice(shape.length - normalizedShape.length) }));
}

/** @throws where the tensor does not end in that shape, or an array does not fit */
export function trailingRows(inputs: Inputs, normalizedShape: readonly number[]): RowLayout {
  const { shape } = inputs;
  const leading = shape.length - normalizedShape.length;
  if (leading < 0 || normalizedShape.some((size, i) => shape[leading + i] !== size)) {
    throw new Error(`shape ${shapeText(shape)} does not end in the normalized shape ${shapeText(normalizedShape)}`);
  }
  const channels = elementCount(normalizedShape);
  checkInputs(inputs, channels);
  return { rows: elementCount(shape.slice(0, leading)), channels, inner: 1, groups: 1 };
}
