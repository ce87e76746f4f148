import type { CallEvent, FlowEvent, FlowFacts } from "../flow/flowFacts";
import { flowOf } from "../flow/flowOf";
import { wholeOf } from "../flow/models";
import { forwardPlaces, isHere, isSameRun, placeOf } from "../flow/queries";
import type { Value } from "../flow/values";
import type { ModelFacts, Place } from "../model/facts";
import { around, hasWord, textAt } from "../model/queries";
import { field, type Syntax } from "../syntax";
import type { CodeRule, Fix, RuleFinding } from "./codeRule";
import { quoteCode } from "./phrases";

/** NRM501 */
export const emaSkipsBuffers: CodeRule = {
  code: "NRM501",
  title: "An average of models leaves the running statistics out",
  severity: "warning",
  explanation: [
    "A teacher, a moving average of a model or the server of federated learning is made from another model's " +
      "parameters(). The running mean and variance of batch norm are buffers, not parameters: they stay as they were when " +
      "the averaged model was made, and in evaluation mode it normalizes with them.",
    "Update buffers(), too: copy them, or average those that are floating point numbers. Or go over state_dict(), which " +
      "holds both. Where clients keep their own statistics on purpose (FedBN), say so in a comment that ignores this.",
    "An averaged model that is called in training mode updates its own statistics and is left alone, and so are one that " +
      "is known to have no batch norm and a file that has to do with buffers anywhere.",
  ],
  sources: [
    "PyTorch: torch.nn.Module.parameters, buffers; which modes it matters in was checked with PyTorch 1.13",
    "CuriousAI/mean-teacher#9",
    "saltoricristiano/cosmix-uda#21",
    "PFLlib#260, #269",
    "FedScale#57",
    "APPFL#94",
  ],
  fix: "suggestion",
  bad: `import copy

import torch
from torchvision.models import resnet18

student = resnet18()
teacher = copy.deepcopy(student)
teacher.eval()


@torch.no_grad()
def update_teacher(decay):
    for t, s in zip(teacher.parameters(), student.parameters()):  # NRM501
        t.mul_(decay).add_(s, alpha=1 - decay)


def targets(loader):
    update_teacher(0.99)
    with torch.no_grad():
        return [teacher(x) for x in loader]
`,
  good: `import copy

import torch
from torchvision.models import resnet18

student = resnet18()
teacher = copy.deepcopy(student)
teacher.eval()


@torch.no_grad()
def update_teacher(decay):
    for t, s in zip(teacher.parameters(), student.parameters()):
        t.mul_(decay).add_(s, alpha=1 - decay)
    for t, s in zip(teacher.buffers(), student.buffers()):
        t.copy_(s)


def targets(loader):
    update_teacher(0.99)
    with torch.no_grad():
        return [teacher(x) for x in loader]
`,
  check(facts) {
    if (CARES.some((word) => hasWord(facts, word))) return [];
    const flow = flowOf(facts);
    return averagesIn(flow).flatMap((average) => judge(facts, flow, average));
  },
};

/** Whoever writes one of these knows of the statistics. */
const CARES = ["buffers", "named_buffers", "_buffers", "running_mean", "running_var", "num_batches_tracked"];

/** One model's parameters are made from another's. */
interface Average {
  readonly of: number;
  readonly from: number;
  /** `zip` of the two, or else the first change. */
  readonly at: CallEvent;
  readonly changes: readonly CallEvent[];
}

function averagesIn(flow: FlowFacts): Average[] {
  const calls = flow.events.filter((event) => event.kind === "call");
  const changes = calls.filter(
    ({ name, receiver }) => CHANGES.test(name) && receiver && parametersIn(receiver).length === 1,
  );
  const averages = new Map<string, Average>();
  for (const change of changes) {
    const of = parametersIn(change.receiver!)[0]!;
    const beside = calls.filter((event) => isSameRun(event, change));
    const zip = beside.findLast(
      (event) => event.id < change.id && event.name === "builtins.zip" && modelsOf(event).includes(of),
    );
    const from = [...(zip ? modelsOf(zip) : []), ...modelsOf(change)].find((model) => model !== of);
    if (from === undefined) continue;
    const at = zip ?? change;
    const key = `${of} ${at.id}`;
    const known = averages.get(key);
    averages.set(key, known ? { ...known, changes: [...known.changes, change] } : { of, from, at, changes: [change] });
  }
  return [...averages.values()];
}

const CHANGES = /^\.(mul_|add_|sub_|div_|lerp_|copy_|data)$/;

function modelsOf({ arguments: given }: CallEvent): number[] {
  return given.flatMap(({ value }) => parametersIn(value));
}

/** Models whose parameters a value is one of. */
function parametersIn({ things }: Value): number[] {
  return things.flatMap((thing) =>
    thing.kind === "parameters" && /parameters$/.test(thing.of) && thing.models.length === 1 ? thing.models : [],
  );
}

