import type { ComparedLayer, ComparedMethod, Distribution } from "../../engine/comparison/comparison";
import { formatCount, formatExact, formatNumber } from "../../engine/formatNumber";
import { quantileOf } from "../figures/bands";
import { h } from "../view/h";

/** The methods as rows to choose from, and the activations as they are above them. */
export function methodTable(layer: ComparedLayer, choose: (method: string) => void) {
  const rows = layer.methods.map((method) => methodRow(layer, method, choose));
  const element = h(
    "table",
    { class: "method-table", "data-part": "methods" },
    h("caption", { class: "unseen" }, "What each normalization makes of these activations"),
    h("thead", {}, h("tr", {}, ...COLUMNS.map(([name, hint]) => h("th", { scope: "col", title: hint }, name)))),
    h("tbody", {}, beforeRow(layer.before), ...rows.map(({ element: row }) => row)),
  );
  return {
    element,
    show: (chosen: string) => {
      for (const { name, input, element: row } of rows) {
        input.checked = name === chosen;
        row.classList.toggle("selected", name === chosen);
      }
    },
  };
}

const COLUMNS: readonly (readonly [name: string, hint: string])[] = [
  ["Normalization", "Choose one to see it below"],
  ["A statistic per", "What shares one mean and variance"],
  ["Over axes", "The axes that one statistic is taken over"],
  ["m", "How many values are behind one statistic: few make it noisy"],
  ["Statistics", "How many of them there are"],
  ["Mean", "Of all values"],
  ["σ", "Standard deviation of all values"],
  ["Channel means", "5th to 95th percentile of the channels' means"],
  ["Channel σ", "5th to 95th percentile of the channels' standard deviations"],
  ["Inference", "How far the mean of the channel that moves most is from training"],
];

function beforeRow(before: Distribution): HTMLElement {
  const dash = () => h("td", {}, "–");
  return h(
    "tr",
    { class: "before" },
    h("th", { scope: "row" }, "Before"),
    dash(),
    dash(),
    dash(),
    dash(),
    ...distributionCells(before),
    dash(),
  );
}

function methodRow(layer: ComparedLayer, method: ComparedMethod, choose: (method: string) => void) {
  const input = h("input", {
    type: "radio",
    name: "method",
    value: method.method,
    onchange: () => choose(method.method),
  });
  const element = h(
    "tr",
    { "data-method": method.method, onclick: () => choose(method.method) },
    h("th", { scope: "row" }, h("label", {}, input, ` ${method.title.replace(" normalization", "")}`)),
    ...(method.training === null ? refusalCells(method) : methodCells(layer, method, method.training)),
  );
  return { name: method.method, input, element };
}

function methodCells({ shape }: ComparedLayer, method: ComparedMethod, training: Distribution): HTMLElement[] {
  const sizes = method.axes.map((axis) => formatCount(shape[axis]!)).join(" × ");
  return [
    h("td", {}, method.statisticPer),
    h("td", { title: `${sizes} values` }, method.axes.join(", ")),
    h("td", { class: "number" }, formatCount(method.count)),
    h("td", { class: "number" }, formatCount(method.statistics)),
    ...distributionCells(training),
    h("td", {}, inferenceText(method)),
  ];
}

function refusalCells({ refusal }: ComparedMethod): HTMLElement[] {
  return [h("td", { colspan: COLUMNS.length - 1, class: "muted" }, refusal ?? "")];
}

function distributionCells({ statistics, channels }: Distribution): HTMLElement[] {
  return [
    number(statistics.mean),
    number(statistics.standardDeviation),
    range(channels.mean),
    range(channels.variance.map(Math.sqrt)),
  ];
}

function number(value: number): HTMLElement {
  return h("td", { class: "number", title: formatExact(value) }, formatNumber(rounded(value)));
}

/** Normalized means are 0 but for rounding; the exact value is in the tooltip. */
function rounded(value: number): number {
  return Math.abs(value) < 5e-6 ? 0 : value;
}

function range(values: Float64Array): HTMLElement {
  const [low, high] = [quantileOf(values, 0.05), quantileOf(values, 0.95)].map(rounded) as [number, number];
  const text =
    formatNumber(low) === formatNumber(high) ? formatNumber(low) : `${formatNumber(low)} to ${formatNumber(high)}`;
  return h("td", { class: "number" }, text);
}

function inferenceText({ inference, training }: ComparedMethod): string {
  if (!inference || !training) return "the same";
  const shifts = training.channels.mean.map((mean, c) => Math.abs(inference.channels.mean[c]! - mean));
  const largest = shifts.reduce((most, shift) => Math.max(most, shift), 0);
  return Number.isNaN(largest) ? "NaN" : `moves ${formatNumber(rounded(largest))}`;
}
