import type { Piece } from "./hoverText";
import type { LayerFacts } from "./normFacts";

/**
 * Where a method is at home, and the smallest batch it bears; batch normalization's alternative for this place.
 * Sources: Ioffe & Szegedy 2015; Wu & He 2018 (batches below 8); Ulyanov et al. 2016; Ba et al. 2016; Zhang & Sennrich 2019.
 */
export function suitsPieces(facts: LayerFacts): Piece[] {
  if (facts.layer.functional) return [];
  switch (facts.layer.method) {
    case "batch":
      return ["CNNs and dense networks, batches ≥ 8 a device; else ", { code: groupLayer(facts) }];
    case "layer":
      return ["transformers, RNNs and other sequence models; any batch size"];
    case "rms":
      return ["transformers, as layer normalization does, at less cost; any batch size"];
    case "group":
      return ["CNNs, above all with fewer than 8 examples a device; any batch size"];
    case "instance":
      return ["style transfer and image generation; any batch size"];
    default:
      return [];
  }
}

function groupLayer({ layer, input, channelAxis }: LayerFacts): string {
  const channels = input?.[channelAxis === 1 || channelAxis === undefined ? 1 : input.length - 1];
  const groups = typeof channels === "number" ? groupsFor(channels) : 32;
  switch (layer.framework) {
    case "torch":
      return groups === null ? "GroupNorm" : `GroupNorm(${groups}, ${channels ?? "C"})`;
    case "keras":
      return channelAxis === 1 ? "GroupNormalization(axis=1)" : "GroupNormalization()";
    case "nnx":
      return groups === null ? "GroupNorm" : `GroupNorm(${channels ?? "C"}, num_groups=${groups})`;
    default:
      return "GroupNorm()";
  }
}

/** The paper's 32 groups where the channels divide into them, else the largest power of two that leaves 2 a group. */
function groupsFor(channels: number): number | null {
  for (let groups = 32; groups > 1; groups /= 2) {
    if (channels % groups === 0 && channels / groups >= 2) return groups;
  }
  return null;
}
