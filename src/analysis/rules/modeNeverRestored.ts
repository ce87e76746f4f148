import type { FlowFacts, ForwardEvent } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { isLoopHere, type LoopKey, type Mode, type Site, sameSite } from "../flow/modes";
import {
  behind,
  type ForwardPlace,
  forwardPlaces,
  isHere,
  loopAround,
  loopHead,
  modeMatters,
  pathTo,
  placeHere,
  placeOf,
  receiverAt,
} from "../flow/queries";
import { isHelper } from "../flow/usage";
import type { ModelFacts } from "../model/facts";
import { around, functionAround } from "../model/queries";
import { field } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { shortModel } from "./phrases";

/** NRM101 */
export const modeNeverRestored: CodeRule = {
  code: "NRM101",
  title: "Training goes on in evaluation mode",
  severity: "warning",
  explanation: [
    "A loop evaluates the model and puts it into evaluation mode for that, and nothing puts it back. From the second round " +
      "on the model is trained in evaluation mode: batch norm uses its running statistics and updates them no more, dropout " +
      "is off.",
    "Call model.train() at the head of the loop, where every round passes. Or let the evaluation restore the mode: " +
      "was_training = model.training before, model.train(was_training) after.",
    "Found where one loop holds both: a way leads from eval() to a forward call whose output is learned from, and no " +
      "train() lies on it. A model that is in evaluation mode from the start is left alone: that is how batch norm is frozen.",
  ],
  sources: ["PyTorch: torch.nn.Module.train", "optuna/optuna#1725", "hendrycks/ethics#5", "wkentaro/pytorch-fcn#57"],
  fix: "suggestion",
  bad: `import torch
from torch import nn, optim

model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten())
optimizer = optim.SGD(model.parameters(), lr=0.1)


def evaluate(model, loader):
    model.eval()  # NRM101
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum() for x, y in loader)


def train(loader, held_out):
    model.train()
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        print(evaluate(model, held_out))
`,
  good: `import torch
from torch import nn, optim

model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten())
optimizer = optim.SGD(model.parameters(), lr=0.1)


def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum() for x, y in loader)


def train(loader, held_out):
    for epoch in range(10):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        print(evaluate(model, held_out))
`,
  ordered: true,
  check(facts) {
    const flow = flowOf(facts);
    const learns = (event: ForwardEvent) => event.trains && event.gradient !== "off" && !isHelper(flow, event);
    return forwardPlaces(flow, learns).flatMap((place) => judge(facts, flow, place));
  },
};

function judge(facts: ModelFacts, flow: FlowFacts, place: ForwardPlace): RuleFinding[] {
  const matters = modeMatters(flow, place.model);
  const event = place.events[0]!;
  const wrong = place.modes.filter((one) => {
    const loop = one.mode === "eval" && one.how === "called" ? shared(one.loops, event.loops) : null;
    if (loop === null || isForTraining(flow, place, one) || isToldElsewhere(flow, place, one)) return false;
    if (isChosen(facts, flow, place, one)) return false;
    // Where the loop is in another file, a loop here has rounds of its own, which may well be right.
    return isLoopHere(loop) || !event.loops.some(isLoopHere);
  });
  // Unknown as it was made, not as some call has left it.
  const { first } = flow.models[place.model]!;
  const right = place.modes.some(
    ({ mode, how, site }) => mode === "train" || mode === "entry" || (how === "unknown" && sameSite(site, first.site)),
  );
  if (matters === "no" || (matters === "unknown" && first.how !== "entry") || wrong.length === 0 || !right) return [];
  // Where a part alone is put back, the rest is held in evaluation mode on purpose.
  if (place.events.some(({ parts }) => parts.some(({ modes }) => modes.some(isPutBack)))) return [];
  return wrong.flatMap((mode) => finding(facts, place, mode, matters));
}

/** Set by the function that trains, which calls the model in that mode for nothing else: frozen on purpose. */
function isForTraining(flow: FlowFacts, { model, site, events }: ForwardPlace, mode: Mode): boolean {
  const isBeside = events.every(
    ({ calls }) => calls.length === mode.calls.length && calls.every((call, i) => sameSite(call, mode.calls[i]!)),
  );
  const whole = wholeOf(flow.models, model);
  const looked = flow.events.some(
    (event) =>
      event.kind === "forward" &&
      !(event.trains && sameSite(event.site, site)) &&
      wholeOf(flow.models, event.model) === whole &&
      event.modes.some((one) => sameSite(one.site, mode.site)),
  );
  return isBeside && isHere(mode.site) && isHere(site) && !looked;
}

