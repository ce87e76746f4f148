import { nameFor } from "../assists/places";
import type { Framework } from "../frameworks/layerSpec";
import { groupBy } from "../groupBy";
import type { Method } from "../layers";
import type { Construction, ModelFacts, Place } from "../model/facts";
import { flagIn, layerBehind, numberIn, textAt, within } from "../model/queries";
import { CODE_RULES } from "../rules/rules";
import { architectureOf } from "./architecture";
import { layerPaths } from "./layerPaths";
import type { AdvicePlace, Seen } from "./place";
import { pretrainedModel } from "./pretrained";
import { resolvedCalls } from "./resolvedCalls";
import { type AdviceScope, normAfter, scopeOf } from "./scopeOf";
import { trainingFacts } from "./trainingFacts";

/** What a file's code tells of the place at an offset, for advice on its normalization. */
export function placeFacts(facts: ModelFacts, at: number): AdvicePlace {
  const scope = scopeOf(facts, at);
  const { layer, layers } = scope;
  const norms = layers.filter(isNorm);
  const here = layer && (isNorm(layer) ? layer : normAfter(layer));
  const norm = here ?? agreed(norms, methodOf);
  const sized = layer ? [...(norm ? [norm] : []), layer] : norms.length > 0 ? norms : layers.filter(isMap);
  const pretrained = pretrainedModel(facts, scope.places);
  const alike = agreed(layers, ({ spec }) => spec!.framework);
  const known = (layer ?? alike)?.spec?.framework ?? frameworkOf(facts);
  const training = trainingFacts(facts, scope.name);
  const findings = findingsOf(facts, scope);
  return {
    name: scope.name,
    framework: known,
    prefix: known ? prefixOf(facts, known, at) : "",
    architecture: architectureOf(facts, scope),
    norm: norm ? seenNorm(facts, norm) : null,
    paths: norm && (norm === here || isOneLine(norms)) ? layerPaths(facts, norm) : [],
    channels: channelsOf(facts, sized, layer !== null),
    rank: (norm?.spec?.rank ?? layer?.spec?.rank ?? agreed(layers.filter(isMap), rankOf)?.spec?.rank) || null,
    ...training,
    accumulates: training.accumulates ?? findings.find(({ value }) => value === "NRM403") ?? null,
    pretrained,
    postNorm: postNorm(facts, layers),
    graphs: graphsOf(facts),
    findings,
  };
}

/** PyTorch's transformer layers hold layer norm. */
function isNorm({ spec }: Construction): boolean {
  return spec?.kind === "norm" || /^Transformer(En|De)coderLayer$/.test(spec?.name ?? "");
}

function methodOf({ spec }: Construction): Method {
  return spec!.method ?? "layer";
}

function rankOf({ spec }: Construction): unknown {
  return spec!.rank;
}

function isMap({ spec }: Construction): boolean {
  return spec!.kind === "conv";
}

/** The first of several that are alike in something; null where they are not, or there are none. */
function agreed<T>(all: readonly T[], of: (one: T) => unknown): T | null {
  return groupBy(all, of).size === 1 ? all[0]! : null;
}

function isOneLine(layers: readonly Construction[]): boolean {
  return new Set(layers.map(({ place }) => place.start)).size === 1;
}

function seenNorm(facts: ModelFacts, norm: Construction): NonNullable<AdvicePlace["norm"]> {
  const spec = norm.spec!;
  const synchronized = spec.synchronized === true || flagIn(norm, "synchronized") === true;
  const synced = resolvedCalls(facts).some(({ qualified }) => /convert_sync_batchnorm$/.test(qualified));
  return {
    value: { name: spec.name, method: methodOf(norm), synchronized: synchronized || synced },
    at: norm.place.start,
    code: textAt(facts, norm.place),
  };
}

/** Names of the arguments that say how many channels a layer has, or puts out. */
const CHANNELS =
  "num_features num_channels normalized_shape out_channels filters out_features units features hidden_size d_model embed_dim";

