import { basename, dirname } from "node:path";
import { parameterAxis } from "../../engine/layout";
import type { NormLayer } from "../../engine/norms/normLayer";
import type { Layer } from "../../engine/report";
import { gapSeries } from "../../engine/running/gapSeries";
import { settling } from "../../engine/running/settling";
import type { ProfileRequest } from "../../protocol/engineApi";
import type { Measured, MeasuredLayer } from "../../protocol/measured";
import { quoteName } from "../../readers/quoteName";
import { about } from "../disk";
import type { Runs } from "../findRuns";
import { profileTensors } from "../profileFiles";
import { profileNorms } from "../profileNorms";
import { lastFiles } from "../steps";
import { bounded, pointsFor, worstFirst } from "./bounds";

type FilesOfRun = Runs["runs"][number];

/**
 * The normalization layers of a run's last checkpoint, or those whose activations were captured.
 *
 * @param written when its files were written to last, in milliseconds since 1970
 */
export async function measuredFiles(
  run: FilesOfRun,
  written: number,
  request: ProfileRequest,
  onShare: (share: number) => void,
): Promise<Measured> {
  const [last, ...others] = lastFiles(run.files);
  const isOne = others.length === 0 && !/\.npy$/i.test(last!.path);
  const asked = { path: last!.path, ...(request.assumeDtype ? { assumeDtype: request.assumeDtype } : {}) };
  const norms = isOne ? (await profileNorms(asked)).norms : [];
  const about = { written, step: last!.step, state: null } as const;
  if (norms.length > 0) {
    const layers = norms.map(checkpointLayer);
    return { kind: "checkpoint", name: basename(last!.path), ...about, complete: true, ...bounded(layers) };
  }
  const name = basename(dirname(last!.path));
  return { kind: "capture", name, ...about, complete: false, ...bounded(await captured(run, request, onShare)) };
}

function checkpointLayer({ name, channels, numBatchesTracked, findings }: NormLayer): MeasuredLayer {
  return {
    path: name,
    name: null,
    type: null,
    features: channels,
    steps: numBatchesTracked ?? 0,
    step: null,
    distance: null,
    varianceRatio: null,
    gaps: null,
    findings: worstFirst(findings),
  };
}

/** Activations are read whole: beside code, nobody waits for more. */
const LARGEST = 64 << 20;

async function captured(
  run: FilesOfRun,
  request: ProfileRequest,
  onShare: (share: number) => void,
): Promise<MeasuredLayer[]> {
  let size = 0;
  for (const { path } of run.files) size += (await about(path)).size;
  if (size > LARGEST) {
    const name = quoteName(run.name || basename(dirname(run.files[0]!.path)));
    throw new Error(
      `${name}: holds ${size} bytes of activations; ${LARGEST} are read at most for what is shown beside code`,
    );
  }
  const only: Runs = { source: { kind: "files", name: run.name }, runs: [run], logs: [], events: [] };
  const all = await profileTensors(only, request, (done) => onShare(done / run.files.length), null);
  const layers = all.filter(isCaptured);
  const points = pointsFor(layers.reduce((sum, layer) => sum + channelsOf(layer), 0));
  return layers.map((layer) => capturedLayer(layer, points));
}

function isCaptured({ kind, name, shape, channelAxis }: Layer): boolean {
  return kind === "tensor" && channelAxis !== null && parameterAxis(name, shape) === undefined;
}

function capturedLayer(layer: Layer, points: number): MeasuredLayer {
  const { name, running, findings } = layer;
  const settled = running && settling(running);
  return {
    path: name,
    name,
    type: null,
    features: null,
    steps: running?.steps.length ?? 1,
    step: running?.steps.at(-1) ?? null,
    distance: settled?.distance ?? null,
    varianceRatio: settled?.varianceRatio ?? null,
    gaps: running && gapSeries(running, points),
    findings: worstFirst(findings),
  };
}

function channelsOf({ shape, channelAxis }: Layer): number {
  return shape[channelAxis!]!;
}
