import { argument, type LayerFacts } from "./layerFacts";
import { kerasMomentum } from "./momentum";
import { formatNumber } from "./numbers";

/** The Keras 3 layer that computes the same on the same channels-first input; null where none does or too little is known. */
export function kerasEquivalent(facts: LayerFacts): string | null {
  if (facts.layer.functional || facts.learned === undefined) return null;
  switch (facts.layer.method) {
    case "batch":
      return batchEquivalent(facts);
    case "instance":
      return facts.tracked === false ? call("GroupNormalization", facts, ["groups=-1", "axis=1"]) : null;
    case "group":
      return groupEquivalent(facts);
    case "layer":
      return facts.input ? call("LayerNormalization", facts, [`axis=${trailingAxes(facts.axes.length)}`]) : null;
    case "rms":
      return facts.axes.length === 1 && facts.learned ? call("RMSNormalization", facts, ["axis=-1"]) : null;
    case "response":
      return null;
  }
}

function batchEquivalent(facts: LayerFacts): string | null {
  const momentum = argument(facts.arguments, "momentum");
  if (facts.tracked !== true || momentum.kind !== "number") return null;
  const own = ["axis=1", `momentum=${formatNumber(kerasMomentum(momentum.value))}`];
  return call("BatchNormalization", facts, own, facts.layer.synchronized ? ["synchronized=True"] : []);
}

function groupEquivalent(facts: LayerFacts): string | null {
  const { groups, channels } = facts;
  if (groups === undefined || groups < 1 || (channels !== undefined && channels % groups !== 0)) return null;
  return call("GroupNormalization", facts, [`groups=${groups}`, "axis=1"]);
}

function call(name: string, facts: LayerFacts, first: string[], last: string[] = []): string | null {
  const epsilon = epsilonOf(facts);
  if (epsilon === null) return null;
  return `${name}(${[...first, `epsilon=${epsilon}`, ...switchedOff(facts), ...last].join(", ")})`;
}

function epsilonOf(facts: LayerFacts): string | null {
  const eps = argument(facts.arguments, "eps");
  if (eps.kind === "number") return formatNumber(eps.value);
  return eps.kind === "none" && facts.layer.method === "rms" ? "1.19e-7" : null;
}

function switchedOff(facts: LayerFacts): string[] {
  if (!facts.learned) return ["center=False", "scale=False"];
  const centred = facts.layer.method === "rms" || facts.parameters.some(({ name }) => name === "bias");
  return centred ? [] : ["center=False"];
}

function trailingAxes(count: number): string {
  if (count === 1) return "-1";
  return `[${Array.from({ length: count }, (_, i) => i - count).join(", ")}]`;
}
