import type { Convention } from "../convention";
import { configure, type Request } from "../methods/configure";
import type { Configuration, MethodName } from "../methods/method";

/** What the person chose for all methods. */
export interface ComparisonOptions {
  readonly channelAxis: number;
  readonly numGroups: number;
  readonly momentum: number | null;
  readonly convention: Convention;
}

/** Each method as it would usually be applied to a tensor of this shape, without learned parameters. */
export function configurationFor(
  method: MethodName,
  shape: readonly number[],
  options: ComparisonOptions,
  training: boolean,
): Configuration {
  return configure(requestFor(method, shape, options, training));
}

function requestFor(
  method: MethodName,
  shape: readonly number[],
  { channelAxis, numGroups, momentum, convention }: ComparisonOptions,
  training: boolean,
): Request {
  switch (method) {
    case "group":
      return { method, channelAxis, numGroups };
    case "layer":
    case "rms":
      return { method, normalizedShape: normalizedShape(shape, channelAxis) };
    default:
      return { method, channelAxis, momentum, convention, training };
  }
}

/** The features of a token where channels come last, as in transformers; else all of an example. */
export function normalizedShape(shape: readonly number[], channelAxis: number): readonly number[] {
  return channelAxis === shape.length - 1 ? shape.slice(-1) : shape.slice(1);
}

const MOST_GROUPS = 32;

/** 32, as in the paper, or the largest number below that makes groups of two channels and more. */
export function usualGroups(channels: number): number {
  const most = Math.min(MOST_GROUPS, Math.floor(channels / 2));
  for (let groups = most; groups > 1; groups--) if (channels % groups === 0) return groups;
  return 1;
}
