import type { ComparedLayer, Comparison } from "../../engine/comparison/comparison";
import type { CompareRequest } from "../../protocol/engineApi";
import { cleanName, shortName } from "../figures/safeText";
import { h } from "../view/h";

type Change = (changes: Pick<CompareRequest, "layer" | "numGroups">) => void;

/** Which of the file's tensors is compared; nothing where there is only one. */
export function layerSelect({ choices, layer }: Comparison, change: Change): HTMLElement | null {
  if (choices.length < 2) return null;
  const options = choices.map(({ run, name }, i) => {
    const label = run ? `${cleanName(run)} / ${cleanName(name)}` : cleanName(name);
    const selected = run === layer.run && name === layer.name;
    return h("option", { value: i, selected }, shortName(label, 60));
  });
  const select = h(
    "select",
    { "data-part": "layer", onchange: () => change({ layer: choices[Number(select.value)]! }) },
    ...options,
  );
  return h("label", {}, "Layer ", select);
}

/** How many groups group normalization makes: the divisors of the channels. */
export function groupSelect(layer: ComparedLayer, change: Change): HTMLElement {
  const channels = layer.shape[layer.channelAxis]!;
  const divisors = divisorsOf(channels);
  const options = divisors.map((groups) =>
    h("option", { value: groups, selected: groups === layer.numGroups }, `${groups}${nameOf(groups, channels)}`),
  );
  const select = h(
    "select",
    { "data-part": "groups", onchange: () => change({ numGroups: Number(select.value) }) },
    ...options,
  );
  return h("label", {}, "Groups ", select);
}

function nameOf(groups: number, channels: number): string {
  if (groups === channels) return " (as instance)";
  return groups === 1 ? " (all channels)" : "";
}

function divisorsOf(channels: number): number[] {
  const divisors: number[] = [];
  for (let d = 1; d <= channels; d++) if (channels % d === 0) divisors.push(d);
  return divisors;
}
