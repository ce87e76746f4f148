import type { Construction, ModelFacts, Place } from "../model/facts";
import { textAt, within } from "../model/queries";
import type { Architecture, Seen } from "./place";
import { resolvedCalls } from "./resolvedCalls";
import type { AdviceScope } from "./scopeOf";

/**
 * What kind of model a place belongs to. Null where its layers do not tell: there are none, or convolutions and recurrent
 * layers side by side and the cursor on neither.
 */
export function architectureOf(facts: ModelFacts, scope: AdviceScope): Seen<Architecture> | null {
  const { layers, layer, places } = scope;
  const own = layer && KINDS[layer.spec?.kind ?? ""];
  const maps = layer?.spec?.kind === "norm" && (layer.spec.rank ?? 0) >= 2 ? layer : null;
  if (maps) return seen(facts, "convolutional", maps.callee);
  const graph = graphLayer(facts, places);
  if (graph) return seen(facts, "graph", graph);
  const kinds = new Map<Architecture, Construction>();
  for (const one of layers) {
    const kind = KINDS[one.spec!.kind];
    if (kind && !kinds.has(kind)) kinds.set(kind, one);
  }
  const attention = kinds.get("transformer");
  if (attention) return seen(facts, "transformer", attention.callee);
  const attending = attends(facts, places);
  if (attending) return seen(facts, "transformer", attending);
  if (kinds.has("convolutional") && kinds.has("recurrent")) {
    return own ? seen(facts, own, layer.callee) : null;
  }
  for (const kind of ["recurrent", "convolutional"] as const) {
    const one = kinds.get(kind);
    if (one) return seen(facts, kind, one.callee);
  }
  const norm = layers.find(({ spec }) => spec!.kind === "norm" && (spec!.rank ?? 0) >= 2);
  if (norm) return seen(facts, "convolutional", norm.callee);
  const dense = kinds.get("dense");
  return dense ? seen(facts, "dense", dense.callee) : null;
}

const KINDS: Readonly<Record<string, Architecture>> = {
  conv: "convolutional",
  linear: "dense",
  recurrent: "recurrent",
  attention: "transformer",
  transformer: "transformer",
};

/** PyTorch Geometric's or DGL's layer. */
function graphLayer(facts: ModelFacts, places: readonly Place[]): Place | null {
  return calledIn(facts, places, /^(torch_geometric|dgl)\.nn\..*\.?\w*(Conv|Convolution)$/);
}

function attends(facts: ModelFacts, places: readonly Place[]): Place | null {
  return calledIn(facts, places, /^(torch|jax)\.nn\.(functional\.)?(scaled_)?dot_product_attention$/);
}

function calledIn(facts: ModelFacts, places: readonly Place[], name: RegExp): Place | null {
  const call = resolvedCalls(facts).find(
    ({ qualified, node }) => name.test(qualified) && places.some((place) => within(node, place)),
  );
  return call ? call.callee : null;
}

function seen<T>(facts: ModelFacts, value: T, place: Place): Seen<T> {
  return { value, at: place.start, code: textAt(facts, place) };
}
