import type { ModelFacts } from "../model/facts";
import type { CodeFile } from "./code";
import { fileFlow } from "./fileFlow";
import type { FlowFacts } from "./flowFacts";
import { readCode } from "./readCode";
import { isScripted, scriptedIn } from "./scripted";

/** What a file's code does to models, as rules ask it: found once for each file, and only as far as it is of interest to one. */
export function flowOf(facts: ModelFacts): FlowFacts {
  return found(SCRIPTED, facts, () => {
    if (!isScripted(facts.text)) return NO_FLOW;
    const code = codeOf(facts);
    return fileFlow(code, facts.files, { only: scriptedIn(code.steps, facts.text) });
  });
}

/** What any file's code does to models, whatever that is. */
export function wholeFlowOf(facts: ModelFacts): FlowFacts {
  return found(WHOLE, facts, () => fileFlow(codeOf(facts), facts.files));
}

function codeOf(facts: ModelFacts): CodeFile {
  return found(CODE, facts, () => readCode(facts.syntax, facts.text, { later: true }));
}

const NO_FLOW: FlowFacts = { models: [], events: [], called: new Set(), used: [], reads: [], whole: true };

const CODE = new WeakMap<ModelFacts, CodeFile>();
const SCRIPTED = new WeakMap<ModelFacts, FlowFacts>();
const WHOLE = new WeakMap<ModelFacts, FlowFacts>();

function found<T>(known: WeakMap<ModelFacts, T>, facts: ModelFacts, find: () => T): T {
  let it = known.get(facts);
  if (it === undefined) {
    it = find();
    known.set(facts, it);
  }
  return it;
}
