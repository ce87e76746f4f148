import type { CallEvent, FlowFacts, FlowModel, ForwardEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { isHere, placeOf } from "../flow/queries";
import { modelIn, tagsOf } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { around, textAt } from "../model/queries";
import type { CodeRule, RuleFinding } from "./codeRule";
import { batchNormOnVectors } from "./normsOfModel";
import { type TrainLoader, trainLoaders } from "./trainLoaders";

/** NRM402 */
export const smallBatch: CodeRule = {
  code: "NRM402",
  title: "Batch norm is trained on few examples",
  severity: "information",
  explanation: [
    "Mean and variance of a batch are estimates. Of four examples they are off by half a standard deviation, and each " +
      "example shifts them: training is noisy, and evaluation with running averages is something else than training was.",
    "Group norm or layer norm have no batch in them. Or take larger batches, synchronize over several devices, or freeze a " +
      "trained batch norm by eval().",
    "Information where batch norm has one value of each channel an example, as after a linear layer. Only a hint where it " +
      "is on maps, each of which has many values, as in segmentation, and where DistributedDataParallel multiplies the " +
      "batches (though it does not share the statistics). Where it has one value an example, batches of one are NRM401's.",
  ],
  sources: ["Wu and He: Group Normalization, arXiv 1803.08494, section 4.1", "layumi/Person_reID_baseline_pytorch#218"],
  fix: null,
  bad: `import torch
from torch import nn, optim
from torch.utils.data import DataLoader

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))
optimizer = optim.SGD(model.parameters(), lr=0.1)


def train(dataset):
    loader = DataLoader(dataset, batch_size=4, shuffle=True, drop_last=True)  # NRM402
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
`,
  good: `import torch
from torch import nn, optim
from torch.utils.data import DataLoader

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.LayerNorm(64), nn.ReLU(), nn.Linear(64, 10))
optimizer = optim.SGD(model.parameters(), lr=0.1)


def train(dataset):
    loader = DataLoader(dataset, batch_size=4, shuffle=True, drop_last=True)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
`,
  check(facts) {
    const flow = flowOf(facts);
    return trainLoaders(flow).flatMap((loader) => judge(facts, flow, loader));
  },
};

/** Below this many examples a batch, errors rise in the paper on group norm. */
const FEW = 8;

function judge(facts: ModelFacts, flow: FlowFacts, { loader, forwards, batchSize }: TrainLoader): RuleFinding[] {
  if (batchSize === null || batchSize < 1 || batchSize >= FEW) return [];
  const forward = forwards.find((event) => isLive(flow, event) && !isRegrouped(facts, flow, loader, event));
  if (!forward || (batchSize === 1 && mayUnpack(facts, forward))) return [];
  const model = flow.models[wholeOf(flow.models, forward.model)]!;
  const norm = batchNormOnVectors(facts, model);
  if (norm && batchSize === 1) return [];
  const examples = batchSize === 1 ? "1 example" : `${batchSize} examples`;
  const related = isHere(forward.site)
    ? [{ range: placeOf(forward.site), message: "trained here on its batches" }]
    : [];
  return [
    {
      severity: norm && !isCalledOn(flow, model, DISTRIBUTES) ? "information" : "hint",
      message: `Batch norm is trained on ${examples} at a time: its statistics are noisy, evaluation uses others`,
      range: placeOf(loader.site),
      related: norm ? [...related, { range: norm.place, message: "one value a channel of each example" }] : related,
    },
  ];
}

/** `x.reshape(-1, 50)` makes more examples of a batch, frames of clips for instance, or fewer. */
function isRegrouped(facts: ModelFacts, flow: FlowFacts, loader: CallEvent, { id, loops }: ForwardEvent): boolean {
  return flow.events.some((event) => {
    if (event.kind !== "call" || event.id > id || !/^\.(view|reshape)$/.test(event.name)) return false;
    const isHisBatch = event.receiver !== null && tagsOf(event.receiver).includes(loader.id);
    const [first] = event.arguments;
    if (!isHisBatch || !first || !isHere(event.site) || event.loops.at(-1) !== loops.at(-1)) return false;
    return !/size\(0\)$|shape\[0\]$|^len\(|batch|^(bs?|n)$/i.test(textAt(facts, first));
  });
}

/** What a loader gives one of may be a bag of examples, or a batch that its data set has put together. */
function mayUnpack(facts: ModelFacts, { site }: ForwardEvent): boolean {
  const loop = isHere(site) ? around(facts, placeOf(site)).findLast(({ type }) => type === "for_statement") : undefined;
  return loop !== undefined && /squeeze|flatten|view|reshape|rearrange|unbind|\[0\]/.test(textAt(facts, loop));
}

/** Batch norm normalizes with the statistics of these examples alone. */
function isLive(flow: FlowFacts, { model, modes }: ForwardEvent): boolean {
  const whole = flow.models[wholeOf(flow.models, model)]!;
  return (
    whole.kind.batchNorm === "yes" &&
    modes.every(({ mode }) => mode === "train") &&
    !isCalledOn(flow, whole, SYNCHRONIZES)
  );
}

const SYNCHRONIZES = /convert_sync/;
const DISTRIBUTES = /DistributedDataParallel$/;

/** A function of such a name is given the model. */
function isCalledOn(flow: FlowFacts, { id }: FlowModel, name: RegExp): boolean {
  return flow.events.some(
    (event) =>
      event.kind === "call" && name.test(event.name) && event.arguments.some(({ value }) => modelIn(value) === id),
  );
}
