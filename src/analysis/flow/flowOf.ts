import type { ModelFacts } from "../model/facts";
import { onceFor } from "../onceFor";
import type { CodeFile } from "./code";
import { fileFlow } from "./fileFlow";
import type { FlowFacts } from "./flowFacts";
import { readCode } from "./readCode";
import { isScripted, scriptedIn } from "./scripted";

/** What a file's code does to models, as rules ask it: found once for each file, and only as far as it is of interest to one. */
export const flowOf = onceFor((facts: ModelFacts): FlowFacts => {
  if (!isScripted(facts.text)) return NO_FLOW;
  const code = codeOf(facts);
  return fileFlow(code, facts.files, { only: scriptedIn(code.steps, facts.text) });
});

/** What any file's code does to models, whatever that is. */
export const wholeFlowOf = onceFor((facts: ModelFacts): FlowFacts => fileFlow(codeOf(facts), facts.files));

const codeOf = onceFor((facts: ModelFacts): CodeFile => readCode(facts.syntax, facts.text, { later: true }));

const NO_FLOW: FlowFacts = { models: [], events: [], called: new Set(), used: [], reads: [], whole: true };
