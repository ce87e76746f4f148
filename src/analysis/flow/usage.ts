import type { ModelFacts } from "../model/facts";
import { around, textAt } from "../model/queries";
import { field } from "../syntax";
import type { CallEvent, FlowEvent, FlowFacts, ForwardEvent } from "./flowFacts";
import { isHere, isSameRun, loopOf } from "./queries";
import { literalIn, type Value } from "./values";

/** What the code calls: the method of a model, or its attribute, which may be a layer. */
export function methodCalled({ models }: FlowFacts, { model, method }: ForwardEvent): string {
  const { parent, attribute } = models[model]!;
  return method === "forward" && parent !== null && attribute !== null ? attribute : method;
}

/** By its name no layer but a method that runs none: `model.init_hidden(8)`. */
export function isHelper(flow: FlowFacts, event: ForwardEvent): boolean {
  return /^_*(get|set|init|reset|create|make|build|prepare|load|convert)_/.test(methodCalled(flow, event));
}

/** Nothing can be learned from it: gradients are off, or an input is `volatile`, as PyTorch had it before 0.4. */
export function looksOnly(flow: FlowFacts, event: ForwardEvent): boolean {
  if (event.gradient === "off") return true;
  return flow.events.some(
    (other) =>
      other.kind === "call" && sameWay(other, event) && other.site.file === event.site.file && isVolatile(other),
  );
}

/** The loop goes over what is held out from training, as its name says: `test_loader`, `loaders["val"]`. */
export function isHeldOut(facts: ModelFacts, event: ForwardEvent): boolean {
  const loop = loopOf(facts, event);
  const over = loop && field(loop, "right");
  const text = over ? textAt(facts, over).toLowerCase() : "";
  return HELD_OUT.test(text) && !text.includes("train");
}

const HELD_OUT =
  /(?<![a-z])(test|val|valid|validation|eval)_?(data_?)?(loader|dl|iter|iterator|generator|batches|set|data)(?![a-z])|\[["'](test|val|valid|validation|eval)["']\]/;

function isVolatile({ name, arguments: given }: CallEvent): boolean {
  return /(^|\.)Variable$/.test(name) && given.some((one) => one.name === "volatile" && literalIn(one.value) === true);
}

function sameWay(a: FlowEvent, b: FlowEvent): boolean {
  return isSameRun(a, b) && a.loops.length === b.loops.length && a.loops.every((loop, i) => loop === b.loops[i]);
}

/** It is given nothing but random numbers or constants: shapes, speed or samples are looked at. */
export function takesNoise(flow: FlowFacts, { arguments: given }: ForwardEvent): boolean {
  const inputs = given.filter(({ value }) => literalIn(value) === undefined);
  return given.length > 0 && inputs.every(({ value }) => isNoise(flow, value));
}

function isNoise(flow: FlowFacts, { things }: Value, depth = 0): boolean {
  return (
    things.length > 0 &&
    things.every((thing) => {
      if (thing.kind === "list") return depth < 3 && thing.items.every((item) => isNoise(flow, item, depth + 1));
      if (thing.kind !== "made") return false;
      return NOISE.test(thing.by) || (TENSOR.test(thing.by) && depth < 3 && isNoiseInside(flow, thing.call, depth + 1));
    })
  );
}

function isNoiseInside(flow: FlowFacts, id: number, depth: number): boolean {
  const call = flow.events.find((event): event is CallEvent => event.id === id && event.kind === "call");
  const given = call?.arguments ?? [];
  return given.length > 0 && given.every(({ value }) => literalIn(value) !== undefined || isNoise(flow, value, depth));
}

const NOISE =
  /^(torch|numpy)\b.*\.(randn|rand|random|random_sample|normal|uniform|zeros|ones|empty|full|eye|arange|linspace|randint|randperm)(_like)?$/;

const TENSOR = /^(torch|numpy)\.(.*\.)?(\w*Tensor|from_numpy|tensor|as_tensor|array|asarray)$/;

/** The statistics are estimated anew, time is measured or the like: what the function is called says so. */
export function isReestimation({ names }: ForwardEvent): boolean {
  return names.some((name) => REESTIMATION.test(name));
}

const REESTIMATION =
  /(^|_)(bn|batch_?norm|stats?|statistics|calibrat\w*|recalibrat\w*|warm_?up|precise|swa|bench\w*|profile|latency|throughput|flops|mc|dropout)(_|$)/i;

/** `_ = model(x)`. */
export function isThrownAway(facts: ModelFacts, { site }: ForwardEvent): boolean {
  if (!isHere(site)) return false;
  const assignment = around(facts, site).findLast(({ type }) => type === "assignment");
  const left = assignment && field(assignment, "left");
  return left !== undefined && /^_+$/.test(textAt(facts, left));
}

/** `loss_dict = model(images, targets)`: detectors tell their losses in training mode alone. */
export function givesLosses(facts: ModelFacts, { site, method }: ForwardEvent): boolean {
  if (!isHere(site) || method !== "forward") return false;
  const assignment = around(facts, site).findLast(({ type }) => type === "assignment");
  const [left, right] = assignment ? [field(assignment, "left"), field(assignment, "right")] : [];
  return right?.start === site.start && /^(losses|loss(es)?_dict)$/.test(left ? textAt(facts, left) : "");
}

/** A test of code that nobody calls but the one that runs tests: what is looked at is the code, not the model. */
export function isTestOfCode({ alone, names, class: of }: FlowEvent): boolean {
  return alone && (/^test_/i.test(names[0] ?? "") || /^Test|Tests?$/.test(of ?? ""));
}
