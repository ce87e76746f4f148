import { groupBy } from "../groupBy";
import { plainCondition } from "../model/branches";
import type { Argument, Construction, Known, ModelFacts, Operation, Place } from "../model/facts";
import { negated } from "../model/path";
import { around, flagIn, hasWord, textAt, within } from "../model/queries";
import { featuresAlong } from "../model/shape";
import { field, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { addArgument } from "./edits";
import { quoteCode } from "./phrases";

/** NRM301 */
export const redundantBias: CodeRule = {
  code: "NRM301",
  title: "The bias before a normalization is cancelled by it",
  severity: "information",
  explanation: [
    "Batch norm subtracts each channel's mean, so a bias that the layer before adds to the whole channel is gone before it " +
      "can matter: its gradient is zero, β does its work. It costs memory and time, and nothing else. The same holds for " +
      "instance norm and for group norm with one channel a group, but not for layer norm, RMS norm and larger groups.",
    "Found where the norm is all that reads the layer's output and normalizes the axis that the bias is added along. Of " +
      "what is cancelled through pooling, sums or concatenation nothing is said, nor where an activation stands between.",
    "Leaving the bias out takes its key from the checkpoint: load_state_dict of older files then raises unless strict=False. " +
      "In evaluation with foreign running statistics, as after loading a partial checkpoint, it does matter.",
  ],
  sources: [
    "Ioffe & Szegedy 2015, section 3.2",
    "PyTorch: performance tuning guide, disable bias for convolutions directly followed by a batch norm",
    "pytorch PR 81941, Pytorch-UNet PR 325; checked with PyTorch 1.13",
  ],
  fix: "suggestion",
  gather: true,
  bad: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, padding=1)  # NRM301
        self.norm = nn.BatchNorm2d(64)

    def forward(self, x):
        return self.norm(self.conv(x)).relu()
`,
  good: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(64)

    def forward(self, x):
        return self.norm(self.conv(x)).relu()
`,
  check(facts) {
    const byPlace = groupBy(facts.constructions.filter(isBiased), ({ place }) => place.start);
    const frozen = frozenBiases(facts);
    const touched = biasesNamed(facts);
    return [...byPlace.values()]
      .filter((layers) => !layers.some(({ attribute }) => attribute !== null && frozen.has(attribute)))
      .flatMap((layers) => checkPlace(facts, layers, touched));
  },
};

/** All that one call constructs, on whatever way, must be followed by a norm: otherwise the bias is of use somewhere. */
function checkPlace(facts: ModelFacts, all: readonly Construction[], touched: ReadonlySet<string>): RuleFinding[] {
  const layers = all.filter(({ uses }) => uses.length > 0);
  const [first] = layers;
  if (!first || all.some(({ escapes }) => escapes)) return [];
  const norms = layers.flatMap((layer) => layer.uses.map((use) => normAfter(facts, layer, use)));
  const [norm] = norms;
  if (!norm || norms.includes(null)) return [];
  const given = biasOf(first);
  const called = quoteCode(facts, first.callee);
  return [
    {
      severity: "information",
      message: `${norm.spec!.name} cancels the bias of this ${called}: it costs memory and time alone`,
      range: given?.whole && within(given.whole, first.place) ? given.whole : first.callee,
      related: [{ range: norm.place, message: "subtracts each channel's mean" }],
      tags: given?.whole && within(given.whole, first.place) ? ["unnecessary"] : [],
      fixes: fixesOf(facts, first, given, touched),
    },
  ];
}

/** Names before a `.bias` in the file: what speaks of it, such as initialization, would fail without it. */
function biasesNamed({ text }: ModelFacts): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = text.indexOf(".bias"); at >= 0; at = text.indexOf(".bias", at + 1)) {
    for (const name of text
      .slice(Math.max(0, at - 60), at)
      .split(/\W+/)
      .slice(-4))
      names.add(name);
  }
  return names;
}

