import type { Argument, Construction, ModelFacts, Operation } from "../model/facts";
import { callAt, certainUsesOf, isTried, layerBehind, textAt } from "../model/queries";
import { featuresAlong, ranked, type Shape } from "../model/shape";
import { field } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { quoteCode } from "./phrases";

/** NRM204 */
export const sequenceLayout: CodeRule = {
  code: "NRM204",
  title: "The features lie along another axis than the one that is normalized",
  severity: "warning",
  explanation: [
    "Batch, instance and group normalization take (N, C, L) or (N, C, H, W): the features along axis 1. Recurrent layers, " +
      "attention, transformers and linear layers give them last, (N, L, C) or (L, N, C). LayerNorm(C) is the other way " +
      "round: it normalizes the last axis, and a convolution gives its channels along axis 1.",
    "BatchNorm2d behind a linear layer is hardly ever meant: what has two axes wants BatchNorm1d.",
    "The call raises unless both axes happen to be equally long, where the wrong one is normalized in silence. " +
      "InstanceNorm1d without affine never raises.",
    "Found where the layer was made for as many features as the one before gives, so that the features are what it is " +
      "meant for, and where no transpose, permute or anything unknown stands between.",
  ],
  sources: ["PyTorch: torch.nn.BatchNorm1d, torch.nn.LayerNorm", "pytorch issue 71465; checked with PyTorch 1.13"],
  fix: "suggestion",
  bad: `import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(40, 128, batch_first=True)
        self.norm = nn.BatchNorm1d(128)

    def forward(self, x):
        out, _ = self.rnn(x)
        return self.norm(out)  # NRM204
`,
  good: `import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(40, 128, batch_first=True)
        self.norm = nn.BatchNorm1d(128)

    def forward(self, x):
        out, _ = self.rnn(x)
        return self.norm(out.transpose(1, 2)).transpose(1, 2)
`,
  check: (facts) => certainUsesOf(facts, "torch").flatMap(({ norm, use }) => checkUse(facts, norm, use)),
};

function checkUse(facts: ModelFacts, norm: Construction, use: Operation): RuleFinding[] {
  const [input] = use.inputs;
  const wanted = wantedAxis(norm);
  if (!wanted || !input || use.inputs.length !== 1 || !norm.certain) return [];
  const shape = shapeFor(norm, input.shape);
  const layer = layerBehind(input)?.construction;
  if (!shape?.rank || shape.rank < 3 || !layer?.certain || featuresAlong(shape, wanted.axis) !== false) return [];
  if (!isMadeFor(facts, norm.arguments.get(wanted.name), featuresOf(layer)) || isTried(facts, use.place)) return [];
  const lies = wanted.axis === 1 ? "last" : "along axis 1";
  const takes = wanted.axis === 1 ? "axis 1" : "the last axis";
  const silent = norm.spec!.method === "instance";
  return [
    {
      severity: "warning",
      message: `${norm.spec!.name} takes ${takes} for the features of ${quoteCode(facts, layer.callee)}, which lie ${lies}${silent ? "" : ": it raises"}`,
      range: use.place,
      related: [
        { range: layer.place, message: `gives the features ${lies}` },
        { range: norm.place, message: `normalizes ${takes}` },
      ],
      fixes: input.shape.rank === null ? [] : fixesOf(facts, use, input.shape.rank, wanted.axis),
    },
  ];
}

/** The input's shape, of as many axes as a batch norm takes; null for a number that is another rule's business. */
function shapeFor({ spec }: Construction, shape: Shape): Shape | null {
  if (!spec?.rank || spec.rank === 1) return shape;
  if (shape.rank === null) return spec.method === "batch" ? ranked(shape, spec.rank + 2) : null;
  return shape.rank === spec.rank + 2 ? shape : null;
}

/** The axis that a norm's features must lie along, and the parameter that says how many there are. */
function wantedAxis({ spec }: Construction): { axis: number; name: string } | null {
  switch (spec?.method) {
    case "batch":
    case "instance":
      return spec.rank ? { axis: 1, name: "num_features" } : null;
    case "group":
      return { axis: 1, name: "num_channels" };
    case "layer":
    case "rms":
      return { axis: -1, name: "normalized_shape" };
    default:
      return null;
  }
}

function featuresOf({ arguments: args }: Construction): Argument | undefined {
  const names = ["out_channels", "out_features", "hidden_size", "embed_dim", "d_model"];
  return names.map((name) => args.get(name)).find((argument) => argument !== undefined);
}

/** Both numbers are known and the same, or both are the same expression. */
function isMadeFor(facts: ModelFacts, norm: Argument | undefined, layer: Argument | undefined): boolean {
  if (!norm || !layer) return false;
  if (norm.value.kind === "number" && layer.value.kind === "number") return norm.value.value === layer.value.value;
  if (norm.value.kind !== "unknown" || layer.value.kind !== "unknown" || !norm.place || !layer.place) return false;
  return textAt(facts, norm.place) === textAt(facts, layer.place);
}

/** Moves the features where they are wanted, and back. */
function fixesOf(facts: ModelFacts, use: Operation, rank: number, axis: number): Fix[] {
  const call = callAt(facts, use.place);
  const [given, ...rest] = (call && field(call, "arguments")?.children) ?? [];
  if (!call || !given || rest.length > 0 || !/^(identifier|attribute|call|subscript)$/.test(given.type)) return [];
  if (use.construction && call.start === use.construction.place.start) return [];
  const [there, back] = moves(rank, axis);
  return [
    {
      title: "Normalize along the features, and move them back",
      safe: false,
      edits: [
        { range: { start: given.end, end: given.end }, text: there },
        { range: { start: call.end, end: call.end }, text: back },
      ],
      checkpointNote: "No checkpoint key changes.",
    },
  ];
}

function moves(rank: number, axis: number): [string, string] {
  if (rank === 3) return [".transpose(1, 2)", ".transpose(1, 2)"];
  const space = Array.from({ length: rank - 2 }, (_, i) => i + 2);
  const last = `.permute(${[0, ...space, 1].join(", ")})`;
  const first = `.permute(${[0, rank - 1, ...space.map((i) => i - 1)].join(", ")})`;
  return axis === 1 ? [first, last] : [last, first];
}
