import type { CodeClass, CodeFunction } from "../flow/code";
import { expressionsIn, partsIn } from "../flow/mentions";
import { bind, MOST_CALLS } from "./call";
import { fillFromBases } from "./callMember";
import { holdsNothing, lineOf, methodNamed } from "./classes";
import { type ClassThing, type Given, type Made, OPEN, one } from "./possible";
import { frameOf, type OwnMethod, perhapsStep, type Walk } from "./walk";
import { STRAIGHT } from "./way";

/**
 * Follows the constructor of an object of the workspace's classes, once, and then its methods that put something into it
 * later. Whatever budget ends on the way leaves it open.
 */
export function construct(walk: Walk, made: Made): void {
  const { of } = made;
  if (made.progress !== "new" || of?.kind !== "class") return;
  // A class whose constructor makes another of itself, and puts something into that, would have no end.
  if (walk.stack.length >= MOST_CALLS) {
    made.open = true;
    return;
  }
  made.progress = "running";
  // It was made on some way, but is looked at by itself.
  const local = made as { way: Made["way"] };
  const { way } = made;
  const since = walk.journal.length;
  local.way = STRAIGHT;
  initialize(walk, made, of);
  for (const method of laterMethods(walk, of)) runLater(walk, made, method);
  if (walk.steps < 0) made.open = true;
  // A loop that takes back what it did would take this, too, which is never done again.
  walk.journal.length = since;
  local.way = way;
  made.progress = "done";
}

function initialize(walk: Walk, made: Made, of: ClassThing): void {
  const found = methodNamed(walk, of, "__init__");
  const { own, foreign, open } = lineOf(walk, of);
  const given: Given[] = made.place ? [...made.given] : [{ name: "**", value: OPEN }];
  if (own.some(({ of: code }) => code.methods.__new__)) made.open = true;
  if (!found) {
    fillFromBases(walk, made, foreign, given, frameOf(of.home, new Map()));
    made.open ||= open;
    return;
  }
  if (!foreign.every(holdsNothing) && foreign.every((name) => !/^torch\.nn\./.test(name))) made.open = true;
  const self = { name: null, value: one({ kind: "object", made }) } as const;
  const { method, owner } = found;
  const frame = frameOf(owner.home, new Map(), { self: made, owner });
  bind(walk, method.parameters, [self, ...given], frame);
  walk.stack.push(method);
  walk.execute(method.steps, frame);
  walk.stack.pop();
}

/** A method that is not known to be called may be called later. */
function runLater(walk: Walk, made: Made, { owner, method }: OwnMethod): void {
  const frame = frameOf(owner.home, new Map(), { self: made, owner, way: [perhapsStep(walk)] });
  const self = { name: null, value: one({ kind: "object", made }) } as const;
  bind(walk, method.parameters, [self, { name: "*", value: OPEN }, { name: "**", value: OPEN }], frame);
  walk.stack.push(method);
  walk.execute(method.steps, frame);
  walk.stack.pop();
}

/** Methods that put layers into attributes, but for those that the constructor calls. */
function laterMethods(walk: Walk, of: ClassThing): readonly OwnMethod[] {
  const { own } = lineOf(walk, of);
  const known = walk.later.get(of.of);
  if (known) return known;
  const called = new Set(own.flatMap(({ of: code }) => calledFromConstructor(code)));
  const later = own.flatMap((owner) =>
    Object.values(owner.of.methods)
      .filter((method) => !QUIET.test(method.name) && !called.has(method.name) && setsParts(method))
      .map((method) => ({ owner, method })),
  );
  walk.later.set(of.of, later);
  return later;
}

const QUIET = /^(__\w+__|forward|extra_repr|training_step|validation_step|test_step)$/;

function calledFromConstructor({ methods }: CodeClass): string[] {
  const names = new Set<string>();
  const rest = ["__init__"];
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    if (names.has(name)) continue;
    names.add(name);
    for (const part of expressionsIn(methods[name]?.steps ?? [])) {
      if (part.kind === "member" && part.of.kind === "name" && part.of.name === "self") rest.push(part.name);
    }
  }
  return [...names];
}

/** Whether a method assigns what a call returns to an attribute of its object, or adds a module by name. */
function setsParts(method: CodeFunction): boolean {
  const isSelf = (of: { kind: string; name?: string }) => of.kind === "name" && of.name === method.parameters[0]?.name;
  return partsIn(method.steps).some((step) => {
    if (step.kind === "assign" && step.value.kind === "call") {
      return step.targets.some((target) => target.kind === "member" && isSelf(target.of));
    }
    const call = step.kind === "evaluate" && step.value.kind === "call" ? step.value.of : null;
    return call?.kind === "member" && /^(add_module|register_module)$/.test(call.name) && isSelf(call.of);
  });
}
