import type { Piece, Row } from "./hoverText";
import { shapeCode } from "./inputText";
import type { LayerFacts, State } from "./normFacts";
import { formatCount } from "./numbers";

/** What a layer learns, with its number. */
export function learnedPieces(facts: LayerFacts): Piece[] {
  const { layer, learned, parameters, undecided } = facts;
  if (layer.functional) return layer.method === "response" ? ["nothing"] : [];
  if (learned === false) return [`nothing${constantsText(parameters)}`];
  const names = parameters.map(({ name }) => `${name} ${letterOf(name)}`).join(" and ");
  const condition: Piece[] = undecided.flatMap((name, i) => [i === 0 ? ", if " : " and ", { code: name }]);
  if (facts.input === null && !hasOwnShape(facts)) {
    const shape = layer.framework === "torch" ? "normalized_shape" : "the axes named";
    return [`${names}, of `, layer.framework === "torch" ? { code: shape } : shape, ...condition];
  }
  return [`${names} `, shapeCode(parameters[0]?.shape ?? []), countText(parameters), ...condition];
}

/** What the channels alone give a shape to. */
function hasOwnShape({ layer }: LayerFacts): boolean {
  return layer.framework === "nnx" || (layer.method !== "layer" && layer.method !== "rms");
}

/** What the formula's letters stand for where nothing is learned. */
function constantsText(parameters: readonly State[]): string {
  const constants = parameters.map(({ name }) => `${letterOf(name)} = ${letterOf(name) === "γ" ? 1 : 0}`);
  return constants.length > 0 ? `: ${constants.join(" and ")}` : "";
}

function letterOf(name: string): "γ" | "β" {
  return name === "bias" || name === "beta" ? "β" : "γ";
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

/** What a layer keeps beside what it learns, under the framework's word for it. */
export function stateRow(facts: LayerFacts): Row {
  const { layer, buffers, tracked, arguments: args } = facts;
  const label = STATE_LABELS[layer.framework];
  if (layer.functional) return [label, []];
  if (buffers.length === 0 || tracked === false) return [label, layer.framework === "torch" ? ["none"] : []];
  const condition: Piece[] = tracked === undefined ? [", if ", { code: "track_running_stats" }] : [];
  const named = buffers.map(({ name, shape }, i): Piece[] => {
    const first = args.get(`${name}_initializer`)?.given ? undefined : INITIAL[name];
    const start = shape.length > 0 ? [" ", shapeCode(shape), first === undefined ? "" : ` from ${first}`] : [];
    return [...(i > 0 ? [", "] : []), { code: name }, ...start];
  });
  return [label, [...named.flat(), ...STATE_PLACES[layer.framework], ...condition]];
}

const STATE_LABELS = {
  torch: "Buffers",
  keras: "Not trained",
  linen: "State",
  nnx: "State",
  jax: "State",
} as const;

const STATE_PLACES: Readonly<Record<LayerFacts["layer"]["framework"], readonly Piece[]>> = {
  torch: [],
  keras: [],
  linen: [", in the collection ", { code: "batch_stats" }],
  nnx: [", each an ", { code: "nnx.BatchStat" }],
  jax: [],
};

const INITIAL: Readonly<Record<string, number>> = {
  running_mean: 0,
  running_var: 1,
  moving_mean: 0,
  moving_variance: 1,
  mean: 0,
  var: 1,
};
