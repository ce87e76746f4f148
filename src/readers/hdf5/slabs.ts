/** A box of a dataset: where it begins and how far it reaches along each axis. */
export interface Slab {
  readonly offset: readonly number[];
  readonly count: readonly number[];
}

/**
 * Cuts a shape into boxes that follow one another in C order, of at most `most` elements each, whole chunks' heights
 * where those fit: a chunk is then inflated once. `shape` has no size of 0.
 */
export function* slabsOf(shape: readonly number[], chunk: readonly number[], most: number): Generator<Slab, void> {
  if (shape.length === 0) {
    yield { offset: [], count: [] };
    return;
  }
  const { axis, rows } = cutOf(shape, chunk, most);
  const offset = shape.map(() => 0);
  do {
    const reach = Math.min(rows, shape[axis]! - offset[axis]!);
    const count = shape.map((size, i) => (i < axis ? 1 : i === axis ? reach : size));
    yield { offset: [...offset], count };
    offset[axis]! += reach;
  } while (carries(offset, shape, axis));
}

/** The first axis along which one entry fits, and how many entries do. */
function cutOf(shape: readonly number[], chunk: readonly number[], most: number) {
  let inner = shape.reduce((product, size) => product * size, 1);
  for (let axis = 0; ; axis++) {
    inner /= shape[axis]!;
    if (inner > most && axis < shape.length - 1) continue;
    const fitting = Math.max(1, Math.floor(most / inner));
    const height = Math.min(chunk[axis] ?? 1, shape[axis]!);
    return { axis, rows: fitting < height ? fitting : fitting - (fitting % height) };
  }
}

/** Moves on along the axes before `axis` where the end of it is reached; false after the last box. */
function carries(offset: number[], shape: readonly number[], axis: number): boolean {
  for (let i = axis; i >= 0; i--) {
    if (offset[i]! < shape[i]!) return true;
    if (i === 0) return false;
    offset[i] = 0;
    offset[i - 1]!++;
  }
  return false;
}
