import type { Construction, ModelFacts, Operation } from "../model/facts";
import { certainUsesOf, flagIn, isTried, layerBehind, numberIn } from "../model/queries";
import { featuresAlong, type Size, sizeOf } from "../model/shape";
import type { CodeRule, Edit, Fix, RuleFinding } from "./codeRule";
import { replaceLiteral } from "./edits";
import { quoteCode, quoteNumber } from "./phrases";

/** NRM202 */
export const normChannelsMismatch: CodeRule = {
  code: "NRM202",
  title: "The layer before gives another number of channels",
  severity: "error",
  explanation: [
    "A normalization layer keeps one γ, β and, for batch norm, one running mean and variance per channel. What " +
      "comes in must have as many channels as the layer was made for, or the call raises (“running_mean should contain " +
      "64 elements not 32”).",
    "Found where both numbers are known: the layer that the values come from, followed through activations, " +
      "dropout, pooling, residual sums and permutations, and the size that the normalization was given. After a " +
      "reshape, a concatenation or anything unknown nothing is said, nor where a number is only a default.",
  ],
  sources: ["PyTorch: torch.nn.BatchNorm2d, torch.nn.LayerNorm", "pytorch/pytorch#7577", "checked with PyTorch 1.13"],
  fix: "suggestion",
  bad: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, padding=1)
        self.norm = nn.BatchNorm2d(32)  # NRM202

    def forward(self, x):
        return self.norm(self.conv(x))
`,
  good: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, padding=1)
        self.norm = nn.BatchNorm2d(64)

    def forward(self, x):
        return self.norm(self.conv(x))
`,
  check: (facts) => certainUsesOf(facts, "torch").flatMap(({ norm, use }) => checkUse(facts, norm, use)),
};

function checkUse(facts: ModelFacts, norm: Construction, use: Operation): RuleFinding[] {
  const expected = norm.certain ? expectedSize(norm) : null;
  const [input] = use.inputs;
  if (!expected || !input || use.inputs.length !== 1) return [];
  const actual = sizeOf(input.shape, expected.axis);
  if (!actual || actual.byDefault || actual.value === expected.size.value || isTried(facts, use.place)) return [];
  if (featuresAlong(input.shape, expected.axis) === false) return [];
  const layer = layerBehind(input);
  const before = layer?.construction;
  if (before && !before.certain) return [];
  const where = before ? quoteCode(facts, before.callee) : "the layer before";
  const edit = norm.calls.length === 0 ? replaceLiteral(facts, norm, expected.name, quoteNumber(actual.value)) : null;
  return [
    {
      severity: "error",
      message: `${norm.spec!.name} is made for ${quoteNumber(expected.size.value)} channels, ${where} gives ${quoteNumber(actual.value)}: the call raises`,
      range: norm.arguments.get(expected.name)?.place ?? norm.callee,
      related: before ? [{ range: before.place, message: `gives ${quoteNumber(actual.value)} channels` }] : [],
      fixes: edit ? [fixOf(edit, actual.value)] : [],
    },
  ];
}

function fixOf(edit: Edit, channels: number): Fix {
  const checkpointNote = "No checkpoint key changes, but its tensors get another size.";
  return { title: `Make it for ${quoteNumber(channels)} channels`, safe: false, edits: [edit], checkpointNote };
}

/** How many channels a layer is made for, and along which axis; null where that is not known or not checked. */
function expectedSize(norm: Construction): { name: string; size: Size; axis: number } | null {
  switch (norm.spec?.method) {
    case "batch":
      return hasSizes(norm) ? sized(norm, "num_features", 1) : null;
    case "group":
      return hasSizes(norm) ? sized(norm, "num_channels", 1) : null;
    case "layer":
    case "rms":
      return sized(norm, "normalized_shape", -1);
    // Instance norm has neither parameters nor statistics by default, and does not look at its num_features then.
    default:
      return null;
  }
}

/** Without parameters and statistics, a layer does not look at how many channels there are. */
function hasSizes(norm: Construction): boolean {
  return flagIn(norm, "affine") !== false || flagIn(norm, "track_running_stats") === true;
}

function sized(norm: Construction, name: string, axis: number): { name: string; size: Size; axis: number } | null {
  const number = numberIn(norm, name) ?? lastOf(norm, name);
  return number?.integer && !number.byDefault ? { name, size: number, axis } : null;
}

/** The last entry of a list of sizes. */
function lastOf(norm: Construction, name: string): ReturnType<typeof numberIn> {
  const value = norm.arguments.get(name)?.value;
  if (value?.kind !== "list" || value.open || value.items.some(({ path }) => path.length > 0)) return undefined;
  const last = value.items.at(-1)?.value;
  return last?.kind === "number" ? last : undefined;
}
