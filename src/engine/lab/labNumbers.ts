import { median } from "../quantile";
import type { Experiment, Figure } from "./experiments/experiment";
import type { Outcome } from "./outcome";

/** What the networks learned, and how many examples of it. */
export interface DataFacts {
  readonly name: string;
  readonly train: number;
  readonly test: number;
}

/** Everything there is to know of an experiment, as it is written into files. */
export function labNumbers(experiment: Experiment, data: DataFacts, outcome: Outcome) {
  const { name, title, question, papers } = experiment;
  const { trainings, figures, conclusions, results } = outcome;
  return {
    experiment: { name, title, question, papers },
    data,
    trainings,
    conclusions,
    figures: figures.map((figure) => ({ ...figure, ...spreadOf(figure) })),
    results,
  };
}

/** Of the seeds that have a value. */
export function spreadOf({ perSeed }: Figure) {
  const values = perSeed.filter((value) => value !== null);
  if (values.length === 0) return { median: null, lowest: null, highest: null, seeds: 0 };
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values), seeds: values.length };
}
