import { argument, literalArgument } from "../flow/arguments";
import type { CallEvent, FlowFacts, ForwardEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { isHere, placeOf } from "../flow/queries";
import type { ModelFacts } from "../model/facts";
import { around, callAt, textAt } from "../model/queries";
import { descendants, field } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { addArgument } from "./edits";
import { batchNormOnVectors } from "./normsOfModel";
import { type TrainLoader, trainLoaders } from "./trainLoaders";

/** NRM401 */
export const trainLoaderMayYieldOne: CodeRule = {
  code: "NRM401",
  title: "The last batch may be a single example, which batch norm cannot be trained on",
  severity: "warning",
  explanation: [
    "In training mode batch norm needs two values of each channel at least. After a linear layer, flattening or global " +
      'pooling each example has one: a batch of one raises "Expected more than 1 value per channel when training". The last ' +
      "batch has one example whenever the size of the data set leaves a remainder of one, often hours into the training.",
    "Give the loader drop_last=True: what is left out is another part of the data in each epoch, since it is shuffled. Not " +
      "where the data set is smaller than a batch. With batch_size=1 there is no way but another norm, such as LayerNorm.",
    "Told only where a model of this file with a batch norm in such a place is trained on this loader. Batch norm on maps " +
      "larger than 1×1 takes a single example. A warning with four examples a batch or fewer.",
  ],
  sources: [
    "fastai/fastai#1095",
    "azavea/raster-vision#1029",
    "openvinotoolkit/nncf#379",
    "zju3dv/pvnet#528",
    "on which maps it raises: checked with PyTorch 1.13",
  ],
  fix: "suggestion",
  bad: `import torch
from torch import nn, optim
from torch.utils.data import DataLoader

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))
optimizer = optim.SGD(model.parameters(), lr=0.1)


def train(dataset):
    loader = DataLoader(dataset, batch_size=32, shuffle=True)  # NRM401
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
`,
  good: `import torch
from torch import nn, optim
from torch.utils.data import DataLoader

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))
optimizer = optim.SGD(model.parameters(), lr=0.1)


def train(dataset):
    loader = DataLoader(dataset, batch_size=32, shuffle=True, drop_last=True)
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

function judge(facts: ModelFacts, flow: FlowFacts, { loader, forwards, batchSize }: TrainLoader): RuleFinding[] {
  if (argument(loader.arguments, "batch_sampler", 4) || dropsLast(loader) || leavesMore(loader, batchSize)) return [];
  if (forwards.some((forward) => minds(facts, forward))) return [];
  for (const forward of forwards) {
    const norm = batchNormOnVectors(facts, flow.models[wholeOf(flow.models, forward.model)]!);
    if (!norm) continue;
    const always = batchSize === 1;
    const name = norm.spec!.name;
    const related = [
      { range: norm.place, message: `${name} has one value a channel of each example here` },
      ...(isHere(forward.site) ? [{ range: placeOf(forward.site), message: "trained here on its batches" }] : []),
    ];
    return [
      {
        severity: batchSize !== null && batchSize <= 4 ? "warning" : "information",
        message: always
          ? `Each batch is one example: in training ${name} raises on it, since it needs two values a channel`
          : `The last batch may be a single example, on which ${name} raises in training; drop_last is not set`,
        range: placeOf(loader.site),
        related,
        fixes: always ? [] : dropLast(facts, loader),
      },
    ];
  }
  return [];
}

/** It does, or who knows. */
function dropsLast({ arguments: given }: CallEvent): boolean {
  return argument(given, "drop_last", 8) !== undefined && literalArgument(given, "drop_last", 8) !== false;
}

/** The data set is one whose size is known, and the last batch has more examples. */
function leavesMore({ arguments: given }: CallEvent, batchSize: number | null): boolean {
  const [data, other] = argument(given, "dataset", 0)?.things ?? [];
  if (!data || other || data.kind !== "made") return false;
  const size = data.by.startsWith("torchvision.datasets.") ? SIZES[data.by.split(".").at(-1)!] : undefined;
  return size !== undefined && (batchSize === null || (batchSize > 1 && size % batchSize !== 1));
}

/** Training examples of torchvision's data sets. */
const SIZES: Readonly<Record<string, number>> = {
  MNIST: 60000,
  FashionMNIST: 60000,
  KMNIST: 60000,
  CIFAR10: 50000,
  CIFAR100: 50000,
};

/** The loop asks how large the batch is. */
function minds(facts: ModelFacts, { site }: ForwardEvent): boolean {
  if (!isHere(site)) return false;
  const loop = around(facts, placeOf(site)).findLast(({ type }) => type === "for_statement");
  const conditions = loop ? [...descendants(loop)].filter(({ type }) => type === "if_statement") : [];
  return conditions.some((node) => ASKS.test(textAt(facts, field(node, "condition") ?? node)));
}

const ASKS = /(size\(0\)|size\(\)\[0\]|shape\[0\]|len\(.*\)|batch_?size)\s*(==|!=|<=?|>=?)/;

function dropLast(facts: ModelFacts, { site, arguments: given }: CallEvent): Fix[] {
  const call = callAt(facts, placeOf(site));
  const set = given.find(({ name }) => name === "drop_last");
  const list = (call && field(call, "arguments")) ?? null;
  const edit = set
    ? { range: { start: set.start, end: set.end }, text: "drop_last=True" }
    : addArgument(facts, list, "drop_last=True");
  return edit ? [{ title: "Leave a last batch out that is not full: drop_last=True", safe: false, edits: [edit] }] : [];
}
