import { basename, dirname } from "node:path";
import type { Layer } from "../../engine/report";
import { nameOf, runningOf } from "../../engine/run/finishRun";
import type { LayerFold } from "../../engine/run/layerFold";
import { gapSeries } from "../../engine/running/gapSeries";
import type { Measured, MeasuredLayer } from "../../protocol/measured";
import type { LoggedRun } from "../findRuns";
import { profiledRun, withRun } from "../profileRun";
import { bounded, pointsFor, worstFirst } from "./bounds";

/** @param written when its logs were written to last, in milliseconds since 1970 */
export async function measuredRun(
  run: LoggedRun,
  written: number,
  onShare: (share: number) => void,
): Promise<Measured> {
  return withRun(run, onShare, (reader) => {
    const { layers, about } = profiledRun("", reader, () => false, { isWanted: () => false, goesOn: true });
    const folds = reader.fold.folds();
    const points = pointsFor(folds.reduce((sum, fold) => sum + channelsOf(fold), 0));
    return {
      kind: "run",
      name: basename(dirname(run.files[0]!)),
      written,
      step: reader.steps.kept().at(-1)?.step ?? null,
      state: about.state,
      complete: false,
      ...bounded(ofModules(folds, layers, points)),
    };
  });
}

/** One a module, though its input, its output and its gradient may be watched. */
function ofModules(folds: readonly LayerFold[], layers: readonly Layer[], points: number): MeasuredLayer[] {
  const modules = new Map<string, MeasuredLayer>();
  for (const [i, fold] of folds.entries()) {
    const { name, place } = fold.layer;
    const now = measuredLayer(fold, layers[i]!, points);
    const known = modules.get(name);
    const shown = known && place !== "input" ? known : now;
    modules.set(name, { ...shown, findings: worstFirst([...(known?.findings ?? []), ...now.findings]) });
  }
  return [...modules.values()];
}

function measuredLayer(fold: LayerFold, { outline, findings }: Layer, points: number): MeasuredLayer {
  const running = runningOf(fold, []);
  const settling = outline?.settling ?? null;
  return {
    path: fold.layer.name,
    name: nameOf(fold),
    type: fold.layer.type === "" ? null : fold.layer.type,
    features: featuresOf(fold),
    steps: fold.steps,
    step: fold.series.kept().at(-1)?.step ?? fold.recent.at(-1)?.step ?? null,
    distance: settling?.distance ?? null,
    varianceRatio: settling?.varianceRatio ?? null,
    gaps: running && gapSeries(running, points),
    findings,
  };
}

/** A layer norm over several axes has one for each place in all of them, whatever its channels are. */
function featuresOf(fold: LayerFold): number | null {
  const { method, channelAxis } = fold.layer;
  if (method === null || ((method === "layer" || method === "rms") && channelAxis !== -1)) return null;
  return channelsOf(fold);
}

function channelsOf({ sums }: LayerFold): number {
  return sums.zero.length;
}
