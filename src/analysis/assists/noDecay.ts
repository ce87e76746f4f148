import { argument } from "../flow/arguments";
import type { CallEvent } from "../flow/flowFacts";
import { wholeFlowOf } from "../flow/flowOf";
import { isHere, placeOf } from "../flow/queries";
import { literalIn } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { callAt, hasWord, isInCall, textAt, within } from "../model/queries";
import { field } from "../syntax";
import type { Assist, Offer } from "./assist";
import { expressionOf, indentAt } from "./places";

/** Leaves weight decay to matrices and kernels: the scales of norms and all biases have one axis. */
export const noDecay: Assist = {
  name: "noDecay",
  offers(facts, at) {
    if (!isInCall(facts, at) || !facts.text.includes("optim")) return [];
    if (DEPENDS.some((word) => hasWord(facts, word))) return [];
    const calls = wholeFlowOf(facts).events.filter(
      (event): event is CallEvent =>
        event.kind === "call" && isHere(event.site) && within(at, placeOf(event.site)) && OPTIMIZER.test(event.name),
    );
    return calls.length > 0 && calls.every(decaysAll) ? grouped(facts, calls[0]!) : [];
  },
};

/** Code that looks at the groups may count on one, and what shards a model makes flat parameters of all. */
const DEPENDS = ["param_groups", "FSDP", "FullyShardedDataParallel", "deepspeed"];

const OPTIMIZER = /^torch\.optim\.(\w+\.)?(AdamW|Adam|NAdam|RAdam|Adamax|Adagrad|Adadelta|ASGD|SGD|RMSprop)$/;

/** It is given the parameters of one model, and decays weights. */
function decaysAll({ name, arguments: given }: CallEvent): boolean {
  const [thing, second] = argument(given, "params", 0)?.things ?? [];
  if (second || thing?.kind !== "parameters" || thing.models.length !== 1) return false;
  if (given.some((one) => one.name === "*" || one.name === "**")) return false;
  const place = /\.(AdamW|Adam|SGD)$/.test(name) ? 4 : null;
  const decay = argument(given, "weight_decay", place);
  return decay ? literalIn(decay) !== 0 : name.endsWith(".AdamW");
}

function grouped(facts: ModelFacts, { site }: CallEvent): Offer[] {
  const call = callAt(facts, placeOf(site));
  const given = (call && field(call, "arguments")?.children) ?? [];
  const first = given.find((one) => textAt(facts, one).startsWith("params=")) ?? given[0];
  const parameters = first && expressionOf(first);
  const text = parameters && textAt(facts, parameters);
  if (!parameters || !text || !/^[\w.]+\.parameters\(\)$/.test(text)) return [];
  const indent = indentAt(facts, parameters.start);
  const step = indent.startsWith("\t") ? "\t" : "    ";
  const groups = [
    "[",
    `${indent}${step}{"params": [p for p in ${text} if p.ndim > 1]},`,
    `${indent}${step}{"params": [p for p in ${text} if p.ndim <= 1], "weight_decay": 0.0},`,
    `${indent}]`,
  ];
  return [
    {
      title: "Leave norms and biases out of weight decay: two parameter groups",
      edits: [{ range: { start: parameters.start, end: parameters.end }, text: groups.join("\n") }],
      checkpointNote: "A saved state of this optimizer has one group and fits no longer.",
    },
  ];
}
