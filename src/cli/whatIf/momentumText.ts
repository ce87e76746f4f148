import { formatShare } from "../../engine/formatNumber";
import type { MomentumExploration, MomentumOutcome } from "../../engine/whatIf/exploration";
import { quoteName } from "../../readers/quoteName";
import { short } from "../short";
import { table } from "../table";

/** A layer of a run, and what other momenta would have made of its running averages. */
export interface ExploredLayer {
  readonly run: string;
  readonly name: string;
  readonly exploration: MomentumExploration;
}

/** A layer that cannot be judged. */
export interface LayerLeft {
  readonly run: string;
  readonly name: string;
  readonly reason: string;
}

/** For a terminal: of each layer the advice and a table of momenta; then the caveats. */
export function momentumText(source: string, layers: readonly ExploredLayer[], left: readonly LayerLeft[]): string {
  const parts = layers.flatMap(({ exploration, ...layer }) => [
    `${quoteName(fullName(layer))}: ${exploration.advice}`,
    "",
    ...table([HEADER, ...exploration.outcomes.map((outcome) => row(outcome, exploration))], 1),
    "",
  ]);
  const caveats = new Set(layers.flatMap(({ exploration }) => exploration.caveats));
  const noun = layers.length === 1 ? "layer" : "layers";
  return [
    `${source}: ${layers.length} ${noun}, momentum as PyTorch means it`,
    "",
    ...parts,
    ...left.map((layer) => `- Left out: ${quoteName(fullName(layer))}: ${layer.reason}.`),
    ...[...caveats].map((caveat) => `- ${caveat}`),
  ].join("\n");
}

const HEADER = ["momentum", "error", "noise", "lag", "scatter kept", "warm-up", "initial left", "mean gap", "variance"];

function row(outcome: MomentumOutcome, { own, recommended }: MomentumExploration): string[] {
  const marks = [...(outcome === recommended ? ["least error"] : []), ...(outcome === own ? ["the run's"] : [])];
  const name = outcome.momentum === null ? "cumulative" : String(outcome.momentum);
  const { error, noise, lag, scatterKept, warmUp, initialShare, meanGap, varianceGap } = outcome;
  return [
    marks.length > 0 ? `${name} (${marks.join(", ")})` : name,
    ...[error, noise, lag].map((number) => short(number, 3)),
    formatShare(scatterKept),
    Number.isFinite(warmUp) ? String(warmUp) : "never",
    formatShare(initialShare),
    `${short(meanGap, 3)} σ`,
    `× ${short(varianceGap, 3)}`,
  ];
}

/** A layer's name, with that of its run where there are several. */
export function fullName({ run, name }: { readonly run: string; readonly name: string }): string {
  return run ? `${run}/${name}` : name;
}
