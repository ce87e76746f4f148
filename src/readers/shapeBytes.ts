const MAX_RANK = 64;
const SHOWN_SIZES = 8;

/**
 * Bytes that a tensor takes, as a safe integer. `shape` holds non-negative safe integers.
 * Throws, naming `label`, for a rank over 64 (NumPy's limit) and where the count leaves the safe integers.
 */
export function shapeBytes(shape: readonly number[], elementBytes: number, label: string): number {
  if (shape.length > MAX_RANK) {
    throw new Error(`${label}: shape has ${shape.length} axes, more than the ${MAX_RANK} that NumPy allows`);
  }
  if (shape.includes(0)) return 0;
  const bytes = shape.reduce((product, size) => product * size, elementBytes);
  if (bytes > Number.MAX_SAFE_INTEGER) {
    const limit = `more than ${Number.MAX_SAFE_INTEGER}`;
    throw new Error(`${label}: shape ${shapeText(shape)} of ${elementBytes} bytes each promises ${limit} bytes`);
  }
  return bytes;
}

/** A shape as Python writes it, with the axes past the eighth left out. */
export function shapeText(shape: readonly number[]): string {
  const sizes = shape.slice(0, SHOWN_SIZES).join(", ");
  if (shape.length > SHOWN_SIZES) return `(${sizes}, …)`;
  return shape.length === 1 ? `(${sizes},)` : `(${sizes})`;
}
