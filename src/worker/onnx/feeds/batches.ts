import type { ModelInput } from "../../../readers/onnx/openRunnable";
import { quoteName } from "../../../readers/quoteName";
import { bytesOf } from "../passes";
import type { Values } from "../runtime";
import { axisName } from "./axes";
import type { Feed } from "./feed";

/** What a model is run with, one batch after the other. */
export interface Batches {
  readonly count: number;
  /** Of each input, in one batch; the last one may have fewer examples. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Sizes that the model leaves open and every batch has, by name. */
  readonly dims: Readonly<Record<string, number>>;
  /** Examples that no batch takes, because the model wants so many at a time, a sentence an input. */
  readonly notes: readonly string[];
  /** Each time from the beginning. */
  all(): AsyncGenerator<ReadonlyMap<string, Values>, void>;
}

const MOST_BATCH_BYTES = 2 ** 30;

/** How a feed is cut. */
interface Cut {
  readonly feed: Feed;
  readonly examples: number;
  /** Examples at a time. */
  readonly size: number;
  readonly count: number;
  /** Whether the model takes no other number of examples. */
  readonly isFixed: boolean;
}

/**
 * Cuts what feeds a model into batches: as many examples at a time as the model takes or a person says.
 *
 * @throws naming the two that disagree
 */
export function batchesOf(feeds: readonly Feed[], dims: Readonly<Record<string, number>>, label: string): Batches {
  const cuts = feeds.map((feed) => cutOf(feed, dims, label));
  const longest = cuts.reduce((most, cut) => (cut.count > most.count ? cut : most), cuts[0]!);
  const odd = cuts.find((cut) => cut.count !== longest.count && !isRepeated(cut));
  if (odd) {
    const [one, other] = [odd, longest].map((cut) => `${cut.examples} in ${cut.feed.label}`);
    throw new Error(`${label}: its inputs have different numbers of examples, ${one} and ${other}`);
  }
  return {
    count: longest.count,
    shapes: new Map(
      cuts.map(({ feed, size }) => [feed.input.name, [size, ...feed.shape.slice(1)].slice(0, feed.shape.length)]),
    ),
    dims: sizesOf(cuts, label),
    notes: cuts.flatMap(leftOut),
    all: () => zipped(cuts, longest.count),
  };
}

function cutOf(feed: Feed, dims: Readonly<Record<string, number>>, label: string): Cut {
  const { input, shape } = feed;
  const [examples = 1] = shape;
  const fixed = shape.length === 0 ? 1 : input.dims?.[0];
  const isFixed = typeof fixed === "number";
  const asked = isFixed ? fixed : (dims[axisName(input, 0) ?? ""] ?? feed.usualBatch ?? examples);
  if (examples === 0)
    throw new Error(`${label}: ${feed.label} holds no example for the input '${quoteName(input.name)}'`);
  if (isFixed && examples < fixed) {
    throw new Error(
      `${label}: input '${quoteName(input.name)}' takes ${fixed} examples at a time, but ${feed.label} holds ${examples}`,
    );
  }
  const size = Math.min(asked, examples);
  const bytes = bytesOf(feed.dtype, [size, ...shape.slice(1)]);
  if (bytes > MOST_BATCH_BYTES) {
    throw new Error(
      `${label}: one batch of the input '${quoteName(input.name)}' takes ${bytes} bytes, but ${MOST_BATCH_BYTES} are kept in memory ` +
        "at most: fewer examples at a time may do",
    );
  }
  return { feed, examples, size, isFixed, count: isFixed ? Math.floor(examples / size) : Math.ceil(examples / size) };
}

/** What the model takes whole goes into every batch: a number, or a state. */
function isRepeated({ count, isFixed }: Cut): boolean {
  return count === 1 && isFixed;
}

function leftOut({ feed, examples, size, count }: Cut): string[] {
  const left = examples - size * count;
  if (left <= 0) return [];
  return [`The last ${left} of ${examples} examples in ${feed.label} are left out: the model takes ${size} at a time.`];
}

function sizesOf(cuts: readonly Cut[], label: string): Record<string, number> {
  const known = new Map<string, { readonly size: number; readonly cut: Cut }>();
  const changing = new Set<string>();
  for (const cut of cuts) {
    for (const [axis, name] of (cut.feed.input.dims ?? []).entries()) {
      if (typeof name !== "string") continue;
      const size = axis === 0 ? cut.size : cut.feed.shape[axis]!;
      if (axis === 0 && cut.examples % cut.size !== 0) changing.add(name);
      const other = known.get(name);
      if (other && other.size !== size) {
        const [one, two] = [other, { size, cut }].map((at) => `${at.size} in ${at.cut.feed.label}`);
        throw new Error(`${label}: the size '${quoteName(name)}' is ${one}, but ${two}`);
      }
      known.set(name, { size, cut });
    }
  }
  return Object.fromEntries([...known].filter(([name]) => !changing.has(name)).map(([name, { size }]) => [name, size]));
}

async function* zipped(cuts: readonly Cut[], count: number): AsyncGenerator<ReadonlyMap<string, Values>, void> {
  const streams = cuts.map((cut) => ({ cut, from: cut.feed.batches(cut.size)[Symbol.asyncIterator]() }));
  const last = new Map<ModelInput, Values>();
  try {
    for (let batch = 0; batch < count; batch++) {
      const values = new Map<string, Values>();
      for (const { cut, from } of streams) {
        const { input, label } = cut.feed;
        const kept = isRepeated(cut) ? last.get(input) : undefined;
        const next = kept ? null : await from.next();
        if (next?.done) throw new Error(`${label}: ended after ${batch} of ${count} batches`);
        const own = kept ?? (next!.value as Values);
        last.set(input, own);
        values.set(input.name, own);
      }
      yield values;
    }
  } finally {
    for (const { from } of streams) await from.return?.();
  }
}
