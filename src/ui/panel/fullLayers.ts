import { isOutline, type Layer, type Report } from "../../engine/report";
import type { WantedLayer } from "../../protocol/engineApi";
import type { ViewState } from "../view/viewState";

/** A report in which one layer is there in full, and what of it. */
export interface FullReport {
  readonly report: Report;
  /** Null is the first layer, with all of its steps. */
  readonly wanted: WantedLayer | null;
}

/** What the host has to be asked for before a view can be drawn. */
export interface Missing {
  readonly wanted: WantedLayer;
  readonly runs: readonly string[];
}

/**
 * What a report does not hold of the layer that is looked at: all of it, or the steps between those that it has.
 *
 * @returns null where nothing is missing
 */
export function missingIn({ report, wanted }: FullReport, { layer: chosen, ...view }: ViewState): Missing | null {
  // A replay begins with the run's first step, whatever is in sight.
  const steps = view.momentum === null ? view.steps : null;
  const name = chosenLayer(report, chosen);
  const layers = report.layers.filter((one) => one.name === name);
  const absent = layers.some(isOutline);
  const has = wanted?.layer === name ? wanted.steps : null;
  const other = JSON.stringify(has) !== JSON.stringify(steps);
  // A range may hold all of its steps, and not those of another range.
  const thinned = has !== null || layers.some(({ running }) => (running?.logged?.every ?? 1) > 1);
  if (name === null || !(absent || (other && thinned))) return null;
  const runs = layers.filter((layer) => isOutline(layer) || layer.running?.logged).map(({ run }) => run);
  return { wanted: { layer: name, steps }, runs };
}

/** Puts layers in full into a report, in the place of what it has of them. */
export function withFull({ report }: FullReport, wanted: WantedLayer, layers: readonly Layer[]): FullReport {
  const full = new Map(layers.map((layer) => [layer.run, layer]));
  const put = (layer: Layer) => (layer.name === wanted.layer ? (full.get(layer.run) ?? layer) : layer);
  return { report: { ...report, layers: report.layers.map(put) }, wanted };
}

/** The layer of that name, or the first. */
function chosenLayer({ layers }: Report, name: string | null): string | null {
  return layers.some((layer) => layer.name === name) ? name : (layers[0]?.name ?? null);
}
