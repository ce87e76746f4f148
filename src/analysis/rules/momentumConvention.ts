import type { LayerSpec } from "../frameworks/layerSpec";
import type { Argument, Construction, ModelFacts } from "../model/facts";
import { flagIn, normsOf } from "../model/queries";
import type { CodeRule, RuleFinding } from "./codeRule";
import { pythonNumber, replaceLiteral } from "./edits";
import { quoteNumber } from "./phrases";

/** NRM206 */
export const momentumConvention: CodeRule = {
  code: "NRM206",
  title: "The momentum reads as the other framework's",
  severity: "warning",
  explanation: [
    "PyTorch's momentum is the weight of the new batch in the running statistics, 0.1 by default; that of Keras and Flax " +
      "is the weight of the old average, 0.99 by default. One is 1 minus the other.",
    "A momentum of 0.9 or 0.99 in PyTorch makes the running statistics little more than those of the last batch, so that " +
      "evaluation is as noisy as a batch is small; 0.1 in Keras does the same. With 0 PyTorch never updates them, and " +
      "evaluation normalizes with mean 0 and variance 1.",
    "0.5 means the same in both and is left alone, and so is 1 in PyTorch, which code for few-shot learning and for " +
      "re-estimating statistics sets on purpose. Where the number is only the default of a parameter the finding is " +
      "information.",
  ],
  sources: [
    "PyTorch: torch.nn.BatchNorm2d, note on momentum",
    "Keras: BatchNormalization; Flax: BatchNorm",
    "ludwig PR 2100, deeplab-pytorch#79, tacotron_pytorch#19",
  ],
  fix: "suggestion",
  bad: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, bias=False)
        self.norm = nn.BatchNorm2d(64, momentum=0.99)  # NRM206

    def forward(self, x):
        return self.norm(self.conv(x))
`,
  good: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, bias=False)
        self.norm = nn.BatchNorm2d(64, momentum=0.01)

    def forward(self, x):
        return self.norm(self.conv(x))
`,
  check: (facts) => normsOf(facts).flatMap((norm) => checkNorm(facts, norm)),
};

function checkNorm(facts: ModelFacts, norm: Construction): RuleFinding[] {
  const { spec } = norm;
  const given = norm.arguments.get("momentum");
  if (!spec || !norm.certain || !given?.given || given.value.kind !== "number" || !tracks(norm, spec)) return [];
  const { value, byDefault } = given.value;
  const message = spec.framework === "torch" ? torchMessage(value) : keepingMessage(value);
  if (message === null) return [];
  const edit = norm.calls.length === 0 ? replaceLiteral(facts, norm, "momentum", pythonNumber(1 - value)) : null;
  return [
    {
      severity: byDefault ? "information" : "warning",
      message: `${spec.name}: ${message}`,
      range: rangeOf(given, norm),
      related: norm.calls.slice(-1).map((range) => ({ range, message: "called with this number" })),
      fixes: edit && value !== 0 ? [{ title: `Use ${pythonNumber(1 - value)}`, safe: false, edits: [edit] }] : [],
    },
  ];
}

/** Whether there are running statistics to update. */
function tracks(norm: Construction, spec: LayerSpec): boolean {
  if (spec.method !== "batch" && spec.method !== "instance") return false;
  if (spec.framework === "torch") return flagIn(norm, "track_running_stats") === true;
  return flagIn(norm, "trainable") !== false;
}

function torchMessage(value: number): string | null {
  if (value === 0) return "momentum 0 never updates the running statistics";
  if (!(value > 0.5 && value < 1)) return null;
  return `momentum ${quoteNumber(value)} weighs the new batch; Keras's ${quoteNumber(value)} would be ${pythonNumber(1 - value)} here`;
}

function keepingMessage(value: number): string | null {
  if (!(value > 0 && value < 0.5)) return null;
  return `momentum ${quoteNumber(value)} weighs the old average; PyTorch's ${quoteNumber(value)} would be ${pythonNumber(1 - value)} here`;
}

function rangeOf(given: Argument, norm: Construction): RuleFinding["range"] {
  return given.whole ?? norm.callee;
}
