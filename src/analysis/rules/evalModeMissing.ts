import { eventsOfKind, forwardsOf } from "../flow/byKind";
import type { FlowFacts, ForwardEvent, ModeEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { runsModel } from "../flow/modelMethods";
import { wholeOf } from "../flow/models";
import { type Mode, sameSite } from "../flow/modes";
import {
  type ForwardPlace,
  forwardPlaces,
  isEvaluation,
  isHere,
  modeMatters,
  onlyDrops,
  outermostWithout,
  pathTo,
  placeOf,
  receiverAt,
} from "../flow/queries";
import { sampledAfter } from "../flow/sampling";
import {
  givesLosses,
  isHeldOut,
  isHelper,
  isReestimation,
  isTestOfCode,
  isThrownAway,
  looksOnly,
  methodCalled,
  takesNoise,
} from "../flow/usage";
import { modelIn } from "../flow/values";
import type { ModelFacts } from "../model/facts";
import { onceFor } from "../onceFor";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { shortModel } from "./phrases";
import { evaluatedAfter } from "./trainCallInEvaluation";
import { isTrainedOn } from "./trainLoaders";

/** NRM102 */
export const evalModeMissing: CodeRule = {
  code: "NRM102",
  title: "Evaluation in training mode",
  severity: "warning",
  explanation: [
    "A model is evaluated or used for inference, and is in training mode on every way that leads there: as it was " +
      "constructed, or because of a train() before. Batch norm then normalizes each batch with its own statistics, so that " +
      "a result depends on what else is in the batch, and takes the held-out data into its running statistics; dropout " +
      "is on. Turning gradients off changes none of that.",
    "Call model.eval() before, and model.train() before training goes on.",
    "Found where the output is used but never learned from, and gradients are off, or a name says that it is an " +
      "evaluation: the function's, or that of the data that its loop goes over, such as test_loader. Left alone: modes " +
      "that a caller may have set, models without batch norm and dropout, random inputs, outputs that are thrown away " +
      "(statistics are estimated anew), targets that are made between training steps, generators, which are often " +
      "sampled in training mode on purpose, and detectors, which tell their losses in training mode alone. Batches of the " +
      "loader that the model learns from are an information: no figure of held-out data comes of them.",
  ],
  sources: [
    "PyTorch: Autograd mechanics, Evaluation Mode",
    "fxia22/pointnet.pytorch#19",
    "Zhenye-Na/DA-RNN#30",
    "facebookresearch/VideoPose3D#113",
    "pytorch/pytorch#5406",
  ],
  fix: "suggestion",
  bad: `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten())

    def forward(self, x):
        return self.layers(x)


def predict(path, loader):
    model = Net()
    model.load_state_dict(torch.load(path))
    with torch.no_grad():
        return [model(x).argmax(1) for x in loader]  # NRM102
`,
  good: `import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten())

    def forward(self, x):
        return self.layers(x)


def predict(path, loader):
    model = Net()
    model.load_state_dict(torch.load(path))
    model.eval()
    with torch.no_grad():
        return [model(x).argmax(1) for x in loader]
`,
  ordered: true,
  check(facts) {
    const flow = flowOf(facts);
    const places = forwardPlaces(flow, () => true).filter((place) => isWrong(facts, flow, place));
    const told = new Set<string>();
    return places.flatMap((place) => {
      const event = place.events[0]!;
      const key = `${wholeOf(flow.models, place.model)} ${event.function} ${event.calls.map(({ start }) => start)}`;
      if (told.has(key) || !isHere(place.site)) return [];
      told.add(key);
      return [finding(facts, flow, place)];
    });
  },
};

function isWrong(facts: ModelFacts, flow: FlowFacts, { model, modes, events }: ForwardPlace): boolean {
  const known = flow.models[model]!;
  if (known.kind.framework !== "torch" || known.assumed || modeMatters(flow, model) !== "yes") return false;
  if (!modes.every(({ mode, how }) => mode === "train" && (how === "called" || how === "constructed"))) return false;
  // Where the evaluation itself calls train(), that is the fault; where samples are drawn, dropout is wanted.
  if (!events.every((event) => isEvaluated(facts, flow, event))) return false;
  return !eventsOfKind(flow, "mode").some((event) => isSetBy(facts, flow, event, modes));
}

function isSetBy(facts: ModelFacts, flow: FlowFacts, event: ModeEvent, modes: readonly Mode[]): boolean {
  if (!modes.some(({ site }) => sameSite(site, event.site))) return false;
  return evaluatedAfter(facts, flow, event) !== null || sampledAfter(facts, flow, event) !== null;
}

/** What comes out is looked at, never learned from, and it is no accident that the model is in training mode. */
function isEvaluated(facts: ModelFacts, flow: FlowFacts, event: ForwardEvent): boolean {
  if (event.trains || event.tape || !event.used || isThrownAway(facts, event)) return false;
  // A method that nobody knows may look something up as well as run layers.
  if (!isCall(flow, event) || isMadeThere(flow, event) || givesLosses(facts, event)) return false;
  if (takesNoise(flow, event) || isReestimation(event) || isGenerator(flow, event)) return false;
  if (event.alone && (isTestOfCode(event) || isSetElsewhere(flow, event))) return false;
  // A single call may be there to give lazy layers their shapes.
  if (event.loops.length === 0 && !isLoaded(flow, event)) return false;
  const named = event.names.some((name) => isEvaluation(name));
  if (isOwnPart(flow, event) && !isEvaluation(event.function)) return false;
  if (!named && makesTargets(flow, event)) return false;
  return (named || looksOnly(flow, event) || isHeldOut(facts, event)) && !isBetweenSteps(flow, event, named);
}

/** The model itself or a layer of it is called, by what the name tells: `model.encoder(x)`, not `model._create_batch(x)`. */
function isCall(flow: FlowFacts, event: ForwardEvent): boolean {
  return runsModel(methodCalled(flow, event)) || (event.method === "forward" && !isHelper(flow, event));
}

/** `nn.Dropout(0.2)(x)`: nothing has its name, to call `eval()` on. */
function isMadeThere(flow: FlowFacts, { model, site }: ForwardEvent): boolean {
  const made = flow.models[model]!.site;
  return made.file === site.file && site.start <= made.start && made.end < site.end;
}

/** A layer that the model's own code calls: who calls the model is told of. */
function isOwnPart(flow: FlowFacts, { model, class: within }: ForwardEvent): boolean {
  return flow.models[model]!.parent !== null && within !== null;
}

/** The model was given weights that had been trained. */
function isLoaded(flow: FlowFacts, { model, id }: ForwardEvent): boolean {
  return (loadsIn(flow).get(model) ?? id) < id;
}

/** By the model, the first call that gives it weights. */
const loadsIn = onceFor((flow: FlowFacts) => {
  const loads = new Map<number, number>();
  for (const { name, receiver, id } of eventsOfKind(flow, "call")) {
    const into = name === ".load_state_dict" && receiver !== null ? modelIn(receiver) : undefined;
    if (into !== undefined && !loads.has(into)) loads.set(into, id);
  }
  return loads;
});

/** Targets, samples and the like that are made for the training step beside them. */
function isBetweenSteps(flow: FlowFacts, event: ForwardEvent, named: boolean): boolean {
  const steps = trainingIn(flow).filter((other) => other.alone === event.alone);
  // What learns itself may be looked at in a loop of its own between steps; what never does makes targets there.
  const learns = steps.some(({ model }) => model === event.model);
  return steps.some(({ loops, function: within }) => {
    const loop = loops.at(-1);
    const beside = loop === event.loops.at(-1) || (!learns && loop !== undefined && event.loops.includes(loop));
    return beside && !(named && within !== event.function);
  });
}

/** Forward calls that something is learned from. */
const trainingIn = onceFor((flow: FlowFacts): readonly ForwardEvent[] =>
  eventsOfKind(flow, "forward").filter(({ trains }) => trains),
);

/** A key encoder or a teacher, which never learns by itself and works in this mode beside the steps of another model. */
function makesTargets(flow: FlowFacts, { model, alone }: ForwardEvent): boolean {
  const calls = forwardsOf(flow, model).filter((other) => other.alone === alone);
  return !calls.some(({ trains }) => trains) && calls.some((other) => isBetweenSteps(flow, other, false));
}

/** Who calls the function is not known: a mode that the file sets anywhere may be set there, too. */
function isSetElsewhere(flow: FlowFacts, event: ForwardEvent): boolean {
  return eventsOfKind(flow, "mode").some((other) => other.model === event.model && other.mode !== "train");
}

function isGenerator(flow: FlowFacts, { model }: ForwardEvent): boolean {
  const { name, class: of } = flow.models[model]!;
  return [name, of?.of.name ?? ""].some((text) => /generator|^(net)?_?g(_?[a-z])?$/i.test(text));
}

/** A part is told of by the name of its model: `net` for `net.layers.norm`. */
function nameOfWhole(flow: FlowFacts, model: number, name: string | null): string | null {
  const { parent, attribute } = flow.models[model]!;
  if (parent === null || name === null || !name.endsWith(`.${attribute}`)) return name;
  return nameOfWhole(flow, parent, name.slice(0, -1 - attribute!.length));
}

function finding(facts: ModelFacts, flow: FlowFacts, place: ForwardPlace): RuleFinding {
  const event = place.events[0]!;
  const name = nameOfWhole(flow, place.model, receiverAt(facts, place.site));
  const mode = place.modes.find(({ site }) => isHere(site)) ?? place.modes[0]!;
  const origin = {
    range: placeOf(mode.site),
    message:
      mode.how === "called" ? "train() here, and no eval() after it" : "in training mode since it was constructed",
  };
  const related = pathTo(event, { site: place.site, message: "evaluated here" }).slice(0, -1);
  const effect = onlyDrops(flow, place.model) ? "dropout is on" : "batches shape the results";
  return {
    severity: place.events.every((each) => isTrainedOn(flow, each)) ? "information" : "warning",
    message: `${shortModel(name)} is evaluated in training mode: no eval() before, so ${effect}`,
    range: placeOf(place.site),
    related: isHere(mode.site) ? [origin, ...related] : related,
    fixes: name === null ? [] : evaluate(facts, flow, place, name),
  };
}

/** `eval()` before all of it, and `train()` behind it where training goes on. */
function evaluate(facts: ModelFacts, flow: FlowFacts, place: ForwardPlace, name: string): Fix[] {
  const training = trainingIn(flow);
  // Behind the place that makes the model, since its name means nothing before.
  const { site: made, first } = flow.models[place.model]!;
  const others = [...training.map(({ site }) => site), made, ...first.calls];
  const whole = outermostWithout(facts, place.site, others);
  if (!whole) return [];
  const before = { range: { start: whole.start, end: whole.start }, text: `${name}.eval()\n${whole.indent}` };
  const goesOn = training.some(
    ({ model, loops }) => model === place.model && loops.some((loop) => place.events[0]!.loops.includes(loop)),
  );
  const after = { range: { start: whole.end, end: whole.end }, text: `\n${whole.indent}${name}.train()` };
  const both = goesOn && !whole.returns;
  return [
    {
      title: `Call ${name}.eval() before${both ? ", and train() after" : ""}`,
      safe: false,
      edits: both ? [before, after] : [before],
    },
  ];
}
