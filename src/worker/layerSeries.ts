import type { Layer, Running } from "../engine/report";
import { finishRun, nameOf, outlineOf, runningOf } from "../engine/run/finishRun";
import type { LayerFold } from "../engine/run/layerFold";
import { createRunFold, type RankRecord } from "../engine/run/runFold";
import { readLayerPart } from "../readers/runLog/readLayerPart";
import type { PlacedStep, RankReader } from "./readRanks";

/** Steps of a run, both ends included. */
export type StepRange = readonly [from: number, to: number];

/** Reads one layer's steps out of the logs again, where the run's own series is thinned. */
export interface SeriesReader {
  /**
   * @param range null is the whole run
   * @returns the layer's series, as exact as there is room for; the step before the range stands first, without batch
   *   statistics, for the averages that the range began with; null where none are kept. The outline is that of the
   *   whole run, where the series is another than the run's own
   */
  readonly read: (layer: string, range: StepRange | null) => Promise<Pick<Layer, "running" | "outline">>;
}

/** 2 MiB, about 5 MB of JSON. */
const MOST_VALUES = 2 ** 18;
const VALUES_PER_CHANNEL = 4;
const STEPS = { most: 2000, least: 16 };
/** Of what is chosen here nothing is thinned, not even where a step is there in both modes. */
const ALL = { values: VALUES_PER_CHANNEL, most: 2 * STEPS.most + 2, least: 2 * STEPS.most + 2 };

export function createSeriesReader({ fold, ranks, steps }: RankReader): SeriesReader {
  // What was read last, by the step: while a run is followed, nearly all of it is wanted again.
  let known = { layer: "", records: new Map<number, readonly RankRecord[]>() };

  async function recordsOf(layer: string, { places }: PlacedStep): Promise<RankRecord[]> {
    const records: RankRecord[] = [];
    for (const [i, { rank: number, start }] of places.entries()) {
      const rank = ranks.find((one) => one.rank === number)!;
      const index = rank.layers.findIndex((one) => nameOf({ layer: one }) === layer);
      const part = index < 0 ? null : await readLayerPart(rank.source, start, index, rank.label);
      if (part)
        records.push({ rank: number, record: { kind: "step", step: 0, part: i, layers: [{ ...part, index: 0 }] } });
    }
    return records;
  }

  async function readSteps(own: LayerFold, layer: string, chosen: readonly PlacedStep[]): Promise<Running | null> {
    const before = known.layer === layer ? known.records : new Map<number, readonly RankRecord[]>();
    known = { layer, records: new Map() };
    const series = createRunFold(ALL);
    for (const { rank } of ranks)
      if (rank >= 0)
        series.head({
          kind: "run",
          name: "",
          framework: "",
          started: "",
          rank,
          worldSize: 1,
          every: 1,
          layers: [own.layer],
        });
    for (const step of chosen) {
      const records = before.get(step.step) ?? (await recordsOf(layer, step));
      known.records.set(step.step, records);
      series.step(step.step, records);
    }
    return finishRun(series, "")[0]?.running ?? null;
  }

  return {
    async read(layer, range) {
      const own = fold.folds().find((one) => nameOf(one) === layer);
      const logged = own && runningOf(own, fold.evaluationsOf(own));
      if (!own || !logged?.logged || own.series.kept().length === own.series.length)
        return { running: logged ?? null, outline: null };
      const most = mostSteps(own.sums.zero.length);
      const { chosen, every, led } = choose(steps.kept(), range, most);
      const running = await readSteps(own, layer, chosen);
      if (!running?.logged) return { running: logged, outline: null };
      const { training } = running.logged;
      const whole = { ...running, logged: { ...logged.logged, training, every: every * steps.every } };
      const drawn = led ? withoutBatchOf(chosen[0]!.step, whole) : whole;
      return { running: drawn, outline: outlineOf(own, logged) };
    },
  };
}

function mostSteps(channels: number): number {
  const room = Math.floor(MOST_VALUES / (VALUES_PER_CHANNEL * channels));
  return Math.max(STEPS.least, Math.min(STEPS.most, room));
}

/** Every so many-th step of a range and its last one, counted from the run's beginning, so that a growing run's stay. */
function choose(steps: readonly PlacedStep[], range: StepRange | null, most: number) {
  const [from, to] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const inside = steps.flatMap(({ step }, place) => (step >= from && step <= to ? [place] : []));
  let every = 1;
  while (inside.length / every > most - 2) every *= 2;
  const before = (inside[0] ?? 0) - 1;
  const last = inside.at(-1);
  const chosen = inside.filter((place) => place % every === 0 || place === last);
  const led = before >= 0;
  return { chosen: [...(led ? [before] : []), ...chosen].map((place) => steps[place]!), every, led };
}

function withoutBatchOf(step: number, running: Running): Running {
  const without = (series: readonly Float64Array[]) =>
    series.map((values, i) => (running.steps[i] === step ? values.map(() => Number.NaN) : values));
  return { ...running, batchMean: without(running.batchMean), batchVariance: without(running.batchVariance) };
}
