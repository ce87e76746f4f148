import type { Finding } from "../finding";
import { RUN_RULES } from "../findings/runRules";
import type { Layer, Running } from "../report";
import { type DepthChain, depthChains } from "./depthChain";
import type { Evaluation } from "./evaluations";
import type { LayerFold, LoggedStep } from "./layerFold";
import type { RunFold } from "./runFold";
import { runChannels, runStatistics } from "./runStatistics";
import type { WatchedLayer } from "./watchedLayer";

/**
 * What the report says of a run: one layer for each that was watched. Running averages are those that the framework
 * kept; a layer without running statistics has none, as none are kept of it.
 *
 * @param run the run's name in the report
 */
export function finishRun(fold: RunFold, run: string): readonly Layer[] {
  const folds = fold.folds();
  const origin = firstOf(folds);
  const chains = depthChains(folds, nameOf);
  const forward = folds.filter(isForward);
  const others = folds.filter((one) => one !== origin && isForward(one) && one.firstNonFinite !== null).length;
  return folds.map((one) => {
    const statistics = runStatistics(one);
    const evaluations = fold.evaluationsOf(one);
    return {
      name: nameOf(one),
      run,
      kind: "tensor",
      dtype: one.first.dtype,
      shape: one.first.shape,
      channelAxis: one.channelAxis,
      statistics,
      channels: one.channelAxis === null ? null : runChannels(one),
      running: runningOf(one, evaluations),
      overTime: one.overTime.finish(statistics, evaluations),
      findings: findingsOf(
        watched(one, {
          origin: one === origin,
          others,
          last: one === forward.at(-1),
          before: forward[forward.indexOf(one) - 1] ?? null,
          depth: chains.get(one) ?? null,
        }),
      ),
    };
  });
}

function findingsOf(layer: WatchedLayer): Finding[] {
  return RUN_RULES.flatMap(({ code, check }) => {
    const found = check(layer);
    return found ? [{ code, ...found }] : [];
  });
}

interface AmongOthers {
  /** Whether it met the run's first non-finite value, and how many other layers met one. */
  readonly origin: boolean;
  readonly others: number;
  readonly last: boolean;
  /** What was measured before it, in the model's order. */
  readonly before: LayerFold | null;
  readonly depth: DepthChain | null;
}

function watched(fold: LayerFold, { origin, others, last: isLast, before, depth }: AmongOthers): WatchedLayer {
  const { layer, recent, smallest, modes, firstNonFinite, last } = fold;
  const { runningMean: mean, runningVariance: variance, numBatchesTracked } = last?.buffers ?? NO_BUFFERS;
  return {
    layer,
    name: nameOf(fold),
    channels: fold.sums.zero.length,
    recent,
    end: mean && variance ? { mean, variance } : null,
    updates: numBatchesTracked,
    smallest,
    modes,
    firstNonFinite: firstNonFinite && { ...firstNonFinite, origin, others },
    late: fold.late?.take() ?? null,
    lateBefore: before?.late?.take() ?? null,
    depth,
    isLast,
    lastValues: fold.overTime.trained() ? fold.overTime.last() : null,
    distributions: fold.overTime.trained() ? fold.overTime.kept() : [],
  };
}

const NO_BUFFERS = { runningMean: null, runningVariance: null, numBatchesTracked: null };

/** The layer that met the run's first non-finite value; gradient scalers let gradients overflow on purpose. */
function firstOf(folds: readonly LayerFold[]): LayerFold | null {
  return folds.filter(isForward).reduce<LayerFold | null>((first, fold) => {
    const [step, least] = [fold.firstNonFinite?.step, first?.firstNonFinite?.step];
    return step !== undefined && (least === undefined || step < least) ? fold : first;
  }, null);
}

function isForward({ layer }: LayerFold): boolean {
  return layer.place !== "gradient";
}

function nameOf({ layer: { name, place } }: LayerFold): string {
  return place === "input" ? name : `${name} (${place})`;
}

function runningOf(
  { layer, channelAxis, series, sums, last }: LayerFold,
  evaluations: readonly Evaluation[],
): Running | null {
  const kept = series.kept();
  if (kept.length < 2 || channelAxis === null || last?.buffers.runningMean == null) return null;
  const unknown = new Float64Array(sums.zero.length).fill(Number.NaN);
  const pick = <T>(what: (step: LoggedStep) => T) => kept.map(what);
  return {
    momentum: layer.momentum,
    convention: layer.convention,
    logged: {
      steps: series.length,
      updates: last.buffers.numBatchesTracked,
      training: pick(({ training }) => training),
      evaluations,
    },
    steps: pick(({ step }) => step),
    count: pick(({ count }) => count),
    batchMean: pick(({ batchMean }) => batchMean),
    batchVariance: pick(({ batchVariance }) => batchVariance),
    runningMean: pick(({ runningMean }) => runningMean ?? unknown),
    runningVariance: pick(({ runningVariance }) => runningVariance ?? unknown),
  };
}
