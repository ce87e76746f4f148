import type { Argument, Construction, ModelFacts, Place } from "../model/facts";
import { around, normsOf, textAt, within } from "../model/queries";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { pythonNumber, removeArgument } from "./edits";
import { quoteNumber } from "./phrases";

/** NRM207 */
export const epsOutOfRange: CodeRule = {
  code: "NRM207",
  title: "The second argument is eps, not momentum",
  severity: "warning",
  explanation: [
    "The second parameter of PyTorch's batch and instance norms is eps, the number added to the variance. " +
      "nn.BatchNorm2d(64, 0.8) therefore sets ε to 0.8 and leaves the momentum at 0.1: channels whose variance is small " +
      "compared to 0.8 are hardly normalized at all.",
    "Found where the second argument stands without a name and is larger than 0.01, is called momentum, or is the number of channels once more. Code that was " +
      "ported from Keras means Keras's momentum, which is 1 minus PyTorch's.",
    "An eps of 0 is named, too: a channel (in layer norm: an example) without any variance is then divided by 0. In " +
      "PyTorch 1.13 that gave NaN in layer norm with a constant row.",
  ],
  sources: ["PyTorch: torch.nn.BatchNorm2d", "checked with PyTorch 1.13"],
  fix: "suggestion",
  bad: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, bias=False)
        self.norm = nn.BatchNorm2d(64, 0.8)  # NRM207

    def forward(self, x):
        return self.norm(self.conv(x))
`,
  good: `import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, bias=False)
        self.norm = nn.BatchNorm2d(64, momentum=0.2)

    def forward(self, x):
        return self.norm(self.conv(x))
`,
  check: (facts) => normsOf(facts).flatMap((norm) => checkNorm(facts, norm)),
};

function checkNorm(facts: ModelFacts, norm: Construction): RuleFinding[] {
  const { spec } = norm;
  const eps = norm.arguments.get("eps") ?? norm.arguments.get("epsilon");
  if (!spec || !norm.certain || !eps?.given || !eps.place) return [];
  if (eps.value.kind === "number" && eps.value.value === 0 && !eps.value.byDefault)
    return isTriedOut(facts, norm) ? [] : [zero(norm, eps)];
  const torch = spec.framework === "torch" && (spec.method === "batch" || spec.method === "instance");
  if (!torch || eps.given !== "position") return [];
  const text = textAt(facts, eps.place);
  const features = norm.arguments.get("num_features")?.place;
  // `*args` is the place of all that it brings.
  const isOneOfMany = features?.start === eps.place.start;
  if (features && !isOneOfMany && norm.list && textAt(facts, features) === text)
    return [channelsTwice(facts, norm, eps.place, text)];
  const value = eps.value.kind === "number" ? eps.value.value : null;
  const named = /^(self\.)?(\w+_)?(momentum|mom)$/i.test(text);
  if (!named && !(value !== null && value > 0.01)) return [];
  const shown = value === null ? text.slice(0, 24) : quoteNumber(value);
  return [
    {
      severity: eps.value.kind === "number" && eps.value.byDefault && !named ? "information" : "warning",
      message: `${spec.name}: ${shown} in second place is eps, not momentum; the momentum stays at 0.1`,
      range: eps.place,
      related: norm.calls.slice(-1).map((range) => ({ range, message: "called here" })),
      fixes: fixesOf(eps, text, value),
    },
  ];
}

/** `BatchNorm2d(width, width)`, as a convolution takes its channels. */
function channelsTwice(facts: ModelFacts, norm: Construction, range: Place, text: string): RuleFinding {
  const alone = norm.arguments.get("momentum")?.given !== "position" && within(range, norm.list!);
  const edits = alone ? [removeArgument(facts, norm.list!, range)] : [];
  const fix: Fix = { title: "Leave it out", safe: false, edits, checkpointNote: "No checkpoint key changes." };
  return {
    severity: "warning",
    message: `${norm.spec!.name}: ${text.slice(0, 24)} in second place is eps, not channels: hardly anything is normalized`,
    range,
    fixes: edits.length > 0 ? [fix] : [],
  };
}

/** `nn.BatchNorm2d(4, eps=0)(x)` beside classes and functions shows what its formula gives. */
function isTriedOut(facts: ModelFacts, norm: Construction): boolean {
  const nodes = around(facts, norm.place);
  const isCalled = nodes.some(({ type, field: part }) => type === "call" && part === "function");
  return isCalled && !nodes.some(({ type }) => type === "function_definition" || type === "class_definition");
}

function zero(norm: Construction, eps: Argument): RuleFinding {
  return {
    severity: "warning",
    message: `${norm.spec!.name} with eps 0 divides by 0 where nothing varies: infinity or NaN`,
    range: eps.whole ?? norm.callee,
  };
}

function fixesOf({ place }: Argument, text: string, value: number | null): Fix[] {
  if (!place) return [];
  const named: Fix = {
    title: `Pass it as momentum=${text.slice(0, 24)}`,
    safe: false,
    edits: [{ range: place, text: `momentum=${text}` }],
  };
  if (value === null || !(value > 0.5 && value < 1) || !/^[\d.]+$/.test(text)) return [named];
  const converted = pythonNumber(1 - value);
  return [
    {
      title: `Pass momentum=${converted}, Keras's ${text}`,
      safe: false,
      edits: [{ range: place, text: `momentum=${converted}` }],
    },
    named,
  ];
}
