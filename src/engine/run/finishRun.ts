import type { Finding } from "../finding";
import { RUN_RULES } from "../findings/runRules";
import type { Layer, Outline, Running } from "../report";
import { settling } from "../running/settling";
import { depthChains } from "./depthChain";
import type { Evaluation } from "./evaluations";
import type { LayerFold, LoggedStep } from "./layerFold";
import type { RunFold } from "./runFold";
import { runChannels, runStatistics } from "./runStatistics";
import type { DepthChain, WatchedLayer } from "./watchedLayer";

/**
 * What the report says of a run: one layer for each that was watched. Running averages are those that the framework
 * kept; a layer without running statistics has none, as none are kept of it.
 *
 * @param run the run's name in the report
 */
export function finishRun(
  fold: RunFold,
  run: string,
  { isWanted = () => true, goesOn = false }: FinishOptions = {},
): readonly Layer[] {
  const folds = fold.folds();
  const others = createOthers(folds, goesOn);
  return folds.map((one) => finishLayer(fold, run, one, others, isWanted(nameOf(one))));
}

/** One layer of what `finishRun` says, in full. */
export function finishOne(fold: RunFold, run: string, layer: LayerFold, goesOn: boolean): Layer {
  return finishLayer(fold, run, layer, createOthers(fold.folds(), goesOn), true);
}

export interface FinishOptions {
  /** Which layers are wanted in full, all unless given; of the others only an outline is given, which costs little. */
  readonly isWanted?: ((layer: string) => boolean) | undefined;
  /** Whether more steps are to come. */
  readonly goesOn?: boolean;
}

/** What is to be known of all layers to judge one. */
interface Others {
  readonly goesOn: boolean;
  /** Which layer met the run's first non-finite value, and how many besides it met one. */
  readonly origin: LayerFold | null;
  readonly spoiled: number;
  /** What was measured before each layer, in the model's order. */
  readonly before: ReadonlyMap<LayerFold, LayerFold | null>;
  readonly last: LayerFold | undefined;
  readonly chains: ReadonlyMap<LayerFold, DepthChain>;
}

function createOthers(folds: readonly LayerFold[], goesOn: boolean): Others {
  const origin = firstOf(folds);
  const forward = folds.filter(isForward);
  return {
    goesOn,
    origin,
    spoiled: forward.filter((one) => one !== origin && one.firstNonFinite !== null).length,
    before: new Map(forward.map((one, i) => [one, forward[i - 1] ?? null])),
    last: forward.at(-1),
    chains: depthChains(folds, nameOf),
  };
}

function finishLayer(fold: RunFold, run: string, one: LayerFold, others: Others, wanted: boolean): Layer {
  const evaluations = fold.evaluationsOf(one);
  const running = runningOf(one, evaluations);
  const statistics = runStatistics(one, wanted);
  return {
    name: nameOf(one),
    run,
    kind: "tensor",
    dtype: one.first.dtype,
    shape: one.first.shape,
    channelAxis: one.channelAxis,
    statistics,
    channels: wanted && one.channelAxis !== null ? runChannels(one) : null,
    running: wanted ? running : null,
    outline: wanted ? null : outlineOf(one, running),
    overTime: wanted ? one.overTime.finish(statistics, evaluations) : null,
    curve: null,
    summarized: null,
    norm: null,
    findings: findingsOf(watched(one, others)),
  };
}

/** @param running the layer's averages over the whole run */
export function outlineOf({ steps }: Pick<LayerFold, "steps">, running: Running | null): Outline {
  return { steps, count: running?.count.at(-1) ?? null, settling: running && settling(running) };
}

function findingsOf(layer: WatchedLayer): Finding[] {
  return RUN_RULES.flatMap(({ code, check }) => {
    const found = check(layer);
    return found ? [{ code, ...found }] : [];
  });
}

function watched(fold: LayerFold, others: Others): WatchedLayer {
  const { layer, recent, smallest, modes, firstNonFinite, last } = fold;
  const { runningMean: mean, runningVariance: variance, numBatchesTracked } = last?.buffers ?? NO_BUFFERS;
  return {
    layer,
    name: nameOf(fold),
    channels: fold.sums.zero.length,
    recent,
    end: mean && variance ? { mean, variance } : null,
    updates: numBatchesTracked,
    goesOn: others.goesOn,
    smallest,
    modes,
    firstNonFinite: firstNonFinite && {
      ...firstNonFinite,
      origin: fold === others.origin,
      others: others.spoiled,
    },
    late: fold.late?.take() ?? null,
    lateBefore: others.before.get(fold)?.late?.take() ?? null,
    depth: others.chains.get(fold) ?? null,
    isLast: fold === others.last,
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

/** What a report calls a watched layer. */
export function nameOf({ layer: { name, place } }: Pick<LayerFold, "layer">): string {
  return place === "input" ? name : `${name} (${place})`;
}

/** The running averages that the framework kept of a layer; null where it kept none, or too few steps are known. */
export function runningOf(
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
      every: series.every,
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