/** Attributes of layers whose bias the file switches off: "projector.6" for `self.projector[6].bias.requires_grad = False`. */
function frozenBiases({ text }: ModelFacts): ReadonlySet<string> {
  const switches = text.matchAll(/\bself\.([\w.[\]]{1,80})\.bias\.requires_grad(?:_\(|\s*=\s*)False/g);
  return new Set([...switches].map(([, name]) => name!.replace(/\[(\w+)\]/g, ".$1")));
}

function isBiased(layer: Construction): boolean {
  const kind = layer.spec?.kind;
  if ((kind !== "conv" && kind !== "linear") || !layer.certain) return false;
  const activation = layer.arguments.get("activation")?.value;
  if (activation && activation.kind !== "none" && !(activation.kind === "text" && activation.value === "linear"))
    return false;
  return flagIn(layer, layer.spec!.framework === "torch" ? "bias" : "use_bias") === true;
}

function biasOf(layer: Construction): Argument | undefined {
  const argument = layer.arguments.get(layer.spec!.framework === "torch" ? "bias" : "use_bias");
  return argument?.given ? argument : undefined;
}

/** The norm that is all that reads an output; null where there is none, or it does not cancel the bias. */
function normAfter(facts: ModelFacts, layer: Construction, use: Operation): Construction | null {
  const consumers = use.output?.consumers ?? [];
  const [consumer] = consumers;
  if (!consumer || consumers.length !== 1 || consumer.kind !== "module" || consumer.inputs.length !== 1) return null;
  const norm = consumer.construction;
  if (!norm?.certain || norm.spec?.framework !== layer.spec!.framework) return null;
  if (flagIn(norm, "use_running_average") === true || isTrue(consumer.keywords.get("use_running_average"))) return null;
  if (isCallersChoice(facts, layer, norm)) return null;
  return cancels(facts, layer, norm, use) ? norm : null;
}

/**
 * Whether a norm stands under a condition that the layer does not, on a parameter that this file's callers have settled:
 * those of other files may choose otherwise. Where it is not settled, the facts have both ways.
 */
function isCallersChoice(facts: ModelFacts, layer: Construction, norm: Construction): boolean {
  const nodes = around(facts, norm.place);
  const functions = nodes.filter(({ type }) => type === "function_definition");
  const [own] = functions;
  if (functions.length !== 1 || !own || !within(layer.place, own)) return false;
  const parameters = wordsIn(facts, field(own, "parameters"));
  return nodes.some((node) => {
    const condition = node.type === "if_statement" && !within(layer.place, node) ? field(node, "condition") : undefined;
    if (!condition) return false;
    const plain = plainCondition(textAt(facts, condition));
    const open =
      plain === null || norm.path.some((step) => step.condition === plain || step.condition === negated(plain));
    return !open && wordsIn(facts, condition).some((word) => parameters.includes(word));
  });
}

function wordsIn(facts: ModelFacts, node: Syntax | undefined): readonly string[] {
  return node ? (textAt(facts, node).match(/\w+/g) ?? []) : [];
}

function isTrue(value: Known | undefined): boolean {
  return value?.kind === "boolean" && value.value && !value.byDefault;
}

function cancels(facts: ModelFacts, layer: Construction, norm: Construction, use: Operation): boolean {
  const shape = use.output!.shape;
  const torch = norm.spec!.framework === "torch";
  switch (norm.spec!.method) {
    case "batch":
      if (torch) return featuresAlong(shape, 1) ?? sameWidth(facts, layer, norm, "num_features");
      return sameAxis(facts, layer, norm);
    case "instance":
      return torch && layer.spec!.kind === "conv" && layer.spec!.rank === norm.spec!.rank;
    case "group":
      return torch && featuresAlong(shape, 1) === true && oneChannelEach(facts, norm);
    default:
      return false;
  }
}

/** Keras and Flax: both along the last axis, or Keras's convolution and norm both along the first. */
function sameAxis(facts: ModelFacts, layer: Construction, norm: Construction): boolean {
  const axis = norm.arguments.get("axis")?.value;
  if (axis?.kind !== "number" || axis.byDefault) return false;
  const format = layer.arguments.get("data_format")?.value;
  const first = format?.kind === "text" && format.value === "channels_first";
  const asSet = format?.kind === "none" && !setsFormat(facts);
  const last = !format || asSet || (format.kind === "text" && format.value === "channels_last");
  const { kind, rank } = layer.spec!;
  const isLast = axis.value === -1 || (kind === "conv" && rank !== undefined && axis.value === rank + 1);
  return (first && axis.value === 1) || (last && isLast);
}

/** The file says for itself what no data format stands for. */
function setsFormat(facts: ModelFacts): boolean {
  return hasWord(facts, "set_image_data_format") || hasWord(facts, "set_image_dim_ordering");
}

/** A linear layer on a tensor of unknown rank: of equal width, its features lie along axis 1. */
function sameWidth(facts: ModelFacts, layer: Construction, norm: Construction, name: string): boolean {
  const [out, features] = [layer.arguments.get("out_features"), norm.arguments.get(name)];
  if (layer.spec!.kind !== "linear" || (norm.spec!.rank ?? 1) > 1 || !out || !features) return false;
  if (out.value.kind === "number" && features.value.kind === "number") return out.value.value === features.value.value;
  return sameText(facts, out.place, features.place);
}

function oneChannelEach(facts: ModelFacts, norm: Construction): boolean {
  const [groups, channels] = [norm.arguments.get("num_groups"), norm.arguments.get("num_channels")];
  if (!groups || !channels) return false;
  if (groups.value.kind === "number" && channels.value.kind === "number")
    return groups.value.value === channels.value.value;
  return (
    groups.value.kind === "unknown" &&
    channels.value.kind === "unknown" &&
    sameText(facts, groups.place, channels.place)
  );
}

function sameText(facts: ModelFacts, a: Place | null, b: Place | null): boolean {
  return a !== null && b !== null && textAt(facts, a) === textAt(facts, b);
}

function fixesOf(
  facts: ModelFacts,
  layer: Construction,
  given: Argument | undefined,
  touched: ReadonlySet<string>,
): Fix[] {
  const name = layer.spec!.framework === "torch" ? "bias" : "use_bias";
  if (layer.attribute?.split(".").some((name) => touched.has(name) && !/^\d+$/.test(name))) return [];
  const literal =
    given?.place && within(given.place, layer.place) && textAt(facts, given.place) === "True" ? given.place : null;
  const edit = literal
    ? { range: literal, text: "False" }
    : given
      ? null
      : addArgument(facts, layer.list, `${name}=False`);
  if (!edit) return [];
  const key = layer.attribute ? `${layer.attribute.slice(0, 40)}.bias` : "the layer's bias";
  const title = `Leave the bias out: ${name}=False`;
  return [{ title, safe: false, edits: [edit], checkpointNote: `Takes ${key} out of the checkpoint's keys.` }];
}
