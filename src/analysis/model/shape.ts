/** A size that is known; `byDefault` where it is so only if nobody passes another argument. */
export interface Size {
  readonly value: number;
  readonly byDefault: boolean;
}

/** What is known of a tensor's shape. */
export interface Shape {
  readonly rank: number | null;
  /** Sizes by axis. Where the rank is not known, negative axes count from the end. */
  readonly sizes: ReadonlyMap<number, Size>;
  /** The axis that the features of the last layer lie along, in the same numbers: 1 after a convolution of PyTorch's. */
  readonly features: number | null;
}

export const NO_SHAPE: Shape = { rank: null, sizes: new Map(), features: null };

/** The size of an axis, which may count from the end; undefined where it is not known. */
export function sizeOf(shape: Shape, axis: number): Size | undefined {
  return shape.sizes.get(place(shape, axis));
}

/** Whether the last layer's features lie along this axis; null where that is not known. */
export function featuresAlong(shape: Shape, axis: number): boolean | null {
  if (shape.features === null) return null;
  const [a, b] = [place(shape, axis), shape.features];
  if (a < 0 === b < 0) return a === b;
  return null;
}

/** A tensor of `rank` axes of which only the features' is known. */
export function featureShape(rank: number | null, axis: number, size: Size | undefined): Shape {
  const bare: Shape = { rank, sizes: new Map(), features: null };
  const at = place(bare, axis);
  return { rank, sizes: new Map(size ? [[at, size]] : []), features: at };
}

/** The same shape with another size along an axis, which is where features now lie. */
export function withFeatures(shape: Shape, axis: number, size: Size | undefined): Shape {
  const at = place(shape, axis);
  const sizes = new Map([...shape.sizes].filter(([other]) => other !== at));
  if (size) sizes.set(at, size);
  return { rank: shape.rank, sizes, features: at };
}

/** Only what is known of both. */
export function commonShape(a: Shape, b: Shape): Shape {
  if (a.rank !== b.rank) return NO_SHAPE;
  const sizes = [...a.sizes].filter(([axis, size]) => b.sizes.get(axis)?.value === size.value);
  return {
    rank: a.rank,
    sizes: new Map(
      sizes.map(([axis, size]) => [axis, { ...size, byDefault: size.byDefault || b.sizes.get(axis)!.byDefault }]),
    ),
    features: a.features === b.features ? a.features : null,
  };
}

/** Axes in another order; NO_SHAPE where the order is none of this rank. */
export function permuted(shape: Shape, order: readonly number[]): Shape {
  const rank = order.length;
  const from = order.map((axis) => (axis < 0 ? axis + rank : axis));
  if (new Set(from).size !== rank || from.some((axis) => axis < 0 || axis >= rank)) return NO_SHAPE;
  if (shape.rank !== null && shape.rank !== rank) return NO_SHAPE;
  const known = ranked(shape, rank);
  const sizes = new Map<number, Size>();
  for (const [to, axis] of from.entries()) {
    const size = known.sizes.get(axis);
    if (size) sizes.set(to, size);
  }
  const features = known.features === null ? -1 : from.indexOf(known.features);
  return { rank, sizes, features: features < 0 ? null : features };
}

/** The shape, now that its rank is known. */
export function ranked(shape: Shape, rank: number): Shape {
  if (shape.rank !== null) return shape.rank === rank ? shape : { ...NO_SHAPE, rank };
  const positive = (axis: number) => (axis < 0 ? axis + rank : axis);
  return {
    rank,
    sizes: new Map([...shape.sizes].map(([axis, size]) => [positive(axis), size])),
    features: shape.features === null ? null : positive(shape.features),
  };
}

function place(shape: Pick<Shape, "rank">, axis: number): number {
  return axis < 0 && shape.rank !== null ? axis + shape.rank : axis;
}
