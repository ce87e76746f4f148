import * as vscode from "vscode";
import type { Measured } from "../../analysis/advice/advice";
import type { AdvicePlace } from "../../analysis/advice/place";
import type { Piece } from "../../analysis/hoverText";
import type { ProfileRequest, Progress, WhatIfRequest } from "../../protocol/engineApi";
import { parseBatchSize } from "../../protocol/whatIfJson";
import type { Engine, JobOptions } from "../engine";
import { openRequests } from "../panel";
import { PROFILE_PANEL } from "../panelKind";
import { type Profiled, profiledLayer } from "./profiledLayer";

/** What the open profiles tell of batch norm's noise at a place; without measurements, why. */
export interface Measurement {
  readonly measured: Measured | null;
  readonly unmeasured: readonly Piece[];
}

/** Measures at once, with progress that can be cancelled; what goes wrong is told as the reason. */
export async function measureHere(engine: Engine, place: AdvicePlace): Promise<Measurement> {
  if (place.norm?.value.method !== "batch") return none(["nothing was measured."]);
  const requests = openRequests(PROFILE_PANEL);
  const known = requests.length === 0 || place.paths.length === 0 ? profiledLayer(place, []) : null;
  if (known && "missing" in known) return none(known.missing);
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true };
  const title = vscode.l10n.t("Normscope: measuring the noise of batch statistics");
  return vscode.window.withProgress({ ...options, title }, async (progress, token) => {
    const job = new AbortController();
    token.onCancellationRequested(() => job.abort());
    const onProgress = ({ done, total, drawing }: Progress) => {
      const percent = Math.floor((100 * done) / total);
      const message = drawing
        ? vscode.l10n.t("{0} % of the batches drawn", percent)
        : vscode.l10n.t("{0} % read", percent);
      progress.report({ message });
    };
    try {
      return await measure(engine, place, requests, { signal: job.signal, onProgress });
    } catch (error) {
      if (job.signal.aborted) return none(["measuring was cancelled."]);
      return none(["nothing was measured. ", { code: (error as Error).message }]);
    }
  });
}

async function measure(
  engine: Engine,
  place: AdvicePlace,
  requests: readonly ProfileRequest[],
  options: JobOptions,
): Promise<Measurement> {
  const profiles: Profiled[] = [];
  for (const request of requests) {
    const captured = await engine.captured({ ...filesOf(request), layers: place.paths }, { signal: options.signal });
    profiles.push({ request, captured });
  }
  const profiled = profiledLayer(place, profiles);
  if ("missing" in profiled) return none(profiled.missing);
  const { request, found } = profiled;
  const { run, layer } = found;
  const answer = await engine.whatIf({ ...filesOf(request), question: { about: "batchSize", run, layer } }, options);
  const { step, sensitivity } = parseBatchSize(JSON.parse(answer));
  const name = [...(run ? [run] : []), layer].join(" / ");
  const at = step === null ? "" : `, step ${step}`;
  return { measured: { name: name + at, noise: sensitivity.sizes }, unmeasured: [] };
}

function filesOf({ paths, channelAxis, assumeDtype }: ProfileRequest): Omit<WhatIfRequest, "question"> {
  return { paths, ...(channelAxis === undefined ? {} : { channelAxis }), ...(assumeDtype ? { assumeDtype } : {}) };
}

function none(unmeasured: readonly Piece[]): Measurement {
  return { measured: null, unmeasured };
}
