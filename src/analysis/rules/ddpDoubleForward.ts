import { argument, literalArgument } from "../flow/arguments";
import type { BackwardEvent, CallEvent, FlowFacts, ForwardEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { exclude, isHere, placeOf } from "../flow/queries";
import { modelIn } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { callAt } from "../model/queries";
import { field } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { addArgument } from "./edits";

/** NRM405 */
export const ddpDoubleForward: CodeRule = {
  code: "NRM405",
  title: "Two forward passes under DistributedDataParallel before one backward pass",
  severity: "information",
  explanation: [
    "DistributedDataParallel sends the buffers of the first process to the others before each forward pass in training. " +
      'Between a forward pass and its backward pass that overwrites running statistics that batch norm may still need: "one ' +
      'of the variables needed for gradient computation has been modified by an inplace operation". It was reported for ' +
      "PyTorch 2.6 and for several versions before; others run.",
    "Pass both inputs at once, concatenated, which also gives them common batch statistics. Or make the wrapper with " +
      "broadcast_buffers=False, convert to SyncBatchNorm, or differentiate each loss before the next forward pass.",
  ],
  sources: ["pytorch/pytorch#175024", "pytorch/pytorch#110363, #22095, #65907", "xinntao/BasicSR#278"],
  fix: "suggestion",
  bad: `import torch
from torch.nn.parallel import DistributedDataParallel
from torchvision.models import resnet18


def train(loader, rank):
    model = DistributedDataParallel(resnet18().to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for a, b in loader:
        loss = torch.nn.functional.mse_loss(model(a), model(b))  # NRM405
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
`,
  good: `import torch
from torch.nn.parallel import DistributedDataParallel
from torchvision.models import resnet18


def train(loader, rank):
    model = DistributedDataParallel(resnet18().to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for a, b in loader:
        out_a, out_b = model(torch.cat([a, b])).chunk(2)
        loss = torch.nn.functional.mse_loss(out_a, out_b)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
`,
  ordered: true,
  check(facts) {
    const flow = flowOf(facts);
    return flow.events.flatMap((event) =>
      event.kind === "call" && WRAPS.test(event.name) ? judge(facts, flow, event) : [],
    );
  },
};

const WRAPS = /^torch\.nn\.parallel\.(distributed\.)?DistributedDataParallel$/;

function judge(facts: ModelFacts, flow: FlowFacts, wrapped: CallEvent): RuleFinding[] {
  const value = argument(wrapped.arguments, "module", 0);
  const id = value && modelIn(value);
  if (id === undefined || flow.models[wholeOf(flow.models, id)]!.kind.batchNorm !== "yes") return [];
  if (keepsBuffers(wrapped) || isSynchronized(flow, id)) return [];
  return flow.events.flatMap((event) => {
    const twice = event.kind === "backward" ? twoForwards(facts, flow, event, id) : null;
    return twice && isHere(twice[1].site) ? [finding(facts, wrapped, event as BackwardEvent, twice)] : [];
  });
}

function keepsBuffers({ arguments: given }: CallEvent): boolean {
  if (given.some(({ name }) => name === "*" || name === "**")) return true;
  return (
    argument(given, "broadcast_buffers", 4) !== undefined && literalArgument(given, "broadcast_buffers", 4) !== true
  );
}

function isSynchronized(flow: FlowFacts, id: number): boolean {
  return flow.events.some(
    (event) =>
      event.kind === "call" &&
      /convert_sync/.test(event.name) &&
      event.arguments.some(({ value }) => modelIn(value) === id),
  );
}

/** The first two calls of the model in training mode that one backward pass goes through, in one round of the loops. */
function twoForwards(
  facts: ModelFacts,
  flow: FlowFacts,
  backward: BackwardEvent,
  id: number,
): readonly [ForwardEvent, ForwardEvent] | null {
  const through = flow.events.filter(
    (event): event is ForwardEvent =>
      event.kind === "forward" &&
      backward.forwards.includes(event.id) &&
      event.model === id &&
      event.gradient === "on" &&
      event.modes.every(({ mode }) => mode === "train") &&
      `${event.loops}` === `${backward.loops}`,
  );
  for (const [i, first] of through.entries()) {
    const second = through.slice(i + 1).find((other) => isOther(facts, first, other));
    if (second) return [first, second];
  }
  return null;
}

/** Both happen, one after the other. */
function isOther(facts: ModelFacts, a: ForwardEvent, b: ForwardEvent): boolean {
  const [one, other] = [
    [...a.calls, a.site],
    [...b.calls, b.site],
  ];
  const fork = one.findIndex((site, i) => site.start !== other[i]?.start);
  const [left, right] = [one[fork], other[fork]];
  if (!left || !right) return false;
  return !isHere(left) || !isHere(right) || !exclude(facts, left, right);
}

function finding(
  facts: ModelFacts,
  wrapped: CallEvent,
  backward: BackwardEvent,
  [first, second]: readonly [ForwardEvent, ForwardEvent],
): RuleFinding {
  const related = [
    { site: wrapped.site, message: "wrapped here: buffers are sent before each forward pass" },
    { site: first.site, message: "first forward pass" },
    { site: backward.site, message: "backward through both" },
  ];
  return {
    severity: "information",
    message: "Second forward pass before backward: buffers are sent between, which may spoil the first one's gradient",
    range: placeOf(second.site),
    related: related.filter(({ site }) => isHere(site)).map(({ site, message }) => ({ range: placeOf(site), message })),
    fixes: keepBuffers(facts, wrapped),
  };
}

function keepBuffers(facts: ModelFacts, { site, arguments: given }: CallEvent): Fix[] {
  const call = isHere(site) ? callAt(facts, placeOf(site)) : null;
  if (!call || given.some(({ name }) => name === "broadcast_buffers")) return [];
  const edit = addArgument(facts, field(call, "arguments") ?? null, "broadcast_buffers=False");
  return edit
    ? [{ title: "Keep each process's own buffers: broadcast_buffers=False", safe: false, edits: [edit] }]
    : [];
}
