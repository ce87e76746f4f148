import { chooseChannelAxis, type Layout, layoutOf } from "../layout";
import { shapeText } from "./checkInputs";
import type { State } from "./method";

/** Index of the channel axis; negative counts from the end. */
export function channelAxisIn(shape: readonly unknown[], requested: number): number {
  return requested < 0 ? requested + shape.length : requested;
}

/**
 * How the channels lie in a tensor.
 *
 * @param first the first axis that channels may lie along
 * @throws where there is no such axis, or no other beside it
 */
export function channelLayout(shape: readonly number[], requested: number, first: 0 | 1): Layout & { axis: number } {
  if (shape.length < 2) {
    throw new Error(
      `expected examples and channels, which are 2 axes or more, but shape ${shapeText(shape)} has ${shape.length}`,
    );
  }
  const axis = chooseChannelAxis(shape, requested)!;
  if (axis < first) throw new Error(`axis ${axis} of shape ${shapeText(shape)} holds the examples, not the channels`);
  return { axis, ...layoutOf(shape, axis, "C") };
}

/** Weight and bias of every channel, or what else has one value a channel. */
export function perChannel<Size>(
  shape: readonly Size[],
  requested: number,
  ...names: string[]
): readonly State<Size>[] {
  const channels = shape[channelAxisIn(shape, requested)];
  return names.map((name) => ({ name, shape: channels === undefined ? [] : [channels] }));
}

/** The buffers of a layer that tracks running statistics. */
export function runningBuffers<Size>(shape: readonly Size[], requested: number): readonly State<Size>[] {
  return [...perChannel(shape, requested, "running_mean", "running_var"), { name: "num_batches_tracked", shape: [] }];
}

/** All axes but those that are kept apart. */
export function axesWithout(shape: readonly unknown[], ...kept: number[]): readonly number[] {
  return Array.from(shape.keys()).filter((axis) => !kept.includes(axis));
}
