import type { Dataset } from "../engine/lab/dataset";
import type { Experiment, Figure } from "../engine/lab/experiments/experiment";
import { bestAccuracy, finalAccuracy } from "../engine/lab/experiments/outcomes";
import { labNumbers, spreadOf } from "../engine/lab/labNumbers";
import type { Outcome } from "../engine/lab/outcome";
import { numbersToJson } from "./numbersToJson";
import { short } from "./short";
import { table } from "./table";

/**
 * An experiment's figures for a terminal: the median of the seeds, and the lowest and highest. Where it was interrupted,
 * trainings from a seed that not all networks were trained from stand below.
 */
export function labText({ title, question, arms, papers }: Experiment, data: Dataset, outcome: Outcome): string {
  const { figures, conclusions } = outcome;
  const examples = `${data.train.labels.length} examples to learn from, ${data.test.labels.length} to be judged by`;
  const steps = Math.max(...arms.map(({ training }) => training.steps));
  const rows = figures.map((figure) => [figure.name, ...cells(figure)]);
  return [
    `${title}. ${question}`,
    `${data.name}: ${examples}; steps of a training: ${steps} at most`,
    "",
    ...(rows.length > 0 ? [...table([["", "median", "lowest", "highest", "seeds"], ...rows], 1), ""] : []),
    ...conclusions.map(({ text, paper }) => (paper === null ? text : `${text} In the paper: ${paper}.`)),
    ...(conclusions.length > 0 ? [""] : []),
    ...finishedBesides(outcome),
    "What papers report, of networks and data of their own:",
    ...papers.map(({ text, source }) => `  ${text}. ${source}.`),
  ].join("\n");
}

function finishedBesides({ results, seeds }: Outcome): string[] {
  const rows = results.flatMap(({ arm, runs }) => {
    const rest = runs.filter(({ seed }) => !seeds.includes(seed));
    return rest.map((run) => [arm.name, String(run.seed), ...[bestAccuracy(run), finalAccuracy(run)].map(percent)]);
  });
  if (rows.length === 0) return [];
  return [...table([["finished before the interruption", "seed", "best accuracy", "at the end"], ...rows], 1), ""];
}

export function labJson(experiment: Experiment, data: Dataset, outcome: Outcome): string {
  const facts = { name: data.name, train: data.train.labels.length, test: data.test.labels.length };
  return numbersToJson(labNumbers(experiment, facts, outcome));
}

const FORMATS: Readonly<Record<Figure["unit"], (value: number) => string>> = {
  accuracy: percent,
  points: (value) => `${value.toFixed(2)} points`,
  steps: (value) => String(value),
  times: (value) => `${short(value, 3)}×`,
  own: (value) => short(value, 3),
};

function cells(figure: Figure): string[] {
  const { median, lowest, highest, seeds } = spreadOf(figure);
  const cell = (value: number | null) => (value === null ? "never" : FORMATS[figure.unit](value));
  return [cell(median), cell(lowest), cell(highest), `${seeds} of ${figure.perSeed.length}`];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
