import type { Convention } from "../../engine/convention";
import { formatNumber } from "../../engine/formatNumber";
import type { Layer, Running, Settling } from "../../engine/report";
import { runningAverages } from "../../engine/running/average";
import { settling } from "../../engine/running/settling";

/** A momentum in its convention's meaning; null is the cumulative average. */
export interface Momentum {
  readonly momentum: number | null;
  readonly convention: Convention;
}

interface Replay {
  readonly key: string;
  readonly running: Running;
  settling?: Settling;
}

const replays = new WeakMap<Running, Replay>();

/** The same batches, averaged with another momentum; the last one asked for is kept. */
export function withMomentum(running: Running, wanted: Momentum | null): Running {
  return replayOf(running, wanted).running;
}

/** How far the averages have settled under a momentum; kept like `withMomentum`'s. */
export function settlingWith(running: Running, wanted: Momentum | null): Settling {
  const replay = replayOf(running, wanted);
  replay.settling ??= settling(replay.running);
  return replay.settling;
}

/** How far a layer's averages have settled, over the whole run; null where that is not known. */
export function settlingOf({ running, outline }: Layer, wanted: Momentum | null): Settling | null {
  if (outline && wanted === null) return outline.settling;
  return running === null ? null : settlingWith(running, wanted);
}

/** What a momentum means, in the other convention's terms too. */
export function momentumText({ momentum, convention }: Momentum): string {
  if (momentum === null) return "every batch so far weighs the same";
  const weight = convention === "pytorch" ? momentum : 1 - momentum;
  const spans = weight > 0 ? `spans about ${formatNumber(Math.round((2 - weight) / weight))} batches` : "never moves";
  const other = `${convention === "pytorch" ? "Keras" : "PyTorch"}: ${formatNumber(rounded(1 - momentum))}`;
  return `weighs the ${convention === "pytorch" ? "new batch" : "old average"} · ${spans} · ${other}`;
}

/** Without the digits that floating point adds, e.g. to 1 − 0.1. */
export function rounded(value: number): number {
  return Number(value.toFixed(6));
}

function replayedWith(running: Running, momentum: number | null, convention: Convention): Running {
  const { logged, count } = running;
  // Batches that were met in evaluation mode leave the averages as they are, as batches without values do.
  const series = logged ? { ...running, count: count.map((m, step) => (logged.training[step] ? m : 0)) } : running;
  const replayed = runningAverages(series, momentum, convention);
  return { ...running, momentum, convention, logged: logged && { ...logged, updates: null }, ...replayed };
}

function replayOf(running: Running, wanted: Momentum | null): Replay {
  const { momentum, convention } = wanted ?? running;
  const key = `${convention} ${momentum}`;
  const last = replays.get(running);
  if (last?.key === key) return last;
  const same = momentum === running.momentum && convention === running.convention;
  const replayed = same ? running : replayedWith(running, momentum, convention);
  const replay: Replay = { key, running: replayed };
  replays.set(running, replay);
  return replay;
}
