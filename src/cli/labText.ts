import type { Dataset } from "../engine/lab/dataset";
import type { Experiment, Figure } from "../engine/lab/experiments/experiment";
import type { Outcome } from "../engine/lab/runExperiment";
import { median } from "../engine/quantile";
import { short } from "./short";
import { table } from "./table";

/** An experiment's figures for a terminal: the median of the seeds, and the lowest and highest. */
export function labText({ title, question, papers }: Experiment, data: Dataset, { figures }: Outcome): string {
  const rows = figures.map((figure) => [figure.name, ...cells(figure)]);
  const examples = `${data.train.labels.length} examples to learn from, ${data.test.labels.length} to be judged by`;
  return [
    `${title}. ${question}`,
    `${data.name}: ${examples}`,
    "",
    ...table([["", "median", "lowest", "highest", "seeds"], ...rows], 1),
    "",
    "What papers report, of networks and data of their own:",
    ...papers.map(({ text, source }) => `  ${text}. ${source}.`),
  ].join("\n");
}

/** Everything there is to know of an experiment; numbers that are none are strings, as in reports. */
export function labJson(experiment: Experiment, data: Dataset, { results, figures }: Outcome): string {
  const { name, title, question, papers } = experiment;
  const content = {
    version: 1,
    generator: `normscope ${process.env.NORMSCOPE_VERSION}`,
    experiment: { name, title, question, papers },
    data: { name: data.name, train: data.train.labels.length, test: data.test.labels.length },
    figures: figures.map((figure) => ({ ...figure, ...spread(figure) })),
    results,
  };
  return JSON.stringify(content, (_, value: unknown) => {
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  });
}

const FORMATS: Readonly<Record<Figure["unit"], (value: number) => string>> = {
  accuracy: (value) => `${(100 * value).toFixed(2)} %`,
  points: (value) => `${value.toFixed(2)} points`,
  steps: (value) => String(value),
  times: (value) => `${short(value, 3)}×`,
  spreads: (value) => `${short(value, 3)} spreads`,
};

function cells(figure: Figure): string[] {
  const { median, lowest, highest, seeds } = spread(figure);
  const cell = (value: number | null) => (value === null ? "never" : FORMATS[figure.unit](value));
  return [cell(median), cell(lowest), cell(highest), `${seeds} of ${figure.perSeed.length}`];
}

/** Of the seeds that have a value. */
function spread({ perSeed }: Figure) {
  const values = perSeed.filter((value) => value !== null);
  if (values.length === 0) return { median: null, lowest: null, highest: null, seeds: 0 };
  return {
    median: median(values),
    lowest: Math.min(...values),
    highest: Math.max(...values),
    seeds: values.length,
  };
}
