import { argument, literalArgument } from "../flow/arguments";
import type { CallEvent, FlowFacts, ForwardEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { isHere, placeOf } from "../flow/queries";
import type { ModelFacts } from "../model/facts";
import { around, callAt, textAt } from "../model/queries";
import { descendants, field } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { dataSetSizes } from "./dataSetSizes";
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
    "Told only where a model of this file with a batch norm in such a place is trained on this loader, and where it is " +
      "likely: batches of four examples or fewer, as an information, or a data set whose size stands in the code or is a " +
      "public fact, and leaves one. Batch norm on maps larger than 1×1 takes a single example.",
    "A data set whose size the code does not say may leave one after any split, filter or new file, but most sizes leave " +
      "more. Such loaders are told as information, and only where settings name NRM401 itself.",
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
from torch.utils.data import DataLoader, TensorDataset

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))
optimizer = optim.SGD(model.parameters(), lr=0.1)
dataset = TensorDataset(torch.randn(1025, 784), torch.randint(10, (1025,)))


def train():
    loader = DataLoader(dataset, batch_size=32, shuffle=True)  # NRM401
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
`,
  good: `import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))
optimizer = optim.SGD(model.parameters(), lr=0.1)
dataset = TensorDataset(torch.randn(1025, 784), torch.randint(10, (1025,)))


def train():
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
  // Of batches of one, the last is as full as the others.
  if (argument(loader.arguments, "batch_sampler", 4) || (dropsLast(loader) && batchSize !== 1)) return [];
  if (forwards.some((forward) => minds(facts, forward))) return [];
  const sizes = dataSetSizes(flow, loader);
  if (sizes && batchSize !== 1 && !sizes.some((size) => batchSize !== null && size % batchSize === 1)) return [];
  for (const forward of forwards) {
    const norm = batchNormOnVectors(facts, flow.models[wholeOf(flow.models, forward.model)]!);
    if (!norm) continue;
    const name = norm.spec!.name;
    const related = [
      { range: norm.place, message: `${name} has one value a channel of each example here` },
      ...(isHere(forward.site) ? [{ range: placeOf(forward.site), message: "trained here on its batches" }] : []),
    ];
    const range = placeOf(loader.site);
    const fixes = batchSize === 1 ? [] : dropLast(facts, loader);
    return [{ ...told(name, batchSize, sizes), range, related, fixes }];
  }
  return [];
}

/** What is sure is a warning; what small batches make likely is an information, the rest for those who ask. */
function told(
  name: string,
  batchSize: number | null,
  sizes: readonly number[] | null,
): Pick<RuleFinding, "severity" | "message" | "off"> {
  if (batchSize === 1)
    return {
      severity: "warning",
      message: `Each batch is one example: in training ${name} raises on it, since it needs two values a channel`,
    };
  if (batchSize !== null && sizes?.length === 1)
    return {
      severity: "warning",
      message: `${sizes[0]} examples leave a last batch of one at batch size ${batchSize}: ${name} raises on it in training`,
    };
  const message = `The last batch may be a single example, on which ${name} raises in training; drop_last is not set`;
  const isLikely = batchSize !== null && batchSize <= 4;
  return { severity: "information", message, ...(isLikely ? {} : { off: true }) };
}

/** It does, or who knows. */
function dropsLast({ arguments: given }: CallEvent): boolean {
  return argument(given, "drop_last", 8) !== undefined && literalArgument(given, "drop_last", 8) !== false;
}

/** The loop asks how large the batch is, or may stop before the last one. */
function minds(facts: ModelFacts, { site }: ForwardEvent): boolean {
  if (!isHere(site)) return false;
  const loop = around(facts, placeOf(site)).findLast(({ type }) => type === "for_statement");
  if (!loop) return false;
  const inside = [...descendants(loop)];
  const conditions = inside.filter(({ type }) => type === "if_statement");
  const over = field(loop, "right");
  return (
    conditions.some((node) => ASKS.test(textAt(facts, field(node, "condition") ?? node))) ||
    inside.some(({ type }) => type === "break_statement") ||
    (over !== undefined && /\b(zip|islice)\b/.test(textAt(facts, over)))
  );
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
