import type { Known } from "./facts";
import { NO_SHAPE, permuted, ranked, type Shape, type Size, sizeOf } from "./shape";

/** The shape of `a + b` and its like. A tensor of unknown shape may bring more axes along. */
export function broadcast(operator: string, a: Known, b: Known): Shape {
  const [one, other] = [shapeOf(a), shapeOf(b)];
  if (operator === "@") return NO_SHAPE;
  if (one && other) return sameShape(one, other) ? one : NO_SHAPE;
  const whole = one ?? other ?? NO_SHAPE;
  const rest = one ? b : a;
  return rest.kind === "number" || rest.kind === "boolean" ? whole : NO_SHAPE;
}

function shapeOf(known: Known): Shape | null {
  return known.kind === "tensor" ? known.value.shape : null;
}

function sameShape(a: Shape, b: Shape): boolean {
  if (a.rank === null || a.rank !== b.rank || a.features !== b.features || a.features === null) return false;
  const [one, other] = [a.sizes.get(a.features), b.sizes.get(a.features)];
  return one !== undefined && one.value === other?.value;
}

/**
 * The shape that a tensor's method, or torch's function of the same name, gives. `positional` are the arguments after
 * the tensor. NO_SHAPE for all that is not known.
 */
export function methodShape(
  name: string,
  shape: Shape,
  positional: readonly Known[],
  keywords: ReadonlyMap<string, Known>,
): Shape {
  if (SAME.has(name.replace(/_$/, ""))) return shape;
  switch (name) {
    case "view":
    case "reshape":
      return reshaped(shape, integers(positional, keywords.get("shape")));
    case "flatten":
      return flattened(
        shape,
        integer(positional[0] ?? keywords.get("start_dim")) ?? 0,
        positional[1] ?? keywords.get("end_dim"),
      );
    case "permute":
      return order(shape, integers(positional, keywords.get("dims")));
    case "transpose":
    case "swapaxes":
      return swapped(
        shape,
        integer(positional[0] ?? keywords.get("dim0")),
        integer(positional[1] ?? keywords.get("dim1")),
      );
    case "t":
      return swapped(shape, 0, 1);
    case "unsqueeze":
      return unsqueezed(shape, integer(positional[0] ?? keywords.get("dim")));
    case "squeeze":
      return squeezed(
        shape,
        positional.length + keywords.size === 0 ? null : integer(positional[0] ?? keywords.get("dim")),
      );
    case "mean":
    case "sum":
    case "amax":
      return reduced(shape, positional[0] ?? keywords.get("dim"), positional[1] ?? keywords.get("keepdim"));
    default:
      return NO_SHAPE;
  }
}

/** What leaves every axis as it is. */
const SAME: ReadonlySet<string> = new Set(
  "contiguous clone detach float half double bfloat16 to cuda cpu type type_as requires_grad relu relu6 sigmoid tanh clamp clip abs exp log sqrt rsqrt neg softmax log_softmax masked_fill dropout pow square add sub mul div nan_to_num".split(
    " ",
  ),
);

/** Axes from `start` to the end in one; null where `end` is given and not the last. */
export function flattened(shape: Shape, start: number, end: Known | undefined): Shape {
  if (end !== undefined && integer(end) !== -1) return NO_SHAPE;
  if (start < 0) return NO_SHAPE;
  const rank = start + 1;
  if (shape.rank === null || start !== 1) return { ...NO_SHAPE, rank };
  if (shape.rank === 2) return shape;
  const space = Array.from({ length: Math.max(0, shape.rank - 2) }, (_, i) => sizeOf(shape, i + 2)?.value);
  const single = space.every((size) => size === 1);
  const size = single ? sizeOf(shape, 1) : undefined;
  return { rank, sizes: new Map(size ? [[1, size]] : []), features: single && shape.features === 1 ? 1 : null };
}

function reshaped(shape: Shape, sizes: readonly (number | null)[] | null): Shape {
  if (!sizes) return NO_SHAPE;
  const known = new Map<number, Size>();
  for (const [axis, size] of sizes.entries())
    if (size !== null && size > 0) known.set(axis, { value: size, byDefault: false });
  if (sizes.length === 2 && shape.rank !== null && !known.has(1)) {
    const flat = flattened(shape, 1, undefined);
    return flat.features === 1 ? flat : { ...NO_SHAPE, rank: 2 };
  }
  return { rank: sizes.length, sizes: known, features: null };
}

