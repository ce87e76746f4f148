import type { LoggedContent, LoggedHistogram } from "../../engine/summaries/summary";
import { type Field, type Wire, walkMessage } from "../protobuf/protobuf";
import { joined, readDouble, readDoubles } from "./fields";

const NONE = new Float64Array();

/** A HistogramProto: what PyTorch, tensorboardX and TensorFlow 1 log. Bin i ends at bucket_limit[i]. */
export async function readHistogram(wire: Wire, { at, end }: Field): Promise<LoggedContent> {
  let [min, max, count, sum, sumSquares] = [Number.NaN, Number.NaN, 0, 0, 0];
  let limits: Float64Array = NONE;
  let counts: Float64Array = NONE;
  const place = `${wire.label}: byte ${at}`;
  await walkMessage(wire, end, "histo", async (field) => {
    if (field.number === 1) min = await readDouble(wire, field, "min");
    if (field.number === 2) max = await readDouble(wire, field, "max");
    if (field.number === 3) count = await readDouble(wire, field, "num");
    if (field.number === 4) sum = await readDouble(wire, field, "sum");
    if (field.number === 5) sumSquares = await readDouble(wire, field, "sum_squares");
    if (field.number === 6)
      limits = joined(limits, await readDoubles(wire, field, "bucket_limit"), `${place}: bucket_limit`);
    if (field.number === 7) counts = joined(counts, await readDoubles(wire, field, "bucket"), `${place}: bucket`);
  });
  if (limits.length !== counts.length)
    throw new Error(`${place}: a histogram has ${limits.length} limits for ${counts.length} bins`);
  if (!(count >= 0 && Number.isFinite(count))) throw new Error(`${place}: a histogram is of ${count} values`);
  const edges = Float64Array.of(lowest(min, limits, counts), ...limits);
  return {
    kind: "histogram",
    histogram: checked({ edges, counts, sums: { count, sum, sumSquares }, min, max }, place),
  };
}

/**
 * A histogram of TensorFlow 2 ([bins, 3] numbers: from, to, count), of which the first and the last bin that hold
 * anything tell the extremes.
 *
 * @param numbers in C order
 */
export function histogramOfBins(numbers: Float64Array, place: string): LoggedContent {
  const bins = Array.from({ length: numbers.length / 3 }, (_, i) => numbers.subarray(3 * i, 3 * i + 3));
  const first = bins.findIndex(([, , count]) => count !== 0);
  const filled = first < 0 ? [] : bins.slice(first, bins.findLastIndex(([, , count]) => count !== 0) + 1);
  const edges = Float64Array.from(filled.length === 0 ? [] : [filled[0]![0]!, ...filled.map(([, to]) => to!)]);
  const [min, max] = [edges[0] ?? Number.NaN, edges.at(-1) ?? Number.NaN];
  const counts = Float64Array.from(filled, ([, , count]) => count!);
  return { kind: "histogram", histogram: checked({ edges, counts, sums: null, min, max }, place) };
}

/** The first bin begins at the minimum, or below its limit where that is higher: bins may begin with an empty one. */
function lowest(min: number, limits: Float64Array, counts: Float64Array): number {
  const first = limits[0] ?? Number.NaN;
  return counts[0] !== 0 && min <= first ? min : first;
}

/** Throws where bins do not ascend or a count is none. */
function checked(histogram: LoggedHistogram, place: string): LoggedHistogram {
  const { edges, counts } = histogram;
  if (counts.length === 0) return { ...histogram, edges: NONE };
  for (let i = 0; i < counts.length; i++) {
    if (!(edges[i + 1]! >= edges[i]!))
      throw new Error(`${place}: bin ${i} of a histogram ends at ${edges[i + 1]}, before ${edges[i]} where it begins`);
    if (!(counts[i]! >= 0 && Number.isFinite(counts[i])))
      throw new Error(`${place}: bin ${i} of a histogram counts ${counts[i]} values`);
  }
  return histogram;
}
