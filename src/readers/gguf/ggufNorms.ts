import type { DeclaredNorm } from "../../engine/norms/declaredNorm";
import { shortestFloat32 } from "../shortestFloat32";
import type { GgufMetadata } from "./ggufMetadata";

const WEIGHT = ".weight";
/** blk.0.attn_norm, blk.0.attn_q_norm, output_norm, blk.0.attn_norm_2, v.blk.0.ln1, v.post_ln … (gguf-py constants.py). */
const NORM = /(?:^|[._])(?:norm(?:_\w+)?|ln\d?)$/;
/** Group normalizations of RWKV and WavTokenizer, whose epsilon is another. */
const GROUP_NORM = /^posnet\.|time_mix_ln$/;

/**
 * The normalization layers of a language model by the names of its tensors; the epsilon of its metadata says which
 * kind they are: of layer or of RMS normalization. Those with a bias are layer normalizations. None where there is no
 * epsilon.
 */
export function ggufNorms(names: readonly string[], metadata: GgufMetadata): readonly DeclaredNorm[] {
  const layerEps = epsilon(metadata, ".attention.layer_norm_epsilon");
  const rmsEps = epsilon(metadata, ".attention.layer_norm_rms_epsilon");
  if (layerEps === null && rmsEps === null) return [];
  const known = new Set(names);
  return names.flatMap((weight): DeclaredNorm[] => {
    if (!weight.endsWith(WEIGHT)) return [];
    const name = weight.slice(0, -WEIGHT.length);
    if (!NORM.test(name) || GROUP_NORM.test(name)) return [];
    const bias = known.has(`${name}.bias`) ? `${name}.bias` : null;
    const isLayer = bias !== null || rmsEps === null;
    return [
      {
        name,
        method: isLayer ? "layer" : "rms",
        operator: name.slice(name.lastIndexOf(".") + 1),
        weight,
        bias,
        runningMean: null,
        runningVariance: null,
        eps: isLayer ? layerEps : rmsEps,
        momentum: null,
        convention: "pytorch",
        follows: null,
      },
    ];
  });
}

function epsilon(metadata: GgufMetadata, ending: string): number | null {
  for (const [key, value] of metadata) {
    if (key.endsWith(ending) && typeof value === "number") return shortestFloat32(value);
  }
  return null;
}
