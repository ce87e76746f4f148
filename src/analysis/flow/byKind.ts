import { groupBy } from "../groupBy";
import type { FlowEvent, FlowFacts } from "./flowFacts";

type OfKind<K extends FlowEvent["kind"]> = Extract<FlowEvent, { kind: K }>;

/** All events of a kind, in order: told apart once, since rules ask of each event of one kind about those of another. */
export function eventsOfKind<K extends FlowEvent["kind"]>(flow: FlowFacts, kind: K): readonly OfKind<K>[] {
  let known = BY_KIND.get(flow);
  if (!known) {
    known = groupBy(flow.events, (event) => event.kind);
    BY_KIND.set(flow, known);
  }
  return (known.get(kind) ?? NONE) as readonly OfKind<K>[];
}

/** Forward calls of a model, in order. */
export function forwardsOf(flow: FlowFacts, model: number): readonly OfKind<"forward">[] {
  let known = BY_MODEL.get(flow);
  if (!known) {
    known = groupBy(eventsOfKind(flow, "forward"), (event) => event.model);
    BY_MODEL.set(flow, known);
  }
  return known.get(model) ?? NONE;
}

const NONE: readonly never[] = [];
const BY_KIND = new WeakMap<FlowFacts, ReadonlyMap<FlowEvent["kind"], readonly FlowEvent[]>>();
const BY_MODEL = new WeakMap<FlowFacts, ReadonlyMap<number, readonly OfKind<"forward">[]>>();
