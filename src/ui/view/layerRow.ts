import type { Layer, Report, Running } from "../../engine/report";
import type { RunOf } from "../figures/figure";

/** One layer's name, with what each run holds under it. */
export interface LayerRow {
  readonly name: string;
  /** In run order; a run that lacks the layer is left out. */
  readonly runs: readonly RunOf<Layer>[];
}

/** The names of a report's runs in their order; one empty name where the source is one run. */
export function runsOf(report: Report): string[] {
  return [...new Set(report.layers.map(({ run }) => run))];
}

/** Layers by name, in the order of the report, each with its runs side by side. */
export function rowsOf(report: Report): LayerRow[] {
  const order = new Map(runsOf(report).map((run, index) => [run, index]));
  const rows = new Map<string, { name: string; runs: RunOf<Layer>[] }>();
  for (const layer of report.layers) {
    const row = rows.get(layer.name) ?? { name: layer.name, runs: [] };
    rows.set(layer.name, row);
    row.runs.push({ run: layer.run, index: order.get(layer.run)!, content: layer });
  }
  for (const row of rows.values()) row.runs.sort((a, b) => a.index - b.index);
  return [...rows.values()];
}

/** The runs of a row that hold a part, e.g. channels, with that part in the layer's place. */
export function runsWith<Content>(row: LayerRow, part: (layer: Layer) => Content | null): RunOf<Content>[] {
  return row.runs.flatMap(({ run, index, content }) => {
    const found = part(content);
    return found === null ? [] : [{ run, index, content: found }];
  });
}

/** Whether a row is a module whose values were measured step by step, as opposed to a tensor of a file or a logged number. */
export function isModule({ runs }: LayerRow): boolean {
  return runs.some(
    ({ content }) => content.kind === "tensor" && (content.running ?? content.outline ?? content.overTime) !== null,
  );
}

/** How many values each channel's batch statistic is made of, at the last step; null without steps. */
export function valuesPerStatistic(running: Running | null): number | null {
  return running?.count.at(-1) ?? null;
}
