import type { Convention } from "../convention";
import type { Running } from "../report";
import { initialShareLeft, WARMED_UP } from "../running/average";
import { trainingSteps } from "../running/settling";
import type { MomentumExploration, MomentumOutcome } from "./exploration";
import { momentumAdvice, momentumCaveats } from "./momentumAdvice";
import { type RecordedBatches, type Replay, replay } from "./replay";

/** Those that people use, and between. */
const MOMENTA = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1] as const;

/** Of which the noise of batches can be told from their trend, in half of them. */
const LEAST_STEPS = 8;

/**
 * Replays a run's recorded batch statistics under other momenta, all in PyTorch's meaning; the variance is made
 * unbiased where the run's framework does so.
 *
 * @param asked a momentum to try besides
 * @param most how many statistics of one channel and step to judge: of more, only every so many-th channel is
 * @throws where the run has too few steps, or no channel that can be judged
 */
export function exploreMomentum(
  running: Running,
  asked?: number | null,
  most = Number.POSITIVE_INFINITY,
): MomentumExploration {
  const { recorded, valid } = judgeable(running, most);
  const steps = recorded.updates.length;
  const window = Math.floor(steps / 2);
  const own = momentumOfNew(running.momentum, running.convention);
  const momenta = new Set<number>([...MOMENTA, ...[own, asked].filter((m) => typeof m === "number")]);
  const outcomes = [...[...momenta].sort((a, b) => a - b), null].map((momentum) =>
    outcomeOf(momentum, replay(recorded, momentum, window), recorded.updates.at(-1)!),
  );
  const recommended = outcomes.reduce((best, one) => (one.error <= best.error ? one : best));
  const found = {
    steps,
    every: (recorded.updates.at(-1)! - 1) / (steps - 1),
    window,
    channels: {
      judged: recorded.channels.length,
      left: running.batchMean[0]!.length - valid,
      skipped: valid - recorded.channels.length,
    },
    own: outcomes.find(({ momentum }) => momentum === own)!,
    outcomes,
    recommended,
  };
  return { ...found, advice: momentumAdvice(found), caveats: momentumCaveats(found) };
}

/** What one momentum would have made of a run: as `exploreMomentum`, which also says when it throws. */
export function momentumOutcome(
  running: Running,
  momentum: number | null,
  most = Number.POSITIVE_INFINITY,
): MomentumOutcome {
  const { recorded } = judgeable(running, most);
  const { updates } = recorded;
  return outcomeOf(momentum, replay(recorded, momentum, Math.floor(updates.length / 2)), updates.at(-1)!);
}

function judgeable(running: Running, most: number): { readonly recorded: RecordedBatches; readonly valid: number } {
  const recorded = recordedBatches(running);
  const steps = recorded.updates.length;
  if (steps < LEAST_STEPS) {
    throw new Error(`${steps} training steps are known, but ${LEAST_STEPS} are needed to tell noise from trend`);
  }
  const valid = recorded.channels.length;
  if (valid === 0) throw new Error("no channel's batches are all finite and varying");
  const every = Math.max(1, Math.ceil(valid / Math.max(1, Math.floor(most / steps))));
  return { recorded: { ...recorded, channels: recorded.channels.filter((_, i) => i % every === 0) }, valid };
}

function outcomeOf(momentum: number | null, replayed: Replay, updates: number): MomentumOutcome {
  const { noise, lag } = replayed;
  return {
    momentum,
    error: Math.hypot(noise, lag),
    noise,
    lag,
    scatterKept: replayed.scatterKept,
    warmUp: warmUp(momentum),
    initialShare: initialShareLeft(momentum, "pytorch", updates),
    meanGap: replayed.meanGap,
    varianceGap: replayed.varianceGap,
  };
}

/** Batches until an average holds 1 % of what it began with: (1 - m)^t ≤ 0.01. */
export function warmUp(momentum: number | null): number {
  if (momentum === null || momentum === 1) return 1;
  if (momentum === 0) return Number.POSITIVE_INFINITY;
  // What is exact but for rounding (0.9: two batches) must not become one batch more.
  return Math.ceil(Math.log(WARMED_UP) / Math.log1p(-momentum) - 1e-9);
}

/** A momentum in PyTorch's meaning, the weight of the new batch. */
export function momentumOfNew(momentum: number | null, convention: Convention): number | null {
  // 1 - 0.99 is 0.010000000000000009.
  return momentum === null || convention === "pytorch" ? momentum : Number((1 - momentum).toPrecision(12));
}

/** Channels and steps that can be replayed. */
function recordedBatches(whole: Running): RecordedBatches {
  const running = trainingSteps(whole);
  const kept = running.count.flatMap((count, step) => (count > 1 ? [step] : []));
  const unbiased = kept.map((step) => {
    const count = running.count[step]!;
    const factor = running.convention === "pytorch" ? count / (count - 1) : 1;
    return running.batchVariance[step]!.map((variance) => variance * factor);
  });
  const mean = kept.map((step) => running.batchMean[step]!);
  const all = Array.from({ length: mean[0]?.length ?? 0 }, (_, channel) => channel);
  const channels = all.filter((c) =>
    mean.every((step, t) => Number.isFinite(step[c]) && Number.isFinite(unbiased[t]![c]) && unbiased[t]![c]! > 0),
  );
  const first = running.steps[kept[0] ?? 0] ?? 0;
  const updates = kept.map((step, t) => (running.logged ? running.steps[step]! - first + 1 : t + 1));
  return { mean, variance: unbiased, channels, updates };
}
