import { argument, literalArgument } from "../flow/arguments";
import type { CallEvent, FlowFacts } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { isHere, placeOf } from "../flow/queries";
import type { ModelFacts } from "../model/facts";
import { statementAround, textAt } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { normsOfModel } from "./normsOfModel";
import { quoteNumber } from "./phrases";

/** NRM503 */
export const normWeightDecay: CodeRule = {
  code: "NRM503",
  title: "Weight decay pulls the weights of norms to zero",
  severity: "hint",
  off: true,
  explanation: [
    "An optimizer that is given model.parameters() and weight_decay pulls γ and β of every norm towards zero along with the " +
      "weights. Weights before a norm have no scale that matters, γ has one; many recipes leave it and biases out.",
    "Make two groups of parameters: those of two axes or more, and the rest with weight_decay 0.",
    "Whether it helps is disputed, and much that is good was trained with decay on everything: it is off unless it is asked " +
      "for by its code.",
  ],
  sources: [
    "He and others: Bag of Tricks for Image Classification, arXiv 1812.01187, section 3.1",
    "huggingface/transformers#4360",
    "CyberZHG/keras-bert#60",
  ],
  fix: "suggestion",
  bad: `import torch
from torchvision.models import resnet18

model = resnet18()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.05)  # NRM503
`,
  good: `import torch
from torchvision.models import resnet18

model = resnet18()
groups = [
    {"params": [p for p in model.parameters() if p.ndim > 1]},
    {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0},
]
optimizer = torch.optim.AdamW(groups, lr=1e-3, weight_decay=0.05)
`,
  check(facts) {
    const flow = flowOf(facts);
    return flow.events.flatMap((event) =>
      event.kind === "call" && OPTIMIZER.test(event.name) && isHere(event.site) ? judge(facts, flow, event) : [],
    );
  },
};

/** Those whose fifth parameter is the decay. */
const OPTIMIZER = /^torch\.optim\.(\w+\.)?(SGD|Adam|AdamW|NAdam|RAdam)$/;

function judge(facts: ModelFacts, flow: FlowFacts, event: CallEvent): RuleFinding[] {
  const decay = literalArgument(event.arguments, "weight_decay", 4);
  const [all, more] = argument(event.arguments, "params", 0)?.things ?? [];
  if (typeof decay !== "number" || decay <= 0 || more || all?.kind !== "parameters" || all.of !== "parameters")
    return [];
  const model = flow.models[wholeOf(flow.models, all.models[0] ?? 0)]!;
  const norms = normsOfModel(facts, model);
  if (model.kind.batchNorm !== "yes" && norms.length === 0) return [];
  return [
    {
      severity: "hint",
      message: `weight_decay=${quoteNumber(decay)} is on all parameters: it pulls γ and β of the norms to zero, too`,
      range: placeOf(event.site),
      related: norms.slice(0, 1).map(({ place }) => ({ range: place, message: "one of these norms" })),
      fixes: twoGroups(facts, event),
    },
  ];
}

function twoGroups(facts: ModelFacts, { arguments: given, site }: CallEvent): Fix[] {
  const [first] = given;
  const all = first && first.name === null ? textAt(facts, first) : "";
  if (!first || !/^[\w.]+\.parameters\(\)$/.test(all)) return [];
  const indent = statementAround(facts, placeOf(site))?.indent ?? "";
  const groups = [
    `{"params": [p for p in ${all} if p.ndim > 1]}`,
    `{"params": [p for p in ${all} if p.ndim <= 1], "weight_decay": 0}`,
  ];
  const text = `[\n${groups.map((group) => `${indent}    ${group},\n`).join("")}${indent}]`;
  const range = { start: first.start, end: first.end };
  const checkpointNote = "No key of the model changes; states of the optimizer are in another order.";
  return [{ title: "Leave norms and biases out: two groups", safe: false, edits: [{ range, text }], checkpointNote }];
}
