import { formatCount, formatNumber } from "../formatNumber";
import type { LayerScale } from "../run/watchedLayer";
import type { RunRule } from "./runRule";

/** From each layer to the next, and in all: a residual sum grows by √2 a block where it is added to unscaled. */
const EACH = 2;
const IN_ALL = 1000;
/** Four layers in a row. */
const LEAST_STEPS = 3;

/** NRM927. */
export const varianceWithDepth: RunRule = {
  code: "NRM927",
  title: "The variance collapses or explodes with depth",
  severity: "warning",
  explanation: [
    "From layer to layer of one class, measured at the same place, the values' standard deviation changes by a factor of " +
      "two or more in the same direction, four layers in a row at least, and by a thousand in all. It is that of a " +
      "channel inside a step, in the last steps of the run, so that biases and differences between channels do not hide it.",
    "Where it collapses, deep layers hardly tell one example from another, and gradients vanish with it; where it " +
      "explodes, they overflow. Weights too small or too large at the beginning do that (He's or Glorot's scale keeps the " +
      "variance), missing normalization, or a learning rate that has blown weights up.",
    "A normalization layer sets the scale back, so that its outputs cannot do that; and sums of residual branches that " +
      "grow slowly are not meant.",
  ],
  sources: ["Glorot & Bengio 2010", "He et al. 2015, Delving Deep into Rectifiers, section 2.2"],
  check({ depth, layer }) {
    if (!depth) return null;
    for (const sign of [-1, 1]) {
      const row = steepRow(depth.layers, sign);
      const [first, last] = [row[0], row.at(-1)];
      // Told once, where it ends.
      if (!first || !last || (depth.next && isSteep(last, depth.next, sign))) continue;
      const ratio = last.sigma / first.sigma;
      const inAll = sign > 0 ? ratio : 1 / ratio;
      if (row.length <= LEAST_STEPS || !(inAll >= IN_ALL)) continue;
      const each = formatNumber(ratio ** (1 / (row.length - 1)));
      return {
        severity: "warning",
        message:
          `The variance ${sign > 0 ? "explodes" : "collapses"} with depth: over ${formatCount(row.length)} ${layer.type} ` +
          `layers, from ${first.name} to here, the standard deviation goes from ${formatNumber(first.sigma)} to ` +
          `${formatNumber(last.sigma)}, ${each}× a layer.`,
      };
    }
    return null;
  },
};

/** The layers up to the last from each of which to the next the scale changes steeply. */
function steepRow(layers: readonly LayerScale[], sign: number): readonly LayerScale[] {
  let from = layers.length - 1;
  while (from > 0 && isSteep(layers[from - 1]!, layers[from]!, sign)) from--;
  return layers.slice(Math.max(0, from));
}

function isSteep(one: LayerScale, next: LayerScale, sign: number): boolean {
  return sign > 0 ? next.sigma >= EACH * one.sigma && one.sigma > 0 : EACH * next.sigma <= one.sigma && one.sigma > 0;
}
