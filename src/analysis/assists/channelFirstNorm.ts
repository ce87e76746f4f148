import type { Construction, ModelFacts } from "../model/facts";
import { hasWord, numberIn, textAt } from "../model/queries";
import { sizeOf } from "../model/shape";
import type { Assist, Offer } from "./assist";
import { constructedAt, defineBefore } from "./places";

/** Lets a layer norm over channels take what convolutions give, channels first, by a class that moves them last and back. */
export const channelFirstNorm: Assist = {
  name: "channelFirstNorm",
  offers(facts, at) {
    const norms = constructedAt(facts, at);
    const ranks = new Set(norms.map(channelFirstRank));
    const [rank] = ranks;
    return norms.length > 0 && ranks.size === 1 && rank ? wrapped(facts, norms[0]!, rank) : [];
  },
};

/** The rank of a layer norm's inputs, whose channels all lie along axis 1; null where that is not sure. */
function channelFirstRank(norm: Construction): number | null {
  const { spec, certain, wrappers, uses } = norm;
  const channels = numberIn(norm, "normalized_shape");
  if (spec?.framework !== "torch" || spec.name !== "LayerNorm" || !certain || wrappers.length > 0) return null;
  if (!channels?.integer || channels.byDefault || uses.length === 0) return null;
  const ranks = uses.map(({ certain: surely, inputs: [input, second] }) => {
    if (!surely || !input || second || input.shape.features !== 1) return null;
    const size = sizeOf(input.shape, 1);
    return size?.value === channels.value && !size.byDefault ? input.shape.rank : null;
  });
  const [rank] = ranks;
  return rank && rank >= 3 && rank <= 5 && ranks.every((other) => other === rank) ? rank : null;
}

function wrapped(facts: ModelFacts, norm: Construction, rank: number): Offer[] {
  const name = `LayerNorm${rank - 2}d`;
  const base = textAt(facts, norm.callee);
  if (hasWord(facts, name) || !/^[\w.]*\bLayerNorm$/.test(base)) return [];
  const space = Array.from({ length: rank - 2 }, (_, i) => i + 2);
  const [last, first] = [`0, ${space.join(", ")}, 1`, `0, ${rank - 1}, ${space.map((axis) => axis - 1).join(", ")}`];
  const code = [
    `class ${name}(${base}):`,
    `    """Layer normalization over the channels of (N, C, ${AXES.slice(-rank + 2).join(", ")})."""`,
    "",
    "    def forward(self, x):",
    `        return super().forward(x.permute(${last})).permute(${first})`,
  ];
  const definition = defineBefore(facts, norm.place.start, code.join("\n"));
  const known = definition && facts.resolve(base.split("."), definition.range.start);
  if (!definition || known !== "torch.nn.LayerNorm") return [];
  return [
    {
      title: `Normalize channels first: add ${name}, which permutes around ${base}, and use it here`,
      edits: [definition, { range: norm.callee, text: name }],
      checkpointNote: "No checkpoint key changes.",
    },
  ];
}

const AXES = ["D", "H", "W"];
