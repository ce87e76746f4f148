import { literalArgument } from "../flow/arguments";
import type { BackwardEvent, CallEvent, FlowFacts, ForwardEvent, StepEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import type { LoopKey } from "../flow/modes";
import { isHere, loopAround, placeOf, receiverAt } from "../flow/queries";
import type { ModelFacts } from "../model/facts";
import { around, textAt, within } from "../model/queries";
import { descendants, dottedName, field, type Syntax } from "../syntax";
import type { CodeRule, Related, RuleFinding } from "./codeRule";
import { batchSizesOf } from "./trainLoaders";

/** NRM403 */
export const accumulationWithBatchNorm: CodeRule = {
  code: "NRM403",
  title: "Gradients are accumulated, batch statistics are not",
  severity: "hint",
  explanation: [
    "Gradients of several small batches add up to those of a large one only where no layer mixes the examples of a batch. " +
      "Batch norm normalizes each small batch by its own statistics, and its running statistics take as many steps: the " +
      "result is that of small batches with a rarer step, not that of a large batch.",
    "That often works well enough. Where it does not: group or layer norm, a smaller momentum, synchronized batch norm in " +
      "place of accumulation, or batch norm that is frozen.",
    "Told once for a loop, also where the size of its batches is not known. Silent where the code says that each has 16 " +
      "examples or more: their statistics are close to those of a large batch.",
  ],
  sources: [
    "pytorch/pytorch#46516",
    "ultralytics/yolov5#1630",
    "keras-team/keras#16633",
    "Wu and He: Group Normalization, arXiv 1803.08494, section 4.1",
  ],
  fix: null,
  bad: `import torch
from torchvision.models import resnet18

model = resnet18()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(loader):
    model.train()
    for i, (x, y) in enumerate(loader):
        loss = torch.nn.functional.cross_entropy(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()  # NRM403
            optimizer.zero_grad()
`,
  good: `import torch
from torchvision.models import resnet18

model = resnet18()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(loader):
    model.train()
    for x, y in loader:
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
`,
  check(facts) {
    const flow = flowOf(facts);
    const told = new Set<LoopKey | undefined>();
    return flow.events.flatMap((event) => {
      if (!isHere(event.site)) return [];
      if (event.kind === "call") return accumulates(event) ? judge(flow, event) : [];
      const loop = event.loops.at(-1);
      if (event.kind !== "step" || told.has(loop) || !isRare(facts, flow, event)) return [];
      const found = judge(flow, event);
      if (found.length > 0) told.add(loop);
      return found;
    });
  },
};

/** From this many examples on a batch's statistics are good enough: 8 to 16 are what is recommended at least. */
const ENOUGH = 16;

function judge(flow: FlowFacts, event: StepEvent | CallEvent): RuleFinding[] {
  const trained = flow.events.find(
    (forward): forward is ForwardEvent =>
      forward.kind === "forward" && isLive(flow, forward) && isOf(event, forward) && mayBeSmall(flow, forward),
  );
  if (!trained) return [];
  const related: Related[] = isHere(trained.site)
    ? [{ range: placeOf(trained.site), message: "batch norm normalizes each batch here by itself" }]
    : [];
  const message =
    "Gradients of several batches add up here, but batch norm keeps to each of them: no large batch is made";
  return [{ severity: "hint", message, range: placeOf(event.site), related }];
}

function isLive(flow: FlowFacts, { model, trains, modes }: ForwardEvent): boolean {
  const { kind } = flow.models[wholeOf(flow.models, model)]!;
  return kind.batchNorm === "yes" && trains && modes.every(({ mode }) => mode === "train");
}

/** Who accumulates has small batches, as a rule: so it is unless the code says how large they are. */
function mayBeSmall(flow: FlowFacts, forward: ForwardEvent): boolean {
  const sizes = batchSizesOf(flow, forward);
  return sizes.length === 0 || sizes.some((size) => size === null || size < ENOUGH);
}

/** The step is the model's, or that of nobody in particular, in the same loop. */
function isOf(event: StepEvent | CallEvent, { model, loops }: ForwardEvent): boolean {
  if (event.kind === "call") return true;
  return loops.includes(event.loops.at(-1)!) && (!event.models || event.models.includes(model));
}

/** `Accelerator(gradient_accumulation_steps=4)` */
function accumulates({ name, arguments: given }: CallEvent): boolean {
  const steps = name === "accelerate.Accelerator" ? literalArgument(given, "gradient_accumulation_steps", null) : 1;
  return typeof steps === "number" && steps > 1;
}

/** It waits for a count, while losses are differentiated and gradients kept in every round. */
function isRare(facts: ModelFacts, flow: FlowFacts, step: StepEvent): boolean {
  const key = step.loops.at(-1);
  const loop = key === undefined ? null : loopAround(facts, step, key);
  // A schedule has a step, too.
  if (/sched|lr_/i.test(receiverAt(facts, step.site) ?? "")) return false;
  const gate = around(facts, placeOf(step.site)).findLast(
    (node) => node.type === "if_statement" && counts(facts, node),
  );
  if (!gate || key === undefined || !loop || !within(gate, loop)) return false;
  const backward = flow.events.some(
    (event): event is BackwardEvent =>
      event.kind === "backward" && event.loops.includes(key) && isHere(event.site) && !within(event.site, gate),
  );
  return backward && !clears(facts, loop, gate);
}

/** `(i + 1) % 4 == 0`, for any count but 1. */
function counts(facts: ModelFacts, gate: Syntax): boolean {
  const condition = field(gate, "condition");
  const text = condition ? textAt(facts, condition) : "";
  return /[\w)\]]\s*%\s*[\w(.]/.test(text) && !/%\s*1\b/.test(text);
}

/** Gradients are set to zero in every round of the loop: nothing adds up. */
function clears(facts: ModelFacts, loop: Syntax, gate: Syntax): boolean {
  return [...descendants(loop)].some((node) => {
    if (node.type !== "call" || within(node, gate)) return false;
    if (dottedName(field(node, "function") ?? node, facts.text)?.at(-1) !== "zero_grad") return false;
    const own = around(facts, node).findLast(({ type }) => type === "if_statement");
    return !own || own.start < loop.start || !counts(facts, own);
  });
}
