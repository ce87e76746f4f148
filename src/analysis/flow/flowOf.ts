import type { ModelFacts } from "../model/facts";
import { fileFlow } from "./fileFlow";
import type { FlowFacts } from "./flowFacts";
import { readCode } from "./readCode";

/** What a file's code does to models; found once for each file, by whoever asks first. */
export function flowOf(facts: ModelFacts): FlowFacts {
  let flow = FLOWS.get(facts);
  if (!flow) {
    flow = fileFlow(readCode(facts.syntax, facts.text), facts.files);
    FLOWS.set(facts, flow);
  }
  return flow;
}

const FLOWS = new WeakMap<ModelFacts, FlowFacts>();