/** `if phase == "train" and not frozen: model.train()`, `else: model.eval()`, before the call: each round has the mode that it asks for. */
function isChosen(facts: ModelFacts, flow: FlowFacts, { model, site }: ForwardPlace, mode: Mode): boolean {
  if (!isHere(mode.site) || !isHere(site)) return false;
  const choice = around(facts, mode.site).findLast(({ type }) => type === "if_statement");
  const arms = [choice && field(choice, "consequence"), choice && field(choice, "alternative")].flatMap((arm) =>
    arm ? [arm.type === "else_clause" ? field(arm, "body") : arm] : [],
  );
  if (!choice || site.start < choice.end || arms.length < 2 || arms.some((arm) => arm?.children.length !== 1))
    return false;
  return flow.events.some(
    (event) =>
      event.kind === "mode" &&
      event.mode === "train" &&
      event.model === model &&
      isHere(event.site) &&
      arms.some((arm) => arm && arm.start <= event.site.start && event.site.end <= arm.end),
  );
}

/** All of it lies in another file, which knows the model, too: it is told there. */
function isToldElsewhere({ models }: FlowFacts, { model, site }: ForwardPlace, mode: Mode): boolean {
  if (isHere(mode.site) || isHere(site)) return false;
  const { site: made, class: of } = models[wholeOf(models, model)]!;
  return [made.file, of?.home.file].includes(mode.site.file) && site.file === mode.site.file;
}

function isPutBack({ mode, how }: Mode): boolean {
  return mode === "train" && how === "called";
}

/** The innermost loop that holds both. */
function shared(a: readonly LoopKey[], b: readonly LoopKey[]): LoopKey | null {
  return a.findLast((loop) => b.includes(loop)) ?? null;
}

function finding(facts: ModelFacts, place: ForwardPlace, mode: Mode, matters: "yes" | "unknown"): RuleFinding[] {
  const here = placeHere(mode);
  if (!here) return [];
  const name = receiverAt(facts, place.site) ?? "the model";
  const trained = {
    site: place.site,
    message: `${shortModel(name)} is trained here, in evaluation mode from the second round on`,
  };
  const away = isHere(mode.site) ? [] : [{ file: mode.site.file, range: placeOf(mode.site), message: "eval() here" }];
  return [
    {
      severity: matters === "yes" ? "warning" : "information",
      message: `eval() ${isHere(mode.site) ? "here" : "in this call"}, and no train() before ${shortModel(name)} is trained again in the next round`,
      range: placeOf(here),
      related: [...away, ...pathTo(place.events[0]!, trained)],
      fixes: restore(facts, place, mode, name),
    },
  ];
}

/** Where every round passes before it trains: at the head of the loop, or after the eval() that lies before it. */
function restore(facts: ModelFacts, place: ForwardPlace, mode: Mode, name: string): Fix[] {
  const event = place.events[0]!;
  const key = shared(mode.loops, event.loops);
  const loop = key === null ? null : loopAround(facts, event, key);
  if (!loop || !isHere(place.site) || name === "the model") return [];
  const [evaluated, trained] = [entry(mode, event.calls), entry(event, mode.calls)];
  const between = isHere(evaluated) && loop.start < evaluated.start && evaluated.start < trained.start;
  const at = between ? behind(facts, evaluated) : loopHead(facts, loop);
  if (!at || !isSameFunction(facts, at.at, place.site, name)) return [];
  const call = `${name}.train()`;
  return [
    {
      title: between ? `Call ${call} after it` : `Call ${call} at the head of the loop`,
      safe: false,
      edits: [
        {
          range: { start: at.at, end: at.at },
          text: between ? `\n${at.indent}${call}` : `${call}\n${at.indent}`,
        },
      ],
    },
  ];
}

/** Where the ways to two places part: a call, or the place itself. */
function entry({ calls, site }: Pick<Mode, "calls" | "site">, others: readonly Site[]): Site {
  return calls.find((call, i) => !others[i] || !sameSite(call, others[i])) ?? site;
}

/** A name means the same in the same function, and an attribute of `self` in the same class. */
function isSameFunction(facts: ModelFacts, at: number, site: Site, name: string): boolean {
  const place = { start: at, end: at };
  return name.startsWith("self.") || functionAround(facts, place) === functionAround(facts, placeOf(site));
}
