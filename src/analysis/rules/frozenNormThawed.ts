import type { FlowFacts, ForwardEvent, ModeEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { type Site, sameSite } from "../flow/modes";
import {
  beginTogether,
  behind,
  isHere,
  isWithin,
  normModes,
  outermostWithout,
  placeOf,
  receiverAt,
} from "../flow/queries";
import type { ModelFacts } from "../model/facts";
import { functionAround, textAt } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { shortModel } from "./phrases";

/** NRM106 */
export const frozenNormThawed: CodeRule = {
  code: "NRM106",
  title: "Frozen batch norm thawed by train()",
  severity: "warning",
  explanation: [
    "Batch norms were put into evaluation mode one by one, so that they keep their running statistics. A later train() of " +
      "the whole model puts all its modules into training mode, those too, and nothing freezes them again: from there on " +
      "their statistics follow each batch.",
    "Freeze after each train(), inside the loop; or override the model's train() so that it freezes them at its end.",
    "Found where eval() of batch norms, a train() of the model after it and a training step in that mode follow each other.",
  ],
  sources: ["poppinace/indexnet_matting#35", "pgniewko/gt-pyg#112", "filipradenovic/cnnimageretrieval-pytorch#19"],
  fix: "suggestion",
  bad: `import torch
import torchvision
from torch import nn, optim

model = torchvision.models.resnet18(weights="DEFAULT")
optimizer = optim.SGD(model.parameters(), lr=0.01)


def freeze_norms(model):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()


freeze_norms(model)
for epoch in range(10):
    model.train()  # NRM106
    for x, y in zip(torch.rand(8, 4, 3, 64, 64), torch.zeros(8, 4).long()):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
`,
  good: `import torch
import torchvision
from torch import nn, optim

model = torchvision.models.resnet18(weights="DEFAULT")
optimizer = optim.SGD(model.parameters(), lr=0.01)


def freeze_norms(model):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()


for epoch in range(10):
    model.train()
    freeze_norms(model)
    for x, y in zip(torch.rand(8, 4, 3, 64, 64), torch.zeros(8, 4).long()):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
`,
  ordered: true,
  check(facts) {
    const flow = flowOf(facts);
    const told = new Set<number>();
    return flow.events.flatMap((event) => {
      if (event.kind !== "mode" || event.mode !== "eval" || flow.models[event.model]!.attribute !== "*norm") return [];
      const found = thawOf(flow, event);
      if (!found || !isHere(found.thaw.site) || told.has(found.thaw.site.start)) return [];
      told.add(found.thaw.site.start);
      return [finding(facts, event, found.thaw, found.forward)];
    });
  },
};

interface Thaw {
  readonly thaw: ModeEvent;
  readonly forward: ForwardEvent;
}

/** A training step with the batch norms in the mode of a train() that came after they were frozen. */
function thawOf(flow: FlowFacts, freeze: ModeEvent): Thaw | null {
  const frozen = flow.models[flow.models[freeze.model]!.parent!]!.parent!;
  const last = Math.max(
    ...flow.events.map((event) =>
      event.kind === "mode" && event.model === freeze.model && event.mode === "eval" ? event.id : 0,
    ),
  );
  for (const forward of flow.events) {
    if (forward.kind !== "forward" || !forward.trains || !isWithin(flow, frozen, forward.model)) continue;
    if (!beginTogether(forward, freeze)) continue;
    for (const mode of normModes(flow, forward, frozen)) {
      if (mode.mode !== "train" || mode.how !== "called") continue;
      const thaw = flow.events.find(
        (event): event is ModeEvent =>
          event.kind === "mode" &&
          event.mode === "train" &&
          event.id > last &&
          sameSite(event.site, mode.site) &&
          isWithin(flow, frozen, event.model),
      );
      if (thaw) return { thaw, forward };
    }
  }
  return null;
}

function finding(facts: ModelFacts, freeze: ModeEvent, thaw: ModeEvent, forward: ForwardEvent): RuleFinding {
  const name = receiverAt(facts, thaw.site);
  const frozen = entry(freeze, thaw.calls);
  return {
    severity: "warning",
    message: `train() thaws the batch norms of ${shortModel(name)} that were frozen before: their statistics drift`,
    range: placeOf(thaw.site),
    related: [
      ...(isHere(frozen) ? [{ range: placeOf(frozen), message: "batch norms are frozen here" }] : []),
      ...(isHere(forward.site)
        ? [{ range: placeOf(forward.site), message: "trained here, with live statistics" }]
        : []),
    ],
    fixes: isHere(frozen) ? freezeAgain(facts, frozen, thaw.site) : [],
  };
}

/** Where the ways to two places part: a call, or the place itself. */
function entry({ calls, site }: ModeEvent, others: readonly Site[]): Site {
  return calls.find((call, i) => !others[i] || !sameSite(call, others[i])) ?? site;
}

/** The same statement once more, behind train(). */
function freezeAgain(facts: ModelFacts, frozen: Site, thaw: Site): Fix[] {
  if (functionAround(facts, placeOf(frozen)) !== functionAround(facts, placeOf(thaw))) return [];
  const statement = outermostWithout(facts, frozen, [thaw]);
  const place = behind(facts, thaw);
  if (!statement || !place) return [];
  const lines = textAt(facts, statement).split("\n");
  const text = lines
    .map((line, i) => `\n${place.indent}${i === 0 ? line : line.slice(statement.indent.length)}`)
    .join("");
  return [
    {
      title: "Freeze them again after train()",
      safe: false,
      edits: [{ range: { start: place.at, end: place.at }, text }],
    },
  ];
}
