import type { Construction, ModelFacts } from "../model/facts";
import { callsOfClass, passedNumber } from "../model/passed";
import { isTried, normsOf, numberIn } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { replaceLiteral } from "./edits";
import { quoteNumber } from "./phrases";

/** NRM201 */
export const groupNormNotDivisible: CodeRule = {
  code: "NRM201",
  title: "Channels cannot be divided into this many groups",
  severity: "error",
  explanation: [
    "Group normalization splits the channels into groups of equal size, so their number must be a multiple of " +
      "num_groups. PyTorch's constructor raises a ValueError otherwise; no groups at all raise, too, and a negative " +
      "number only when the layer is called.",
    "The usual cause is a number of groups that fits the first model it was written for, such as 32, used with a " +
      "width that is not a multiple of it. Take a divisor of the channels, or compute it from them.",
    "Where one of the numbers is only the default of a parameter, others may be passed, and the finding is information.",
  ],
  sources: ["PyTorch: torch.nn.GroupNorm", "Flax: nnx.GroupNorm", "checked with PyTorch 1.13"],
  fix: "suggestion",
  bad: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 48, 3, padding=1)
        self.norm = nn.GroupNorm(32, 48)  # NRM201

    def forward(self, x):
        return self.norm(self.conv(x))
`,
  good: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 48, 3, padding=1)
        self.norm = nn.GroupNorm(24, 48)

    def forward(self, x):
        return self.norm(self.conv(x))
`,
  check: (facts) => normsOf(facts, "torch", "nnx").flatMap((norm) => checkNorm(facts, norm)),
};

function checkNorm(facts: ModelFacts, norm: Construction): RuleFinding[] {
  if (norm.spec?.method !== "group" || !norm.certain) return [];
  const size = norm.arguments.get("group_size")?.value;
  if ((size && size.kind !== "none") || isTried(facts, norm.place)) return [];
  if (norm.path.some(({ condition }) => condition?.includes("%"))) return [];
  const groups = numberIn(norm, "num_groups");
  const channels = numberIn(norm, channelsOf(norm));
  if (groups && channels && !divides(groups, channels)) return [findingOf(facts, norm, groups, channels)];
  return norm.path.length === 0 ? checkCalls(facts, norm) : [];
}

/** The first call of the class around that passes numbers which do not divide. */
function checkCalls(facts: ModelFacts, norm: Construction): RuleFinding[] {
  for (const call of callsOfClass(facts, norm)) {
    const groups = passedNumber(facts, norm, "num_groups", call);
    const channels = passedNumber(facts, norm, channelsOf(norm), call);
    if (!groups || !channels || divides(groups, channels) || isTried(facts, call.place)) continue;
    const message = messageOf(groups.value, channels.value, false);
    const related = [{ range: call.place, message: "called with these numbers" }];
    return [{ severity: "error", message, range: norm.callee, related, fixes: [] }];
  }
  return [];
}

interface Amount {
  readonly value: number;
  readonly integer: boolean;
  readonly byDefault: boolean;
}

function channelsOf({ spec }: Construction): string {
  return spec!.framework === "torch" ? "num_channels" : "num_features";
}

/** Also where one of the numbers cannot be one: that is no matter of division. */
function divides(groups: Amount, channels: Amount): boolean {
  if (!groups.integer || !channels.integer || channels.value < 1) return true;
  return groups.value >= 1 && channels.value % groups.value === 0;
}

function findingOf(facts: ModelFacts, norm: Construction, groups: Amount, channels: Amount): RuleFinding {
  const byDefault = groups.byDefault || channels.byDefault;
  const range = norm.arguments.get("num_groups")?.whole ?? norm.callee;
  return {
    severity: byDefault ? "information" : "error",
    message: messageOf(groups.value, channels.value, byDefault),
    range: norm.calls.length === 0 ? range : norm.callee,
    related: norm.calls.slice(-1).map((call) => ({ range: call, message: `called with these numbers` })),
    fixes: byDefault ? [] : fixesOf(facts, norm, groups.value, channels.value),
  };
}

function messageOf(groups: number, channels: number, byDefault: boolean): string {
  const defaults = byDefault ? ", by default" : "";
  if (groups < 1)
    return `GroupNorm has ${quoteNumber(groups)} groups${defaults}: there must be at least one, and it raises`;
  return `GroupNorm cannot divide ${quoteNumber(channels)} channels into ${quoteNumber(groups)} groups${defaults}: it raises`;
}

function fixesOf(facts: ModelFacts, norm: Construction, groups: number, channels: number): Fix[] {
  const divisor = largestDivisor(channels, groups);
  const edit = replaceLiteral(facts, norm, "num_groups", String(divisor));
  return edit ? [{ title: `Use ${divisor} groups`, safe: false, edits: [edit] }] : [];
}

/** The largest divisor up to a limit, which is at most 4096 itself. */
function largestDivisor(of: number, limit: number): number {
  for (let divisor = Math.min(limit, of, 4096); divisor > 1; divisor--) if (of % divisor === 0) return divisor;
  return 1;
}
