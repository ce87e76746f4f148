import { groupBy } from "../groupBy";
import { onceFor } from "../onceFor";
import type { FlowEvent, FlowFacts } from "./flowFacts";

type OfKind<K extends FlowEvent["kind"]> = Extract<FlowEvent, { kind: K }>;

/** All events of a kind, in order: told apart once, since rules ask of each event of one kind about those of another. */
export function eventsOfKind<K extends FlowEvent["kind"]>(flow: FlowFacts, kind: K): readonly OfKind<K>[] {
  return (byKind(flow).get(kind) ?? NONE) as readonly OfKind<K>[];
}

/** Forward calls of a model, in order. */
export function forwardsOf(flow: FlowFacts, model: number): readonly OfKind<"forward">[] {
  return byModel(flow).get(model) ?? NONE;
}

const NONE: readonly never[] = [];
const byKind = onceFor((flow: FlowFacts) => groupBy(flow.events, (event) => event.kind));
const byModel = onceFor((flow: FlowFacts) => groupBy(eventsOfKind(flow, "forward"), (event) => event.model));
