import { argument, literalArgument } from "../flow/arguments";
import type { CallEvent, FlowEvent, FlowFacts, FlowModel } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { sameSite } from "../flow/modes";
import { isHere, placeOf } from "../flow/queries";
import { modelsIn } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { callAt, calledNames } from "../model/queries";
import { field } from "../syntax";
import type { CodeRule, Fix, Related, RuleFinding } from "./codeRule";
import { addArgument } from "./edits";

/** NRM502 */
export const swaWithoutUpdateBn: CodeRule = {
  code: "NRM502",
  title: "Averaged weights are evaluated with another model's running statistics",
  severity: "warning",
  explanation: [
    "AveragedModel averages parameters. The running mean and variance of batch norm belong to the activations of one model, " +
      "and those of the averaged one are different: no weights of the way had them. PyTorch 1 keeps the statistics that the " +
      "model had when AveragedModel was made, PyTorch 2 takes those of the last model.",
    "Call torch.optim.swa_utils.update_bn(loader, swa_model) with training data before it is evaluated or saved; it passes " +
      "over the data once. Or make it with use_buffers=True, which averages the statistics, too.",
    "For a moving average (avg_fn, multi_avg_fn), which stays close to the last model, this matters less. A forward pass in " +
      "training mode renews the statistics as well, and is taken for that.",
  ],
  sources: [
    "PyTorch: torch.optim.swa_utils; its source of versions 1.13 and 2",
    "timgaripov/swa#7",
    "mosaicml/composer#624",
    "rwightman/pytorch-image-models#106",
  ],
  fix: "suggestion",
  bad: `import torch
from torch.optim.swa_utils import SWALR, AveragedModel
from torchvision.models import resnet18


def train(loader, held_out):
    model = resnet18()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    swa_model = AveragedModel(model)  # NRM502
    swa_scheduler = SWALR(optimizer, swa_lr=0.05)
    for epoch in range(100):
        for x, y in loader:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        swa_model.update_parameters(model)
        swa_scheduler.step()
    swa_model.eval()
    return [swa_model(x) for x, _ in held_out]
`,
  good: `import torch
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn
from torchvision.models import resnet18


def train(loader, held_out):
    model = resnet18()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    swa_model = AveragedModel(model)
    swa_scheduler = SWALR(optimizer, swa_lr=0.05)
    for epoch in range(100):
        for x, y in loader:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
        swa_model.update_parameters(model)
        swa_scheduler.step()
    update_bn(loader, swa_model)
    swa_model.eval()
    return [swa_model(x) for x, _ in held_out]
`,
  ordered: true,
  check(facts) {
    if ([...calledNames(facts)].some((name) => RENEWS.test(name))) return [];
    const flow = flowOf(facts);
    return flow.events.flatMap((event) => (isMade(event) ? judge(facts, flow, event) : []));
  },
};

/** Functions that estimate the statistics anew, the framework's and those that people write. */
const RENEWS =
  /(update|reset|recompute|fix|calibrate|estimate|precise|refresh)_?(all_)?(bn|batch_?norm|norm|running_?stat)|(bn|batch_?norm|stats?)_?(update|recalc|calibrat|estimat|reset)/i;

function isMade(event: FlowEvent): event is CallEvent {
  return event.kind === "call" && event.name === "torch.optim.swa_utils.AveragedModel" && isHere(event.site);
}

function judge(facts: ModelFacts, flow: FlowFacts, made: CallEvent): RuleFinding[] {
  const [source] = modelsIn(argument(made.arguments, "model", 0) ?? { things: [], open: true, from: [] });
  const averaged = flow.models.filter(({ site, parent }) => sameSite(site, made.site) && parent === null);
  if (source === undefined || averaged.length === 0 || keepsBuffers(made)) return [];
  const { batchNorm } = flow.models[wholeOf(flow.models, source)]!.kind;
  const use = useOf(flow, averaged);
  if (batchNorm === "no" || !use) return [];
  const moves = argument(made.arguments, "avg_fn", 2) ?? argument(made.arguments, "multi_avg_fn", 3);
  return [
    {
      severity: batchNorm === "yes" && !moves ? "warning" : "information",
      message:
        "AveragedModel averages no running statistics, and no update_bn follows: batch norm uses those of other weights",
      range: placeOf(made.site),
      related: use.related,
      fixes: useBuffers(facts, made),
    },
  ];
}

/** It was made with `use_buffers=True`, or with something that may be that. */
function keepsBuffers({ arguments: given }: CallEvent): boolean {
  if (given.some(({ name }) => name === "*" || name === "**")) return true;
  const position = given.filter(({ name }) => name === null).length > 3;
  const named = argument(given, "use_buffers", null);
  return position || (named !== undefined && literalArgument(given, "use_buffers", null) !== false);
}

/** Where the averaged model is evaluated or kept; null where it is not, or also called in training mode. */
function useOf(flow: FlowFacts, averaged: readonly FlowModel[]): { readonly related: readonly Related[] } | null {
  const ids = new Set(averaged.map(({ id }) => id));
  const forwards = flow.events.filter(
    (event) => event.kind === "forward" && ids.has(wholeOf(flow.models, event.model)),
  );
  if (forwards.some((event) => event.kind === "forward" && event.modes.some(({ mode }) => mode === "train")))
    return null;
  const called = (name: string) =>
    flow.events.find(
      (event) =>
        event.kind === "call" &&
        event.name === name &&
        event.receiver &&
        modelsIn(event.receiver).some((id) => ids.has(id)),
    );
  // Where nothing is averaged, averaged weights are loaded, with whatever statistics were saved.
  const use = called(".update_parameters") && (forwards[0] ?? called(".state_dict"));
  if (!use) return null;
  const message = forwards[0] ? "evaluated here" : "kept here";
  return { related: isHere(use.site) ? [{ range: placeOf(use.site), message }] : [] };
}

function useBuffers(facts: ModelFacts, made: CallEvent): Fix[] {
  const call = callAt(facts, placeOf(made.site));
  const edit = call && addArgument(facts, field(call, "arguments") ?? null, "use_buffers=True");
  if (!edit || made.arguments.some(({ name }) => name === "use_buffers")) return [];
  return [{ title: "Average the running statistics, too: use_buffers=True", safe: false, edits: [edit] }];
}
