import type { AdvicePlace } from "../../analysis/advice/place";
import type { Piece } from "../../analysis/hoverText";
import type { Captured, CapturedLayer, ProfileRequest } from "../../protocol/engineApi";

/** An open profile, and which of the layers that the code names it holds activations of. */
export interface Profiled {
  readonly request: ProfileRequest;
  readonly captured: Captured;
}

/** The activations that a place in the code is sure to be about, or why there are none. */
export type ProfiledLayer =
  | { readonly found: CapturedLayer; readonly request: ProfileRequest }
  | { readonly missing: readonly Piece[] };

/**
 * The layer of the open profiles that the code names: the only one of its names, in one profile, of as many channels. Of
 * several runs of that profile the one with the most examples is taken, as the panel does.
 */
export function profiledLayer({ paths, channels }: AdvicePlace, profiles: readonly Profiled[]): ProfiledLayer {
  if (paths.length === 0)
    return missing("nothing was measured: the code does not tell which of a model's layers this is.");
  const [first] = paths;
  if (profiles.length === 0) {
    const next = `: profile activations that normscope.capture has written, and ask again.`;
    return missing("nothing was measured. No profile is open that could hold ", { code: first! }, next);
  }
  const holding = profiles.filter(({ captured }) => captured.layers.length > 0);
  if (holding.length === 0) return missing(...nowhere(first!, profiles));
  const names = [...new Set(holding.flatMap(({ captured }) => captured.layers.map(({ layer }) => layer)))];
  if (names.length > 1) {
    const list = names.slice(0, 3).flatMap((name, i): Piece[] => (i > 0 ? [", ", { code: name }] : [{ code: name }]));
    return missing("nothing was measured: which layer is meant is not sure. Open profiles hold ", ...list, ".");
  }
  if (holding.length > 1) {
    const rest = `, and which is meant is not sure: close the others.`;
    return missing(`nothing was measured: ${holding.length} open profiles hold `, { code: names[0]! }, rest);
  }
  return ofOneProfile(holding[0]!, channels?.value ?? null);
}

function ofOneProfile({ request, captured: { layers } }: Profiled, channels: number | null): ProfiledLayer {
  const most = layers.reduce((a, b) => (b.examples > a.examples ? b : a));
  const { layer, examples, channels: held } = most;
  if (layers.filter((one) => one.examples === examples).length > 1) {
    const runs = "runs of the open profile hold as many examples of ";
    return missing(`nothing was measured: several ${runs}`, { code: layer }, ", and which is meant is not sure.");
  }
  if (channels !== null && held !== channels) {
    const other = ` of the open profile has ${held ?? "no"} channels, but the code ${channels}: it is another model's.`;
    return missing("nothing was measured: ", { code: layer }, other);
  }
  return { found: most, request };
}

function nowhere(path: string, profiles: readonly Profiled[]): Piece[] {
  const areLogs = profiles.every(({ captured }) => captured.logs > 0);
  return areLogs
    ? ["nothing was measured: a run's log holds statistics, and this takes activations of ", { code: path }, "."]
    : ["nothing was measured: no open profile holds activations of ", { code: path }, "."];
}

function missing(...pieces: readonly Piece[]): ProfiledLayer {
  return { missing: pieces };
}
