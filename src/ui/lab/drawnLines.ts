import type { Arm } from "../../engine/lab/experiments/experiment";
import type { LabLine } from "../figures/labCurves";
import { resultsOf, type ShownRun } from "./shownRuns";

/** Places of the arms that are drawn, for each run by its number. */
export type Drawn = Readonly<Record<number, readonly number[]>>;

/** More lines than hues cannot be told apart: where there are more arms, those that answer the question come first. */
const DRAWN_AT_FIRST: Readonly<Record<string, (arm: Arm) => boolean>> = {
  "batch-norm": ({ settings }) => settings.network !== "plain" || settings.learningRate !== 0.3,
  "learning-rates": ({ settings }) => [0.1, 1, 10].includes(Number(settings.learningRate)),
  "group-norm": ({ settings }) => [32, 8, 2].includes(Number(settings.batchSize)) && settings.rateAt32 === 0.03,
  placement: ({ settings }) => settings.activation !== "tanh",
  dropout: ({ settings }) => settings.p !== 0.2,
};

/** The arms of a run that are drawn: those that were chosen, or the first choice. */
export function drawnArms({ run, experiment }: ShownRun, drawn: Drawn): readonly number[] {
  const chosen = drawn[run.id];
  if (chosen) return chosen;
  const isFirst = DRAWN_AT_FIRST[experiment.name] ?? (() => true);
  return experiment.arms.flatMap((arm, place) => (isFirst(arm) ? [place] : []));
}

/** A line for each drawn arm, with the hue of its place among them; runs are told apart where there are several. */
export function linesOf(runs: readonly ShownRun[], drawn: Drawn): LabLine[] {
  const several = runs.filter((shown) => drawnArms(shown, drawn).length > 0).length > 1;
  const lines = runs.flatMap((shown) => {
    const arms = drawnArms(shown, drawn);
    const of = several ? `run ${shown.run.id}: ` : "";
    return resultsOf(shown, true).flatMap(({ arm, runs: trained }, place) => {
      if (!arms.includes(place)) return [];
      const label = several ? `${shown.run.id}: ${arm.label}` : arm.label;
      return [{ id: shown.run.id, place, name: `${of}${arm.name}`, label, arm, runs: trained }];
    });
  });
  return lines.map((line, index) => ({ ...line, index }));
}
