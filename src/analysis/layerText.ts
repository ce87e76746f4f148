import type { MethodName } from "../engine/methods/method";
import { METHODS } from "../engine/methods/methods";
import type { HoverText, Piece } from "./hoverText";
import { kerasEquivalent } from "./keras";
import { argument, type LayerFacts, type Size, type State } from "./layerFacts";
import { documentation, type Layer } from "./layers";
import { momentumText } from "./momentum";
import { formatCount, formatNumber } from "./numbers";

/** Says a layer's facts in a few words. What the code leaves open stays out. */
export function layerText(facts: LayerFacts): HoverText {
  const rows: [string, Piece[]][] = [
    ["Input", inputPieces(facts)],
    ["Formula", formulaPieces(facts.layer)],
    ["Lazy", lazyPieces(facts.layer)],
    ["Learned", learnedPieces(facts)],
    ["Buffers", bufferPieces(facts)],
    ...statisticsRows(facts),
    ["Momentum", momentumText(facts)],
    ["Eps", epsPieces(facts)],
    ["Defaults", defaultPieces(facts)],
    ["Keras", kerasPieces(facts)],
    ["Since", facts.layer.since ? [`PyTorch ${facts.layer.since}`] : []],
  ];
  return {
    title: `${titleOf(facts.layer)}: ${spanText(facts)}`,
    rows: rows.filter(([, pieces]) => pieces.length > 0).map(([label, pieces]) => ({ label, pieces })),
    links: [{ label: "PyTorch documentation", url: documentation(facts.layer) }],
  };
}

function titleOf({ method }: Layer): string {
  return method === "response" ? "Local response normalization" : METHODS[method].title;
}

function formulaPieces({ method }: Layer): Piece[] {
  return method === "response" ? [] : [METHODS[method].formula];
}

function spanText(facts: LayerFacts): string {
  const { layer } = facts;
  switch (layer.method) {
    case "batch":
      return `${onePer("batch")}, over ${batchAxes(layer)}`;
    case "instance":
      return `${onePer("instance")}, over ${layer.rank ? SPACE[layer.rank] : "all positions"}`;
    case "layer":
      return `${facts.axes.length === 1 ? `${onePer("layer")},` : "one mean and variance"} over ${trailing(facts)}`;
    case "group":
      return groupSpan(facts);
    case "rms":
      return `divides by the root mean square over ${trailing(facts)}, and subtracts no mean`;
    case "response":
      return `divides each value by ${neighbours(facts)} at its position; not a learned layer`;
  }
}

function onePer(method: MethodName): string {
  return `one mean and variance per ${METHODS[method].statisticPer}`;
}

const SPACE = { 1: "L", 2: "H, W", 3: "D, H, W" } as const;

function batchAxes(layer: Layer): string {
  const batch = layer.synchronized ? "N (all processes together)" : "N";
  if (layer.rank === 1) return `${batch}, and L where there is one`;
  return layer.rank ? `${batch}, ${SPACE[layer.rank]}` : `${batch} and all positions`;
}

function neighbours(facts: LayerFacts): string {
  const size = argument(facts.arguments, "size");
  return size.kind === "number" ? `a window of ${formatNumber(size.value)} channels` : "a window of channels";
}

function trailing(facts: LayerFacts): string {
  if (facts.input === null) return "the trailing axes that normalized_shape names";
  return facts.axes.length === 1 ? "the last axis" : `the last ${facts.axes.length} axes`;
}

function groupSpan({ groups, channels }: LayerFacts): string {
  const places = "and all positions";
  if (groups === undefined || channels === undefined || groups < 1) {
    if (groups === 1) return `one mean and variance per example, over all channels ${places}`;
    return `${onePer("group")}, over the group's channels ${places}`;
  }
  if (channels % groups !== 0) return `${channels} channels do not divide into ${groups} groups, which PyTorch refuses`;
  if (groups === 1) return `1 group of ${channels} channels, one mean and variance per example`;
  const each = channels / groups;
  if (each === 1) return `${groups} groups of 1 channel, the same as instance normalization`;
  return `${groups} groups of ${each} channels, ${onePer("group")}`;
}

function inputPieces({ layer, input }: LayerFacts): Piece[] {
  if (!input || layer.functional || layer.method === "response") return [];
  const whole = shapeCode(input);
  if (layer.rank === 1 && layer.method === "batch") return [shapeCode(input.slice(0, 2)), " or ", whole];
  if (layer.method === "instance") return [whole, " or, unbatched, ", shapeCode(input.slice(1))];
  return [whole];
}

function lazyPieces(layer: Layer): Piece[] {
  if (!layer.lazy) return [];
  return ["becomes ", { code: layer.name.slice(4) }, " at the first forward; C is the input's axis 1"];
}

function learnedPieces(facts: LayerFacts): Piece[] {
  const { layer, learned, parameters } = facts;
  if (layer.functional) return layer.method === "response" ? ["nothing"] : [];
  if (learned === false) return [`nothing${constantsText(parameters)}`];
  const names = parameters.map(({ name }) => (name === "weight" ? "weight γ" : "bias β")).join(" and ");
  const shape = parameters[0]?.shape ?? [];
  const condition: Piece[] = learned === undefined ? [", if ", { code: affineName(facts) }] : [];
  if (facts.input === null) return [`${names}, of `, { code: "normalized_shape" }, ...condition];
  return [`${names} `, shapeCode(shape), countText(parameters), ...condition];
}

