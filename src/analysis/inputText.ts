import type { Piece } from "./hoverText";
import type { LayerFacts, Size } from "./normFacts";
import { formatCount } from "./numbers";

/** The input that a layer takes, and how many of its values are behind one statistic. */
export function inputPieces(facts: LayerFacts): Piece[] {
  const { layer, input } = facts;
  if (!input || layer.functional || layer.method === "response") return [];
  const whole = shapeCode(input);
  const count = countText(facts);
  if (layer.framework === "torch" && layer.rank === 1 && layer.method === "batch") {
    return [shapeCode(input.slice(0, 2)), " or ", whole, "; N or N × L values behind each mean"];
  }
  if (layer.framework === "torch" && layer.method === "instance") {
    return [whole, " or, unbatched, ", shapeCode(input.slice(1)), count];
  }
  return [whole, count];
}

export function shapeCode(shape: readonly Size[]): Piece {
  return { code: `[${shape.join(", ")}]` };
}

/** The effective count: "; N × H × W values behind each mean". Empty where it says nothing. */
function countText(facts: LayerFacts): string {
  const factors = facts.layer.method === "group" ? groupFactors(facts) : reducedSizes(facts);
  if (factors === null || factors.length === 0) return "";
  const statistic = facts.layer.method === "rms" ? "root mean square" : "mean";
  const values = factors.includes("*") ? "" : " values";
  return `; ${product(factors)}${values} behind each ${statistic}`;
}

function reducedSizes({ input, axes }: LayerFacts): Size[] | null {
  return input && axes.map((axis) => input[axis] ?? "?");
}

function groupFactors({ groups, channels }: LayerFacts): Size[] | null {
  if (groups === "all") return ["*"];
  if (groups === 1) return [channels ?? "C", "*"];
  if (groups === undefined || groups < 1) return null;
  if (channels === undefined) return [`C / ${groups}`, "*"];
  const each = channels / groups;
  return Number.isInteger(each) ? [each, "*"] : null;
}

/** Numbers are multiplied, names stand for themselves, "*" is however many positions there are. */
function product(factors: readonly Size[]): string {
  let number = 1;
  const names: string[] = [];
  for (const factor of factors) {
    if (typeof factor === "number") number *= factor;
    else
      names.push(
        factor === "*" ? "positions" : /[+\- ]/.test(factor) && !factor.includes(" / ") ? `(${factor})` : factor,
      );
  }
  const shown = number === 1 && names.length > 0 ? names : [formatCount(number), ...names];
  return shown.join(" × ");
}
