import type { Construction, ModelFacts } from "../model/facts";
import { argumentOf, flagIn, normsOf, textAt, within } from "../model/queries";
import type { CodeRule, RuleFinding } from "./codeRule";
import { quoteNumber } from "./phrases";

/** NRM209 */
export const bakedSize: CodeRule = {
  code: "NRM209",
  title: "A layer norm is made for inputs of one size alone",
  severity: "hint",
  explanation: [
    "LayerNorm with a normalized_shape of several axes normalizes over all of them and has a γ and a β for each place: " +
      "LayerNorm([64, 32, 32]) has 131,072 parameters and raises for maps of any other size than 32×32.",
    "If it is meant, as in some sequence and board-game models, all is well. Otherwise GroupNorm(1, C) normalizes over the same values with " +
      "a γ and a β for each channel, for maps of any size, and LayerNorm(C) on the last axis is what transformers have.",
  ],
  sources: ["PyTorch: torch.nn.LayerNorm, image example; torch.nn.GroupNorm"],
  fix: null,
  bad: `import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 64, 3, padding=1),
    nn.LayerNorm([64, 32, 32]),  # NRM209
    nn.ReLU(),
)
`,
  good: `import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 64, 3, padding=1),
    nn.GroupNorm(1, 64),
    nn.ReLU(),
)
`,
  check: (facts) => normsOf(facts, "torch").flatMap((norm) => checkNorm(facts, norm)),
};

function checkNorm(facts: ModelFacts, norm: Construction): RuleFinding[] {
  const argument = argumentOf(norm, "normalized_shape");
  const place = argument?.place;
  if (norm.spec!.method !== "layer" || !norm.certain || !argument || !place) return [];
  if (norm.within && !norm.constructing) return [];
  const size = literalSize(norm) ?? sizeOfExample(facts, norm);
  if (!size) return [];
  const has = flagIn(norm, "elementwise_affine") === false ? "" : "has a γ and β for each place, and ";
  const message = `LayerNorm over ${size} ${has}raises for inputs of another size`;
  return [{ severity: "hint", message, range: within(place, norm.place) ? place : norm.callee }];
}

/** Two axes and more of known size, such as "64×32×32". */
function literalSize(norm: Construction): string | null {
  const value = argumentOf(norm, "normalized_shape")!.value;
  if (value.kind !== "list" || value.open || value.items.length < 2) return null;
  const sizes = value.items.map(({ value: size, path }) =>
    size.kind === "number" && !size.byDefault && path.length === 0 ? size.value : null,
  );
  const long = sizes.filter((size) => size !== 1);
  return sizes.includes(null) || long.length < 2 ? null : sizes.map((size) => quoteNumber(size!)).join("×");
}

/** `x.shape[1:]` of an example. */
function sizeOfExample(facts: ModelFacts, norm: Construction): string | null {
  const text = textAt(facts, argumentOf(norm, "normalized_shape")!.place!);
  return /^[\w.]{1,40}\.(shape|size\(\))\s*\[\s*1\s*:\s*\]$/.test(text) ? "all axes of an example" : null;
}
