import type { FlowEvent, FlowFacts, ForwardEvent, ModeEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { sameSite } from "../flow/modes";
import { isEvaluation, isHere, isSameRun, modeMatters, onlyDrops, placeOf, receiverAt } from "../flow/queries";
import { sampledAfter } from "../flow/sampling";
import { givesLosses, isReestimation, isTestOfCode, isThrownAway, takesNoise } from "../flow/usage";
import { specNamed } from "../frameworks/specs";
import type { ModelFacts } from "../model/facts";
import { around, textAt } from "../model/queries";
import { descendants, field } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { shortModel } from "./phrases";

/** NRM103 */
export const trainCallInEvaluation: CodeRule = {
  code: "NRM103",
  title: "train() at the head of an evaluation",
  severity: "warning",
  explanation: [
    "A function that is named as an evaluation, a validation or a test begins by putting the model into training mode, and " +
      "then looks at its output. Batch norm normalizes each batch with its own statistics, which take in the held-out data, " +
      "and dropout is on: the results are not those that the model will give. Most often the function is a copy of the one that trains.",
    "Call eval() instead, and train() where training goes on.",
    "Found where train() is the first mode that the function sets, nothing in it is learned from, and the output is used. " +
      "Left alone: statistics that are estimated anew, whose output is thrown away, and detectors, which tell their losses in training mode alone.",
  ],
  sources: [
    "sshaoshuai/Pointnet2.PyTorch#28",
    "princeton-vl/pytorch_stacked_hourglass#44",
    "PyTorch: Autograd mechanics, Evaluation Mode",
  ],
  fix: "suggestion",
  bad: `import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten())


def validate(loader):
    net.train()  # NRM103
    with torch.no_grad():
        return sum((net(x).argmax(1) == y).sum() for x, y in loader)
`,
  good: `import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten())


def validate(loader):
    net.eval()
    with torch.no_grad():
        return sum((net(x).argmax(1) == y).sum() for x, y in loader)
`,
  ordered: true,
  check(facts) {
    const flow = flowOf(facts);
    const told = new Set<number>();
    return flow.events.flatMap((event) => {
      if (event.kind !== "mode" || !isHere(event.site) || told.has(event.site.start)) return [];
      const forward = evaluatedAfter(facts, flow, event);
      if (!forward || isAskedFor(facts, event)) return [];
      told.add(event.site.start);
      return [finding(facts, flow, event, forward)];
    });
  },
};

/** What an evaluation calls in the training mode that it has set itself; null where all is well. */
export function evaluatedAfter(facts: ModelFacts, flow: FlowFacts, event: ModeEvent): ForwardEvent | null {
  if (event.mode !== "train" || !isEvaluation(event.function) || modeMatters(flow, event.model) === "no") return null;
  const { kind, assumed, name, class: own } = flow.models[event.model]!;
  if (kind.framework !== "torch" || isTestOfCode(event)) return null;
  // A layer by itself is looked at for what the layer does.
  const layer = own === null ? specNamed(`torch.nn.${name}`) : undefined;
  if (layer && layer.kind !== "container") return null;
  // Dropout is wanted there: NRM108 tells what else that does.
  if (sampledAfter(facts, flow, event)) return null;
  const inside = flow.events.filter((other) => isSameRun(other, event));
  if (inside.some((other) => other.kind === "backward" || (other.kind === "mode" && other.id < event.id))) return null;
  const forwards = flow.events.filter(
    (other): other is ForwardEvent =>
      other.kind === "forward" &&
      other.model === event.model &&
      other.modes.some(({ site }) => sameSite(site, event.site)),
  );
  if (forwards.some((other) => other.trains)) return null;
  if (isTriedInBoth(inside, event)) return null;
  const looked = forwards.filter(
    (other) =>
      isSameRun(other, event) &&
      other.used &&
      // Trainers and agents have a train(), too, and are not called themselves.
      (!assumed || other.method === "forward") &&
      other.modes.every(({ mode, site }) => mode === "train" && sameSite(site, event.site)) &&
      !isThrownAway(facts, other) &&
      !takesNoise(flow, other) &&
      !isReestimation(other) &&
      !givesLosses(facts, other),
  );
  return looked[0] ?? null;
}

/** The model is called in evaluation mode, too, later in the function: detectors answer otherwise in each. */
function isTriedInBoth(inside: readonly FlowEvent[], { model }: ModeEvent): boolean {
  return inside.some(
    (other) => other.kind === "forward" && other.model === model && other.modes.some(({ mode }) => mode === "eval"),
  );
}

/** The caller chooses the mode by an argument. */
function isAskedFor(facts: ModelFacts, { site }: ModeEvent): boolean {
  const outer = around(facts, site);
  const own = outer.findLast(({ type }) => type === "function_definition");
  const parameters = (own && field(own, "parameters")?.children) ?? [];
  const names = new Set(parameters.map((parameter) => /^\w+/.exec(textAt(facts, parameter))?.[0]));
  return outer.some((node) => {
    const condition = node.type === "if_statement" ? field(node, "condition") : undefined;
    return (
      condition &&
      [...descendants(condition)].some((name) => name.type === "identifier" && names.has(textAt(facts, name)))
    );
  });
}

function finding(facts: ModelFacts, flow: FlowFacts, event: ModeEvent, forward: ForwardEvent): RuleFinding {
  const name = receiverAt(facts, event.site);
  const effect = onlyDrops(flow, event.model) ? "drops values at random" : "gives results that depend on the batch";
  return {
    severity: modeMatters(flow, event.model) === "yes" ? "warning" : "information",
    message: `train() in an evaluation: ${shortModel(name)} then ${effect}`,
    range: placeOf(event.site),
    related: isHere(forward.site)
      ? [{ range: placeOf(forward.site), message: "evaluated here, in training mode" }]
      : [],
    fixes: callEval(facts, event),
  };
}

/** `train(True)` becomes `eval()`. */
function callEval(facts: ModelFacts, { site }: ModeEvent): Fix[] {
  const call = around(facts, site).findLast(
    (node) => node.type === "call" && node.start === site.start && node.end === site.end,
  );
  const callee = call && field(call, "function");
  const name = callee && field(callee, "attribute");
  if (!call || !name) return [];
  return [
    {
      title: "Call eval() instead",
      safe: false,
      edits: [{ range: { start: name.start, end: call.end }, text: "eval()" }],
    },
  ];
}
