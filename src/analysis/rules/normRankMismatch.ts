import type { Construction, ModelFacts, Operation } from "../model/facts";
import { certainUsesOf, isTried, layerBehind } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { lastName } from "./edits";
import { quoteCode } from "./phrases";

/** NRM203 */
export const normRankMismatch: CodeRule = {
  code: "NRM203",
  title: "The layer is for tensors of another number of axes",
  severity: "error",
  explanation: [
    "BatchNorm1d takes (N, C) or (N, C, L), BatchNorm2d (N, C, H, W), BatchNorm3d (N, C, D, H, W), and each raises for " +
      "anything else.",
    "InstanceNorm2d after a one-dimensional convolution does not raise: it reads (N, C, L) as one example (C, H, W) " +
      "without a batch, and normalizes the wrong axes in silence.",
  ],
  sources: ["PyTorch: _check_input_dim of torch.nn.modules.batchnorm and instancenorm", "checked with PyTorch 1.13"],
  fix: "suggestion",
  bad: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, padding=1)
        self.norm = nn.BatchNorm1d(64)  # NRM203

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
  const { spec } = norm;
  const [input] = use.inputs;
  if (!spec?.rank || !norm.certain || !input || use.inputs.length !== 1) return [];
  const rank = input.shape.rank;
  if (rank === null || accepts(norm, rank) || isTried(facts, use.place)) return [];
  const layer = layerBehind(input)?.construction;
  if (layer && !layer.certain) return [];
  const where = layer ? `what ${quoteCode(facts, layer.callee)} gives` : "its input";
  const silent = spec.method === "instance" && rank === spec.rank + 1;
  return [
    {
      severity: "error",
      message: `${spec.name} gets ${rank} axes, ${where}: ${silent ? "it normalizes the wrong ones" : "the call raises"}`,
      range: norm.callee,
      related: layer ? [{ range: layer.place, message: `gives ${rank} axes` }] : [],
      fixes: fixesOf(facts, norm, rank),
    },
  ];
}

/** Instance norm takes inputs without a batch, too, which no convolution gives. */
function accepts({ spec }: Construction, rank: number): boolean {
  return rank === spec!.rank! + 2 || (spec!.rank === 1 && rank === 2);
}

function fixesOf(facts: ModelFacts, norm: Construction, rank: number): Fix[] {
  const wanted = Math.max(1, rank - 2);
  const name = norm.spec!.name.replace(/\dd$/, `${wanted}d`);
  const range = lastName(facts, norm.callee, norm.spec!.name);
  if (!range || wanted > 3) return [];
  return [{ title: `Use ${name}`, safe: false, edits: [{ range, text: name }] }];
}
