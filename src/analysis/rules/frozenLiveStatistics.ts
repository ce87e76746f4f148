import type { FlowEvent, FlowFacts, FlowModel, ForwardEvent, FreezeEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { isSameInAllModes, wholeOf } from "../flow/models";
import type { Mode } from "../flow/modes";
import {
  areOpposed,
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
import type { CodeRule, Fix, Related, RuleFinding } from "./codeRule";
import { batchNormName, type Choice, choiceAt } from "./freezing";
import { shortModel } from "./phrases";

/** NRM105 */
export const frozenLiveStatistics: CodeRule = {
  code: "NRM105",
  title: "Frozen parameters, drifting statistics",
  severity: "warning",
  explanation: [
    "requires_grad = False keeps the optimizer from a model's parameters. Running statistics are no parameters: in training " +
      "mode batch norm still normalizes with each batch's own, and takes them into its running mean and variance. What was " +
      "to be frozen drifts with every step, and in evaluation it is no longer what it was.",
    "Put the frozen batch norms into evaluation mode, too, after each train(): for module in model.modules(): if " +
      "isinstance(module, nn.BatchNorm2d): module.eval(). Or override the model's train() so that it does.",
    "Found where all parameters of a model, or of a part of it that has batch norms, are frozen, and its output goes into a " +
      "loss while its batch norms are in training mode. A head that is left out or thawed is named; where more is free to " +
      "learn, or it is not known what, nothing is said.",
  ],
  sources: ["pytorch/pytorch#86590", "pytorch/pytorch#10856", "PyTorch: torch.nn.BatchNorm2d"],
  fix: "suggestion",
  bad: `import torch
import torchvision
from torch import nn, optim

model = torchvision.models.resnet18(weights="DEFAULT")
for parameter in model.parameters():
    parameter.requires_grad = False  # NRM105
model.fc = nn.Linear(512, 2)
optimizer = optim.SGD(model.fc.parameters(), lr=0.01)


def train(loader):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()


train(range(10))
`,
  good: `import torch
import torchvision
from torch import nn, optim

model = torchvision.models.resnet18(weights="DEFAULT")
for parameter in model.parameters():
    parameter.requires_grad = False
model.fc = nn.Linear(512, 2)
optimizer = optim.SGD(model.fc.parameters(), lr=0.01)


def train(loader):
    model.train()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()


train(range(10))
`,
  ordered: true,
  check(facts) {
    const flow = flowOf(facts);
    const told = new Set<number | string>();
    return flow.events.flatMap((event) => {
      if (event.kind !== "freeze" || !event.frozen || !isHere(event.site) || told.has(event.site.start)) return [];
      const found = event.models.flatMap((model) => judge(facts, flow, event, model)).slice(0, 1);
      const again = found.filter(({ message }) => told.has(`${event.function}: ${message}`));
      for (const { message } of found) told.add(event.site.start).add(`${event.function}: ${message}`);
      return again.length > 0 ? [] : found;
    });
  },
};

function judge(facts: ModelFacts, flow: FlowFacts, event: FreezeEvent, model: number): RuleFinding[] {
  const whole = flow.models[wholeOf(flow.models, model)]!;
  const { batchNorm, framework } = whole.kind;
  if (framework !== "torch" || batchNorm !== "yes" || !mayHoldNorms(flow, model)) return [];
  if (isSameInAllModes(flow.models[model]!.kind)) return [];
  const free = freeParts(facts, flow, event, model);
  if (!free || free.filter((part) => BODY.test(part)).length > 1) return [];
  const forward = flow.events.find((other): other is ForwardEvent => isLearnedFrom(flow, other, event, model));
  if (!forward) return [];
  const [mode] = normModes(flow, forward, model);
  if (mode && areOpposed(facts, event.site, mode.site)) return [];
  const name = receiverAt(facts, forward.site);
  if (!mode || name === null) return [];
  const { attribute } = flow.models[model]!;
  const frozen = forward.model === model || attribute === null ? name : `${name}.${attribute}`;
  const related: Related[] = [];
  if (mode.how === "called" && isHere(mode.site)) related.push({ range: placeOf(mode.site), message: "train() here" });
  if (isHere(forward.site)) {
    related.push({ range: placeOf(forward.site), message: "batch norm takes each batch into its statistics here" });
  }
  return [
    {
      severity: "warning",
      message: messageOf(shortModel(frozen), free),
      range: placeOf(event.site),
      related,
      fixes: keepStill(facts, event, forward, mode, frozen),
    },
  ];
}

/** What is frozen, and which part of it is not. */
function messageOf(name: string, free: readonly string[]): string {
  if (free.length === 0) return `${name} is frozen, but its batch norms stay in training mode: their statistics drift`;
  const list = free.length > 2 ? "some parts" : free.join(" and ");
  return `${name} is frozen but for ${list.length > 14 ? "a part" : list}; batch norms in the rest stay in training mode and drift`;
}

/** Batch norms are in what comes before a head. */
function mayHoldNorms(flow: FlowFacts, model: number): boolean {
  const { attribute } = flow.models[model]!;
  return attribute === null || (!attribute.startsWith("*") && BODY.test(attribute));
}

const BODY =
  /features?|backbone|encoder|extractor|trunk|stem|body|base|resnet|cnn|^layer\d|^denseblock|^bn\d?$|model|net/i;

/** Names of the parts that stay free to learn, or are set free somewhere; null where that is all, or not known. */
function freeParts(facts: ModelFacts, flow: FlowFacts, freeze: FreezeEvent, model: number): readonly string[] | null {
  const frozen = choiceAt(facts, freeze.site);
  if (!frozen || frozen.which === "only") return null;
  const free = new Set(frozen.parts);
  for (const event of flow.events) {
    if (event.kind !== "freeze" || event.frozen) continue;
    for (const other of event.models) {
      const parts = isWithin(flow, model, other)
        ? thawed(choiceAt(facts, event.site))
        : isWithin(flow, other, model)
          ? thawedPart(flow.models[other]!)
          : [];
      if (!parts) return null;
      for (const part of parts) free.add(part);
    }
  }
  return [...free];
}

function thawed(choice: Choice | null): readonly string[] | null {
  return choice?.which === "only" ? choice.parts : null;
}

/** "*" stands for any of a model's modules. */
function thawedPart({ attribute }: FlowModel): readonly string[] | null {
  return attribute === null || attribute.startsWith("*") ? null : [attribute];
}

/** Its output goes into a loss, after it was frozen, and its batch norms are in training mode for sure. */
function isLearnedFrom(flow: FlowFacts, event: FlowEvent, freeze: FreezeEvent, model: number): event is ForwardEvent {
  if (event.kind !== "forward" || !event.used || event.gradient === "off") return false;
  if (!isWithin(flow, model, event.model) || !beginTogether(event, freeze)) return false;
  if (event.id < freeze.id && !freeze.loops.some((loop) => event.loops.includes(loop))) return false;
  if (!flow.events.some((other) => other.kind === "backward" && other.forwards.includes(event.id))) return false;
  const modes = normModes(flow, event, model);
  return modes.every(({ mode, how }) => mode === "train" && (how === "called" || how === "constructed"));
}

/** After each train(), or before what trains where the model was in training mode from the start. */
function keepStill(facts: ModelFacts, freeze: FreezeEvent, forward: ForwardEvent, mode: Mode, frozen: string): Fix[] {
  const base = batchNormName(facts);
  const called = mode.how === "called" && isHere(mode.site);
  const name = called ? receiverAt(facts, mode.site) : null;
  const place = called
    ? behind(facts, mode.site)
    : isHere(forward.site)
      ? outermostWithout(facts, forward.site, [freeze.site, ...freeze.calls])
      : null;
  if (!base || !place || (called && (name === null || !`${frozen}.`.startsWith(`${name}.`)))) return [];
  const { indent } = place;
  const lines = [`for module in ${frozen}.modules():`, `    if isinstance(module, ${base}):`, "        module.eval()"];
  const text = called
    ? lines.map((line) => `\n${indent}${line}`).join("")
    : lines.map((line) => `${line}\n${indent}`).join("");
  const at = "at" in place ? place.at : place.start;
  return [
    {
      title: `Keep the batch norms of ${shortModel(frozen)} in evaluation mode`,
      safe: false,
      edits: [{ range: { start: at, end: at }, text }],
    },
  ];
}
