import type { MethodName } from "../engine/methods/method";
import { METHODS } from "../engine/methods/methods";
import { pageOf } from "./catalogue";
import { equivalentRows } from "./equivalents";
import type { HoverText, Piece, Row } from "./hoverText";
import { inputPieces } from "./inputText";
import { engineMethod, type Layer, type Parameter } from "./layers";
import { learnedPieces, stateRow } from "./learnedText";
import { momentumText } from "./momentum";
import type { LayerFacts } from "./normFacts";
import { formatNumber } from "./numbers";
import { otherText } from "./otherText";
import { argument } from "./readArgument";
import { spanText } from "./spanText";
import { statisticsRows } from "./statisticsText";
import { suitsPieces } from "./suitsText";

/**
 * Says a layer's facts in a few words, what one asks first first: VS Code shows eight lines of a hover, and scrolls.
 * What the code leaves open stays out.
 */
export function layerText(facts: LayerFacts): HoverText {
  const { layer } = facts;
  const { title, rows } = otherText(facts) ?? engineText(facts);
  return {
    title,
    rows: [...rows, ...equivalentRows(facts), ["Defaults", defaultPieces(facts)] as const, sinceRow(layer)]
      .filter(([, pieces]) => pieces.length > 0)
      .map(([label, pieces]) => ({ label, pieces })),
    links: [pageOf(layer)],
  };
}

function engineText(facts: LayerFacts): { readonly title: string; readonly rows: readonly Row[] } {
  const { layer } = facts;
  const method = engineMethod(layer);
  return {
    title: `${titleOf(layer, method)}: ${spanText(facts)}`,
    rows: [
      ["Input", inputPieces(facts)],
      ["Lazy", lazyPieces(layer)],
      ...statisticsRows(facts),
      ["Momentum", momentumText(facts)],
      ["Learned", learnedPieces(facts)],
      stateRow(facts),
      ["Suits", suitsPieces(facts)],
      ["Eps", epsPieces(facts)],
      ["Formula", formulaPieces(layer, method)],
    ],
  };
}

function formulaPieces(layer: Layer, method: MethodName | null): Piece[] {
  if (layer.framework === "jax") return ["y = (x − μ) / √(σ² + ε)"];
  return method ? [METHODS[method].formula] : [];
}

function titleOf(layer: Layer, method: MethodName | null): string {
  if (layer.framework === "jax") return "Standardization";
  return method ? METHODS[method].title : "Local response normalization";
}

function lazyPieces(layer: Layer): Piece[] {
  if (!layer.lazy) return [];
  return ["becomes ", { code: layer.name.slice(4) }, " at the first forward; C is the input's axis 1"];
}

function epsPieces(facts: LayerFacts): Piece[] {
  const { framework, functional } = facts.layer;
  if (framework === "keras" && functional && argument(facts.arguments, "epsilon").kind === "none") {
    return [{ code: "keras.config.epsilon()" }, ", 1e-7 unless it was set; the layer's own default is another"];
  }
  if (facts.layer.method !== "rms" || argument(facts.arguments, "eps").kind !== "none") return [];
  return ["the machine epsilon of the dtype computed in: about 1.19e-7 in float32"];
}

/** Parameters that the rows above do not already tell. */
function defaultPieces({ layer, arguments: args }: LayerFacts): Piece[] {
  const shown: Piece[] = [];
  for (const parameter of layer.signature) {
    if (isQuiet(parameter)) continue;
    const known = args.get(parameter.name);
    if (!known || known.given || known.value.kind === "unknown") continue;
    if (shown.length > 0) shown.push(", ");
    shown.push({ code: `${parameter.name}=${formatDefault(parameter.default)}` });
  }
  return shown;
}

function isQuiet({ default: value, since, minor }: Parameter): boolean {
  return value === undefined || value === null || since !== undefined || minor === true;
}

function formatDefault(value: Parameter["default"]): string {
  if (typeof value === "number") return formatNumber(value);
  return value ? "True" : "False";
}

function sinceRow({ framework, since }: Layer): Row {
  return ["Since", since ? [`${framework === "torch" ? "PyTorch" : "Keras"} ${since}`] : []];
}
