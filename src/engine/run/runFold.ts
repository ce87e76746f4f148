import { MOST_PAGES } from "./codeCounts";
import { createEvaluations, type Evaluation } from "./evaluations";
import { addLayerStep, type LayerFold, type RankPart, startLayerFold } from "./layerFold";
import type { LayerPart, LayersRecord, LoggedLayer, ModeRecord, RunHead, StepRecord } from "./runRecord";

/** A run, added together step by step: memory grows with its layers and channels, not with its length. */
export interface RunFold {
  /** @throws where a rank has spoken already */
  head(head: RunHead): void;
  layers(rank: number, record: LayersRecord): void;
  /** Takes note of layers that were switched between training and evaluation, as rank 0 has it. */
  mode(rank: number, record: ModeRecord): void;
  /**
   * Adds one step of all ranks.
   *
   * @throws where it does not fit those before: an unknown layer, another number of channels
   */
  step(step: number, records: readonly RankRecord[]): void;
  /** In the order in which the first rank lists layers, then those that only others have; those that were never seen are left out. */
  readonly folds: () => readonly LayerFold[];
  readonly evaluationsOf: (fold: LayerFold) => readonly Evaluation[];
}

export interface RankRecord {
  readonly rank: number;
  readonly record: StepRecord;
}

/** Of all layers: the normalization layers of the largest language models have 4.1 million. */
const MOST_CHANNELS = 2 ** 22;
/** Of layers whose steps are kept, because they have running statistics or normalize by batches. */
const MOST_KEPT_CHANNELS = 2 ** 20;
/** Values that the series of all layers hold: 32 MiB, and some 80 MB of a report's JSON. */
const MOST_VALUES = 2 ** 22;
const SERIES: KeptSteps = { values: 4, most: 2000, least: 4 };
/** Fifty are enough to tell the scatter of batches within 10 %. */
const RECENT: KeptSteps = { values: 2, most: 50, least: 10 };

/** How many steps are kept of each layer: as many as there are values for, between the least and the most. */
export interface KeptSteps {
  /** A channel's in one step. */
  readonly values: number;
  readonly most: number;
  readonly least: number;
}

/** @param series other than usual where the series are of a few chosen steps */
export function createRunFold(series: KeptSteps = SERIES): RunFold {
  const listed = new Map<number, LoggedLayer[]>();
  const folds = new Map<string, LayerFold>();
  const pages = { left: MOST_PAGES };
  const evaluations = createEvaluations();
  let channels = 0;
  let keptChannels = 0;

  function layerOf(rank: number, index: number): LoggedLayer {
    const layers = listed.get(rank);
    const layer = layers?.[index];
    if (!layer) throw new Error(`layer ${index} of rank ${rank}, of which ${layers?.length ?? 0} are listed`);
    return layer;
  }

  function list(rank: number, from: number, layers: readonly LoggedLayer[]): void {
    const known = listed.get(rank)!;
    if (from !== known.length) throw new Error(`layers from index ${from} on, but ${known.length} are listed`);
    for (const layer of layers) known.push(layer);
  }

  function foldOf(layer: LoggedLayer, part: LayerPart): LayerFold {
    const key = keyOf(layer);
    let fold = folds.get(key);
    if (!fold) {
      channels += part.n.length;
      if (layer.tracks || layer.method === "batch") keptChannels += part.n.length;
      if (channels > MOST_CHANNELS || keptChannels > MOST_KEPT_CHANNELS) {
        const most = `${MOST_CHANNELS} are read, ${MOST_KEPT_CHANNELS} of them of batch norms`;
        throw new Error(`layers of ${channels} channels, ${keptChannels} of them of batch norms, but at most ${most}`);
      }
      fold = startLayerFold(layer, part, pages);
      folds.set(key, fold);
    }
    return fold;
  }

  return {
    head({ rank, layers }) {
      if (listed.has(rank)) throw new Error(`a second log of rank ${rank}`);
      listed.set(rank, []);
      list(rank, 0, layers);
    },
    layers(rank, { from, layers }) {
      if (!listed.has(rank)) throw new Error("layers before the run's own record");
      list(rank, from, layers);
    },
    mode(rank, record) {
      if (rank === 0) evaluations.add(record, (index) => keyOf(layerOf(rank, index)));
    },
    step(step, records) {
      const groups = new Map<LayerFold, Map<boolean, RankPart[]>>();
      for (const { rank, record } of inOrder(records)) {
        const parts = record.layers.map((part) => ({ rank, part, fold: foldOf(layerOf(rank, part.index), part) }));
        countModes(parts);
        for (const { fold, part } of parts) {
          const modes = groups.get(fold) ?? new Map<boolean, RankPart[]>();
          groups.set(fold, modes);
          modes.set(part.training, [...(modes.get(part.training) ?? []), { rank, part }]);
        }
      }
      const most = { series: stepsOf(series, keptChannels), recent: stepsOf(RECENT, keptChannels) };
      for (const [fold, modes] of groups) {
        // Validation comes after training where both belong to one step.
        for (const training of [true, false]) {
          const parts = modes.get(training);
          if (parts) naming(parts[0]!, () => addLayerStep(fold, step, parts, most));
        }
      }
    },
    folds: () => [...inListedOrder(listed)].flatMap((key) => folds.get(key) ?? []),
    evaluationsOf: ({ layer }) => evaluations.of(keyOf(layer)),
  };
}

function stepsOf({ values, most, least }: KeptSteps, channels: number): number {
  return Math.max(least, Math.min(most, Math.floor(MOST_VALUES / (values * channels))));
}

/** By ranks, so that it does not matter whose later layers were read first. */
function inListedOrder(listed: ReadonlyMap<number, readonly LoggedLayer[]>): Set<string> {
  const ranks = [...listed].sort(([a], [b]) => a - b);
  return new Set(ranks.flatMap(([, layers]) => layers.map(keyOf)));
}

/** One module may be watched at its input and at its output. */
function keyOf({ name, place }: LoggedLayer): string {
  return `${place} ${name}`;
}

function inOrder(records: readonly RankRecord[]): readonly RankRecord[] {
  return [...records].sort((a, b) => a.rank - b.rank || a.record.part - b.record.part);
}

/** Counts, for the layers of one forward pass that keep running statistics, who is in another mode than most. */
function countModes(parts: readonly { readonly fold: LayerFold; readonly part: LayerPart }[]): void {
  const tracking = parts.filter(({ fold }) => fold.layer.tracks && fold.layer.place !== "gradient");
  const training = tracking.filter(({ part }) => part.training).length;
  for (const { fold, part } of tracking) {
    const others = tracking.length - 1;
    const trainingOthers = training - Number(part.training);
    if (part.training) fold.modes.training++;
    else fold.modes.evaluation++;
    if (!part.training && trainingOthers > others / 2) fold.modes.evaluationAmongTraining++;
    if (part.training && others - trainingOthers > others / 2) fold.modes.trainingAmongEvaluation++;
  }
}

function naming<T>({ rank, part }: RankPart, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`layer ${part.index} of rank ${rank}: ${(error as Error).message}`);
  }
}
