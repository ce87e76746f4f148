import type { Known, Size } from "./normFacts";

/** An input as far as axes by number tell of it. */
export interface AxisLayout {
  /** The input's axes; "*" stands for any number of them. */
  readonly input: readonly Size[];
  /** Index into `input` of an axis as the framework counts it. */
  readonly place: (axis: number) => number;
}

/**
 * The shortest input that has the given axes, which count from the front or, below 0, from the back: `[-1]` is
 * ["*", "C"], `[1, 2]` is ["N", "d1", "d2", "*"]. Undefined where they count from both ends, or are too many.
 * @param channel the size of the axis `channelAxis`
 * @param batched whether axis 0 is the batch, also where the others count from the back
 */
export function axisLayout(
  axes: readonly number[],
  channelAxis: number,
  channel: Size,
  batched: boolean,
): Known<AxisLayout> {
  const back = axes.every((axis) => axis < 0);
  if (!back && axes.some((axis) => axis < 0)) return undefined;
  const count = Math.max(...axes.map((axis) => (back ? -axis : axis + 1)));
  if (!(count <= MOST_AXES)) return undefined;
  const name = (axis: number): Size => {
    if (axis === channelAxis) return channel;
    return axis === 0 ? "N" : `d${back ? count + axis + 1 : axis}`;
  };
  const named = Array.from({ length: count }, (_, i) => name(back ? i - count : i));
  const head = batched ? ["N", "*"] : ["*"];
  return back
    ? { input: [...head, ...named], place: (axis) => head.length + count + axis }
    : { input: [...named, "*"], place: (axis) => axis };
}

const MOST_AXES = 6;