function order(shape: Shape, axes: readonly (number | null)[] | null): Shape {
  if (!axes || axes.some((axis) => axis === null)) return axes ? { ...NO_SHAPE, rank: axes.length } : NO_SHAPE;
  return permuted(shape, axes as readonly number[]);
}

function swapped(shape: Shape, a: number | null, b: number | null): Shape {
  if (shape.rank === null || a === null || b === null) return { ...NO_SHAPE, rank: shape.rank };
  const axes = Array.from({ length: shape.rank }, (_, i) => i);
  const [i, j] = [a < 0 ? a + shape.rank : a, b < 0 ? b + shape.rank : b];
  if (axes[i] === undefined || axes[j] === undefined) return NO_SHAPE;
  [axes[i], axes[j]] = [axes[j]!, axes[i]!];
  return permuted(shape, axes);
}

function unsqueezed(shape: Shape, axis: number | null): Shape {
  if (shape.rank === null) return NO_SHAPE;
  const rank = shape.rank + 1;
  if (axis === null) return { ...NO_SHAPE, rank };
  const at = axis < 0 ? axis + rank : axis;
  const moved = (old: number) => (old >= at ? old + 1 : old);
  const sizes = new Map([...shape.sizes].map(([old, size]) => [moved(old), size]));
  sizes.set(at, { value: 1, byDefault: false });
  return { rank, sizes, features: shape.features === null ? null : moved(shape.features) };
}

/** Only where it is known that the axis is 1; otherwise it may stay. */
function squeezed(shape: Shape, axis: number | null): Shape {
  if (shape.rank === null || axis === null) return NO_SHAPE;
  const at = axis < 0 ? axis + shape.rank : axis;
  if (shape.sizes.get(at)?.value !== 1) return NO_SHAPE;
  return without(shape, [at]);
}

function reduced(shape: Shape, dim: Known | undefined, keep: Known | undefined): Shape {
  if (shape.rank === null || dim === undefined) return NO_SHAPE;
  const axes = dim.kind === "list" ? integers([dim], undefined) : [integer(dim)];
  if (!axes || axes.some((axis) => axis === null)) return NO_SHAPE;
  const at = axes.map((axis) => (axis! < 0 ? axis! + shape.rank! : axis!));
  if (keep !== undefined && keep.kind !== "boolean") return NO_SHAPE;
  if (!keep?.value) return without(shape, at);
  const sizes = new Map([...shape.sizes].filter(([axis]) => !at.includes(axis)));
  for (const axis of at) sizes.set(axis, { value: 1, byDefault: false });
  const features = shape.features !== null && at.includes(shape.features) ? null : shape.features;
  return { rank: shape.rank, sizes, features };
}

function without(shape: Shape, axes: readonly number[]): Shape {
  const whole = ranked(shape, shape.rank!);
  const moved = (axis: number) => axis - axes.filter((gone) => gone < axis).length;
  const sizes = [...whole.sizes]
    .filter(([axis]) => !axes.includes(axis))
    .map(([axis, size]) => [moved(axis), size] as const);
  const features = whole.features === null || axes.includes(whole.features) ? null : moved(whole.features);
  return { rank: whole.rank! - axes.length, sizes: new Map(sizes), features };
}

/** Whole numbers given one by one or as one list; null where even their count is not known. */
function integers(positional: readonly Known[], keyword: Known | undefined): (number | null)[] | null {
  const first = positional[0] ?? keyword;
  if (first === undefined) return null;
  if (first.kind === "list" && positional.length <= 1) {
    return first.open || first.items.some(({ path }) => path.length > 0)
      ? null
      : first.items.map(({ value }) => integer(value));
  }
  if (positional.length === 1 && first.kind !== "number") return null;
  return positional.map(integer);
}

export function integer(known: Known | undefined): number | null {
  return known?.kind === "number" && known.integer && !known.byDefault ? known.value : null;
}
