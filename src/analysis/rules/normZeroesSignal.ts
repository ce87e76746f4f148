import type { Construction, ModelFacts, Operation } from "../model/facts";
import { flagIn, isTried, layerBehind, normsOf, numberIn, textAt, within } from "../model/queries";
import { type Shape, sizeOf } from "../model/shape";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { lastName } from "./edits";
import { quoteCode, quoteNumber } from "./phrases";

/** NRM205 */
export const normZeroesSignal: CodeRule = {
  code: "NRM205",
  title: "So few values are normalized together that nothing of them is left",
  severity: "warning",
  explanation: [
    "A value from which its own mean is subtracted is zero. GroupNorm with as many groups as channels, on vectors (N, C) or " +
      "on maps of 1×1, normalizes single values: whatever comes in, β goes out. With two channels a group it leaves about " +
      "+1 and −1, the order of the two and nothing else. LayerNorm(1) gives β, too.",
    "InstanceNorm on maps of 1×1 raises instead, in evaluation as in training unless it has running statistics.",
    "InstanceNorm1d on (N, C) takes the batch for channels, as one example without a batch: it is a layer norm without γ " +
      "and β, and raises with affine=True unless N happens to be C.",
    "Use GroupNorm with one group or LayerNorm there, which normalize over the channels.",
  ],
  sources: ["pytorch issue 19250", "PyTorch: torch.nn.GroupNorm, InstanceNorm1d; every case checked with PyTorch 1.13"],
  fix: "suggestion",
  bad: `import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 64, 3),
    nn.AdaptiveAvgPool2d(1),
    nn.GroupNorm(64, 64),  # NRM205
    nn.Flatten(),
    nn.Linear(64, 10),
)
`,
  good: `import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 64, 3),
    nn.AdaptiveAvgPool2d(1),
    nn.GroupNorm(1, 64),
    nn.Flatten(),
    nn.Linear(64, 10),
)
`,
  check: (facts) =>
    normsOf(facts, "torch").flatMap((norm) => [
      ...checkSize(norm),
      ...norm.uses.filter(({ certain }) => certain).flatMap((use) => checkUse(facts, norm, use)),
    ]),
};

/** LayerNorm over one value, whatever comes in. */
function checkSize(norm: Construction): RuleFinding[] {
  const size = numberIn(norm, "normalized_shape");
  if (norm.spec?.method !== "layer" || !norm.certain || size?.value !== 1 || size.byDefault) return [];
  if (norm.calls.length > 0) return [];
  const message = "LayerNorm(1) subtracts each value from itself: whatever comes in, β goes out";
  return [{ severity: "warning", message, range: norm.callee }];
}

function checkUse(facts: ModelFacts, norm: Construction, use: Operation): RuleFinding[] {
  const [input] = use.inputs;
  if (!input || use.inputs.length !== 1 || !norm.certain || isTried(facts, use.place)) return [];
  const on = input.shape.rank === 2 ? "vectors (N, C)" : isSingle(input.shape) ? "maps of a single pixel" : null;
  if (!on) return [];
  const said = norm.spec!.method === "group" ? groupClaim(facts, norm, on) : instanceClaim(norm, input.shape, on);
  if (!said) return [];
  const layer = layerBehind(input)?.construction;
  return [
    {
      severity: "warning",
      message: said,
      range: norm.callee,
      related: layer ? [{ range: layer.place, message: `${quoteCode(facts, layer.callee)} gives ${on}` }] : [],
      fixes: norm.spec!.method === "group" ? oneGroup(norm) : layerInstead(facts, norm, input.shape),
    },
  ];
}

/** All axes of space are 1. */
function isSingle(shape: Shape): boolean {
  const space = Array.from({ length: Math.max(0, (shape.rank ?? 0) - 2) }, (_, i) => sizeOf(shape, i + 2));
  return space.length > 0 && space.every((size) => size?.value === 1 && !size.byDefault);
}

function groupClaim(facts: ModelFacts, norm: Construction, on: string): string | null {
  const each = channelsEach(facts, norm);
  if (each === 1) return `GroupNorm with one channel a group on ${on} gives β, whatever comes in`;
  return each === 2 ? `GroupNorm with two channels a group on ${on} leaves ±1: magnitudes are lost` : null;
}

/** Channels in a group; null where that is not known. */
function channelsEach(facts: ModelFacts, norm: Construction): number | null {
  const [groups, channels] = [numberIn(norm, "num_groups"), numberIn(norm, "num_channels")];
  if (groups && channels) return groups.byDefault || channels.byDefault ? null : channels.value / groups.value;
  const [a, b] = [norm.arguments.get("num_groups"), norm.arguments.get("num_channels")];
  if (a?.value.kind !== "unknown" || b?.value.kind !== "unknown" || !a.place || !b.place) return null;
  return textAt(facts, a.place) === textAt(facts, b.place) ? 1 : null;
}

function instanceClaim(norm: Construction, shape: Shape, on: string): string | null {
  const { method, name, rank } = norm.spec!;
  if (method !== "instance") return null;
  const [affine, tracks] = [flagIn(norm, "affine"), flagIn(norm, "track_running_stats")];
  if (shape.rank === 2) {
    if (rank !== 1 || affine === undefined) return null;
    if (affine) return `${name} with affine=True on ${on} takes the batch for channels: it raises`;
    return `${name} on ${on} takes the batch for channels: it is a layer norm without γ and β`;
  }
  if (tracks === undefined || shape.rank !== rank! + 2) return null;
  return `${name} on ${on} raises${tracks ? " in training" : ", in evaluation, too"}: there is one value to normalize`;
}

function oneGroup(norm: Construction): Fix[] {
  const place = norm.arguments.get("num_groups")?.place;
  if (!place || !within(place, norm.place)) return [];
  const edits = [{ range: place, text: "1" }];
  const checkpointNote = "No checkpoint key changes, but γ and β were trained for something else.";
  return [{ title: "Use one group, which is normalized over all channels", safe: false, edits, checkpointNote }];
}

/** What InstanceNorm1d does to vectors is what LayerNorm is for. */
function layerInstead(facts: ModelFacts, norm: Construction, shape: Shape): Fix[] {
  const range = lastName(facts, norm.callee, norm.spec!.name);
  const features = norm.arguments.get("num_features")?.place;
  const plain = norm.list && features && textAt(facts, norm.list) === `(${textAt(facts, features)})`;
  if (shape.rank !== 2 || !range || !plain || !within(features, norm.place)) return [];
  const edits = [
    { range, text: "LayerNorm" },
    { range: { start: features.end, end: features.end }, text: ", elementwise_affine=False" },
  ];
  const title = `Write LayerNorm(${quoteNumber(numberIn(norm, "num_features")?.value ?? 0)}), which computes the same`;
  return [{ title: title.replace("(0)", ""), safe: false, edits, checkpointNote: "No checkpoint key changes." }];
}