function judge(facts: ModelFacts, flow: FlowFacts, average: Average): RuleFinding[] {
  const { of, from, at, changes } = average;
  const [target, source] = [flow.models[of]!, flow.models[from]!];
  const kinds = [of, from].map((id) => flow.models[wholeOf(flow.models, id)]!.kind.batchNorm);
  // Of a function's mere parameters nothing is known; most networks that learn from rewards have no batch norm.
  if (target.assumed || source.assumed) return [];
  if (!isHere(at.site) || kinds.includes("no") || areParts(flow, of, from) || isOneCopy(average)) return [];
  if (flow.events.some((event) => isSameRun(event, at) && keepsState(event))) return [];
  const modes = forwardPlaces(flow, ({ model }) => wholeOf(flow.models, model) === of).flatMap((place) => place.modes);
  const stale = modes.find(({ mode }) => mode === "eval");
  // Called in training mode it has statistics of its own; where it is not called, others evaluate it.
  if (modes.some(({ mode }) => mode === "train") || (!stale && modes.length > 0)) return [];
  const severity = kinds.includes("yes") && stale ? "warning" : "information";
  const name = quoteCode(facts, nameOf(facts, at, of) ?? placeOf(at.site));
  const who = nameOf(facts, at, of) ? name : "the average";
  const related =
    stale && isHere(stale.site) ? [{ range: placeOf(stale.site), message: `in evaluation mode from here on` }] : [];
  const [range, message] = [
    placeOf(at.site),
    `${who} gets parameters() only: the running statistics of its batch norm are ${stale ? "never updated" : "left out"}`,
  ];
  return [{ severity, message, range, related, fixes: copyBuffers(facts, average, changes) }];
}

/** Parts of one model run in the mode of the whole: both learn, or neither. */
function areParts({ models }: FlowFacts, of: number, from: number): boolean {
  return models[of]!.parent !== null && wholeOf(models, of) === wholeOf(models, from);
}

/** Parameters are taken over as they are: where both begin, as a rule. */
function isOneCopy({ of, from, changes, at }: Average): boolean {
  const plain = changes.every(({ name, arguments: given }) => {
    const models = given.flatMap(({ value }) => parametersIn(value));
    return (name === ".copy_" || name === ".data") && models.includes(from) && !models.includes(of);
  });
  const name = at.function ?? "";
  return plain && (BEGINS.test(name) || !AVERAGES.test(name));
}

const BEGINS = /(^|_)(init|initiali[sz]e|reset|copy|clone)(_|$)/;

const AVERAGES =
  /(^|[\s_])(ema|teacher|momentum|mean|average|averaged|avg|shadow|swa|fed\w*|global|server|aggregate)([\s_]|$)|EMA|Ema|Teacher|Fed[A-Z]/;

function keepsState(event: FlowEvent): boolean {
  return event.kind === "call" && /state_dict$|buffer|(^|[._])bn|batch_?norm|_stat/i.test(event.name);
}

/** `teacher` of the `teacher.parameters()` in a call's arguments. */
function nameOf(facts: ModelFacts, at: CallEvent, model: number): Place | null {
  const given = at.arguments.find(({ value }) => parametersIn(value).includes(model));
  const text = given && textAt(facts, given);
  const name = text && /^([\w.]+)\.(named_)?parameters\(\)$/.exec(text)?.[1];
  return given && name ? { start: given.start, end: given.start + name.length } : null;
}

/** A second loop behind the first, for averages that follow one model. */
function copyBuffers(facts: ModelFacts, { of, from, at }: Average, changes: readonly CallEvent[]): Fix[] {
  const [to, source] = [nameOf(facts, at, of), nameOf(facts, at, from)];
  const follows = changes.some(({ name }) => name === ".mul_" || name === ".lerp_" || name === ".copy_");
  const loop = loopAround(facts, at);
  if (!to || !source || !follows || !loop) return [];
  const line = facts.text.lastIndexOf("\n", loop.start - 1) + 1;
  const indent = facts.text.slice(line, loop.start);
  if (!/^[ \t]*$/.test(indent)) return [];
  const [a, b] = [textAt(facts, to), textAt(facts, source)];
  const step = indent.includes("\t") ? "\t" : "    ";
  const text = `\n${indent}for averaged, current in zip(${a}.buffers(), ${b}.buffers()):\n${indent}${step}averaged.copy_(current)`;
  const range = { start: loop.end, end: loop.end };
  return [{ title: `Copy the buffers of ${quoteCode(facts, source)}, too`, safe: false, edits: [{ range, text }] }];
}

/** The loop that goes over what a call gives. */
function loopAround(facts: ModelFacts, { site }: CallEvent): Syntax | null {
  const loop = around(facts, placeOf(site)).findLast(({ type }) => type === "for_statement");
  const over = loop && field(loop, "right");
  return loop && over && over.start <= site.start && site.end <= over.end ? loop : null;
}