/** The channels of the layer at the cursor, or those on which all agree. */
function channelsOf(facts: ModelFacts, layers: readonly Construction[], alone: boolean): AdvicePlace["channels"] {
  const found = layers.map((layer) => channelsIn(facts, layer) ?? channelsBefore(facts, layer));
  const [first] = alone ? found.filter((one) => one !== null) : found;
  return first && (alone || agreed(found, (one) => one?.value ?? one?.written)) ? first : null;
}

/** Keras and Flax linen learn the channels of a norm from what it reads. */
function channelsBefore(facts: ModelFacts, { spec, uses }: Construction): AdvicePlace["channels"] {
  const input = spec?.kind === "norm" ? uses[0]?.inputs[0] : undefined;
  const before = input && layerBehind(input)?.construction;
  return before ? channelsIn(facts, before) : null;
}

function channelsIn(facts: ModelFacts, layer: Construction): AdvicePlace["channels"] {
  const name = CHANNELS.split(" ").find((one) => layer.arguments.has(one));
  const place = name && layer.arguments.get(name)?.place;
  if (!place) return null;
  const number = numberIn(layer, name);
  const value = number?.integer && !number.byDefault && number.value > 0 ? number.value : null;
  const written = textAt(facts, place);
  return { value, written: /^[\w.]{1,40}$/.test(written) ? written : null, at: layer.place.start, code: written };
}

const ROOTS: Readonly<Record<Framework, readonly [names: readonly string[], usual: string]>> = {
  torch: [["torch.nn."], "nn."],
  keras: [["keras.layers.", "tensorflow.keras.layers.", "tf_keras.layers."], "keras.layers."],
  linen: [["flax.linen."], "nn."],
  nnx: [["flax.nnx."], "nnx."],
};

/** How the code writes a layer's name. */
function prefixOf(facts: ModelFacts, framework: Framework, at: number): string {
  const [roots, usual] = ROOTS[framework];
  for (const root of roots) {
    const last = root.split(".").at(-2)!;
    if (facts.resolve([last, "Layer"], at) === `${root}Layer`) return `${last}.`;
    const written = nameFor(facts, `${root}Layer`, at);
    if (written) return written.slice(0, -"Layer".length);
  }
  return usual;
}

function frameworkOf(facts: ModelFacts): Framework | null {
  const imports = /^\s*(?:import|from)\s+(torch|timm|keras|tensorflow|tf_keras|flax)\b/m.exec(facts.text)?.[1];
  if (imports === "torch" || imports === "timm") return "torch";
  return imports && imports !== "flax" ? "keras" : null;
}

function postNorm(facts: ModelFacts, layers: readonly Construction[]): AdvicePlace["postNorm"] {
  const found = layers.find(
    (one) => /^Transformer(En|De)coderLayer$/.test(one.spec!.name) && flagIn(one, "norm_first") === false,
  );
  return found ? { at: found.place.start, code: textAt(facts, found.place) } : null;
}

function graphsOf(facts: ModelFacts): AdvicePlace["graphs"] {
  const named = resolvedCalls(facts).find(({ qualified }) => /^(torch_geometric|dgl)\.nn\./.test(qualified));
  return named ? (named.qualified.startsWith("dgl") ? "dgl" : "torch_geometric") : null;
}

/** Of a class what lies in it; of training what lies anywhere in the file. */
const IN_CLASS: ReadonlySet<string> = new Set(["NRM204", "NRM301", "NRM302"]);
const IN_SCRIPT: ReadonlySet<string> = new Set("NRM105 NRM106 NRM401 NRM402 NRM403 NRM404 NRM505".split(" "));

function findingsOf(facts: ModelFacts, { places }: AdviceScope): Seen<string>[] {
  const isHere = (range: Place) => places.some((place) => within(range, place));
  return CODE_RULES.filter(({ code }) => IN_CLASS.has(code) || IN_SCRIPT.has(code)).flatMap(({ code, check }) =>
    check(facts)
      .filter(({ range }) => IN_SCRIPT.has(code) || isHere(range))
      .slice(0, 1)
      .map(({ range }) => ({ value: code, at: range.start, code: textAt(facts, range) })),
  );
}
