import type { FlowFacts, ForwardEvent, ModeEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { isHere, placeOf, receiverAt } from "../flow/queries";
import { sampledAfter } from "../flow/sampling";
import type { ModelFacts } from "../model/facts";
import { statementAround } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { dropoutName } from "./freezing";
import { shortModel } from "./phrases";

/** NRM108 */
export const mcDropoutTrainMode: CodeRule = {
  code: "NRM108",
  title: "train() for Monte Carlo dropout",
  severity: "information",
  explanation: [
    "A model is put into training mode as a whole so that its dropout draws samples, and the same inputs are given to it " +
      "again and again. Its batch norms are in training mode then, too: they normalize by the batch at hand, so that a " +
      "sample depends on what else is in the batch, and take the data into their running statistics, which later " +
      "evaluations use.",
    "Call eval(), and put the dropout modules alone into training mode.",
    "Found where gradients are off, nothing is learned in that mode, and a loop gives the model the same inputs in each " +
      "round, or the function's name says that it samples. Left alone: models that are not known to hold batch norm, batch " +
      "norms that are put back into evaluation mode, and files that call dropout as a function.",
  ],
  sources: [
    "Gal and Ghahramani: Dropout as a Bayesian Approximation, arXiv 1506.02142",
    "lightning-uq-box/lightning-uq-box#173",
  ],
  fix: "suggestion",
  bad: `import torch
from torch import nn

net = nn.Sequential(nn.Linear(9, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 1))


def samples(x, count=50):
    net.train()  # NRM108
    with torch.no_grad():
        return torch.stack([net(x) for _ in range(count)])
`,
  good: `import torch
from torch import nn

net = nn.Sequential(nn.Linear(9, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 1))


def samples(x, count=50):
    net.eval()
    for module in net.modules():
        if isinstance(module, nn.Dropout):
            module.train()
    with torch.no_grad():
        return torch.stack([net(x) for _ in range(count)])
`,
  check(facts) {
    const flow = flowOf(facts);
    const told = new Set<number>();
    return flow.events.flatMap((event) => {
      if (event.kind !== "mode" || !isHere(event.site) || told.has(event.site.start)) return [];
      const forward = holdsBoth(facts, flow, event) ? sampledAfter(facts, flow, event) : null;
      if (!forward) return [];
      told.add(event.site.start);
      return [finding(facts, event, forward)];
    });
  },
};

/** Batch norm and modules of dropout; what is dropped by a function needs the training mode of the whole. */
function holdsBoth({ graphs }: ModelFacts, flow: FlowFacts, { model }: ModeEvent): boolean {
  const { batchNorm, dropout } = flow.models[model]!.kind;
  if (batchNorm !== "yes" || dropout !== "yes") return false;
  return !graphs.some(({ operations }) =>
    operations.some(({ kind, spec }) => kind === "function" && spec?.kind === "dropout"),
  );
}

function finding(facts: ModelFacts, event: ModeEvent, forward: ForwardEvent): RuleFinding {
  const name = receiverAt(facts, event.site);
  return {
    severity: "information",
    message: `train() for dropout's sake: batch norms of ${shortModel(name)} follow these batches, too`,
    range: placeOf(event.site),
    related: isHere(forward.site) ? [{ range: placeOf(forward.site), message: "sampled here" }] : [],
    fixes: name === null ? [] : dropoutAlone(facts, event, name),
  };
}

/** `eval()`, and `train()` of each module of dropout. */
function dropoutAlone(facts: ModelFacts, { site }: ModeEvent, name: string): Fix[] {
  const base = dropoutName(facts);
  const statement = statementAround(facts, placeOf(site));
  if (!base || !statement || statement.node.start !== site.start || statement.node.end !== site.end) return [];
  const lines = [
    `${name}.eval()`,
    `for module in ${name}.modules():`,
    `    if isinstance(module, ${base}):`,
    "        module.train()",
  ];
  return [
    {
      title: "Put the dropout modules alone into training mode",
      safe: false,
      edits: [{ range: placeOf(site), text: lines.join(`\n${statement.indent}`) }],
    },
  ];
}