/** What the formula's letters stand for where nothing is learned. */
function constantsText(parameters: readonly State[]): string {
  const constants = parameters.map(({ name }) => (name === "weight" ? "γ = 1" : "β = 0"));
  return constants.length > 0 ? `: ${constants.join(" and ")}` : "";
}

function affineName(facts: LayerFacts): string {
  return facts.arguments.has("elementwise_affine") ? "elementwise_affine" : "affine";
}

function countText(parameters: readonly State[]): string {
  let count = 1;
  for (const size of parameters[0]?.shape ?? []) {
    if (typeof size !== "number") return "";
    count *= size;
  }
  if (parameters.length === 1) return `: ${formatCount(count)}`;
  return `: ${parameters.length} × ${formatCount(count)} = ${formatCount(parameters.length * count)}`;
}

function bufferPieces({ layer, buffers, tracked }: LayerFacts): Piece[] {
  if (layer.functional) return [];
  if (buffers.length === 0 || tracked === false) return ["none"];
  const condition: Piece[] = tracked === undefined ? [", if ", { code: "track_running_stats" }] : [];
  const named = buffers.map(({ name, shape }, i): Piece[] => {
    const start = shape.length > 0 ? [" ", shapeCode(shape), ` from ${INITIAL[name] ?? "?"}`] : [];
    return [...(i > 0 ? [", "] : []), { code: name }, ...start];
  });
  return [...named.flat(), ...condition];
}

const INITIAL: Readonly<Record<string, number>> = { running_mean: 0, running_var: 1 };

type Row = [string, Piece[]];

function statisticsRows(facts: LayerFacts): Row[] {
  const { layer } = facts;
  if (layer.functional && (layer.method === "batch" || layer.method === "instance")) return functionalRows(facts);
  if (facts.training === "example" && facts.inference === "example") {
    return [[BOTH, ["the same: the input's own values, whatever the rest of the batch"]]];
  }
  if (facts.training === "batch" && facts.inference === "batch") {
    return [[BOTH, ["the same: the batch's own statistics, so every output depends on the rest of the batch"]]];
  }
  const training: Piece[] =
    layer.method === "batch"
      ? ["the batch's statistics (biased variance); the running ones move towards them (unbiased variance)"]
      : ["each example's own statistics"];
  if (layer.method === "instance" && facts.tracked)
    training.push("; their average over the batch moves the running ones");
  return [
    ["Training", training],
    ["Inference", inferencePieces(facts)],
  ];
}

const BOTH = "Training, inference";

function inferencePieces(facts: LayerFacts): Piece[] {
  if (facts.inference === "running") return ["the running statistics, frozen: one example is enough"];
  const own = facts.layer.method === "batch" ? "the batch's own" : "each example's own";
  return ["the running statistics, if ", { code: "track_running_stats" }, `, else ${own}`];
}

function functionalRows(facts: LayerFacts): Row[] {
  const switchName = facts.layer.method === "batch" ? "training" : "use_input_stats";
  const own = facts.layer.method === "batch" ? "the batch's own" : "each example's own";
  const fresh: Piece[] = [`${own}; running statistics that are passed are updated in place`];
  const stored: Piece[] = [
    { code: "running_mean" },
    " and ",
    { code: "running_var" },
    " as passed; nothing is updated",
  ];
  if (facts.training === "running") return [["Statistics", stored]];
  if (facts.training !== undefined) return [["Statistics", fresh]];
  return [["Statistics", ["if ", { code: switchName }, ": ", ...fresh, ". Else ", ...stored]]];
}

function epsPieces(facts: LayerFacts): Piece[] {
  if (facts.layer.method !== "rms" || argument(facts.arguments, "eps").kind !== "none") return [];
  return ["the machine epsilon of the dtype computed in: about 1.19e-7 in float32"];
}

/** Parameters that the rows above do not already tell. */
function defaultPieces({ layer, arguments: args }: LayerFacts): Piece[] {
  const shown: Piece[] = [];
  for (const parameter of layer.signature) {
    if (parameter.default === undefined || parameter.default === null || parameter.since) continue;
    const known = args.get(parameter.name);
    if (!known || known.given || known.value.kind === "unknown") continue;
    if (shown.length > 0) shown.push(", ");
    shown.push({ code: `${parameter.name}=${formatDefault(parameter.default)}` });
  }
  return shown;
}

function formatDefault(value: number | boolean | { readonly text: string }): string {
  if (typeof value === "object") return value.text;
  if (typeof value === "number") return formatNumber(value);
  return value ? "True" : "False";
}

function kerasPieces(facts: LayerFacts): Piece[] {
  const code = kerasEquivalent(facts);
  if (code === null) return [];
  const biased = facts.layer.method === "batch" ? ", whose running variance is biased" : "";
  return biased ? [{ code }, biased] : [{ code }];
}

function shapeCode(shape: readonly Size[]): Piece {
  return { code: `[${shape.join(", ")}]` };
}
