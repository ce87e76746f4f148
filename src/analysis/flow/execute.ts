import { assign, assignAll, elementOf, pathOf, truth } from "./assign";
import type { Expression, Step } from "./code";
import { contextOf, leaveContext } from "./contexts";
import { evaluateCall } from "./evaluate";
import { firstModes } from "./frames";
import { importedLater, importedModule } from "./imports";
import { loopKey } from "./modes";
import { narrowed, widen } from "./narrow";
import { setModes } from "./record";
import { either, literalIn, one, type Thing, type Value } from "./values";
import { type Frame, MAX_DEPTH, type Walk } from "./walk";
import { copyWorld, joinWorlds, sameWorlds, settled, type World } from "./world";

/** Runs statements on every way side by side; what is returned are the ways that get to the end. */
export function execute(walk: Walk, steps: readonly Step[], frame: Frame, worlds: World[]): World[] {
  let live = worlds;
  for (const step of steps) {
    if (live.length === 0 || walk.steps-- < 0 || walk.depth > MAX_DEPTH) return live;
    walk.depth++;
    live = executeStep(walk, step, frame, live);
    walk.depth--;
  }
  return live;
}

function executeStep(walk: Walk, step: Step, frame: Frame, worlds: World[]): World[] {
  switch (step.kind) {
    case "evaluate":
      for (const world of worlds) {
        if (step.value.kind === "call") evaluateCall(walk, step.value, frame, world, false);
        else walk.evaluate(step.value, frame, world);
      }
      return worlds.filter((world) => !endsScript(walk, step.value, frame, world));
    case "assign":
      for (const world of worlds) assignAll(walk, step.targets, step.value, frame, world);
      return worlds;
    case "add":
      for (const world of worlds) {
        const value = either(walk.evaluate(step.target, frame, world), walk.evaluate(step.value, frame, world));
        assign(walk, step.target, value, frame, world);
      }
      return worlds;
    case "if":
      return settle(
        walk,
        worlds.flatMap((world) => runIf(walk, step, frame, world)),
      );
    case "for":
      return runFor(walk, step, frame, worlds);
    case "while":
      return runLoop(walk, frame, worlds, step.start, (world) => {
        walk.evaluate(step.test.value, frame, world);
        return walk.execute(step.body, frame, [world]);
      });
    case "with":
      return runWith(walk, step, frame, worlds);
    case "try":
      return runTry(walk, step, frame, worlds);
    case "return":
      for (const world of worlds) {
        const value = step.value ? walk.evaluate(step.value, frame, world) : one({ kind: "literal", value: null });
        frame.returns.push({ value, world });
      }
      return [];
    case "leave": {
      const loop = frame.leaves.at(-1);
      if (step.how !== "raise" && loop) loop[step.how === "break" ? "breaks" : "continues"].push(...worlds);
      return [];
    }
    case "import":
      for (const world of worlds) {
        for (const { name, qualified } of step.names) bindImport(walk, name, qualified, frame, world);
      }
      return worlds;
    case "function":
      for (const world of worlds) {
        const thing: Thing = {
          ...definition(frame, world),
          kind: "function",
          of: step.function,
          self: null,
          class: null,
        };
        world.names.set(step.function.name, decorated(walk, thing, frame, world));
      }
      return worlds;
    case "class":
      for (const world of worlds) {
        world.names.set(step.class.name, one({ kind: "class", of: step.class, home: frame.home }));
      }
      return worlds;
    case "global":
      for (const name of step.names) frame.globals.add(name);
      return worlds;
  }
}

function definition(frame: Frame, world: World) {
  return { home: frame.home, closure: frame.function ? world.names : null };
}

/** Decorators that are not known may change what a function does. */
function decorated(walk: Walk, thing: Thing & { kind: "function" }, frame: Frame, world: World): Value {
  const odd = thing.of.decorators.some((decorator) => {
    const value = walk.evaluate(decorator.kind === "call" ? decorator.of : decorator, frame, world);
    return value.things.some((by) => by.kind === "function" || by.kind === "class");
  });
  return odd ? { ...one(thing), open: true } : one(thing);
}

function settle(walk: Walk, worlds: World[]): World[] {
  return settled(worlds, (id) => firstModes(walk, id));
}

/** `exit()` and `sys.exit(0)`: what follows never runs. */
function endsScript(walk: Walk, value: Expression, frame: Frame, world: World): boolean {
  if (value.kind !== "call") return false;
  const { of } = value;
  if (of.kind === "name" && /^(exit|quit)$/.test(of.name)) return !world.names.has(of.name);
  if (of.kind !== "member" || !/^_?exit$/.test(of.name)) return false;
  return walk.evaluate(of, frame, world).things.some((thing) => thing.kind === "foreign" && ENDS.test(thing.name));
}

const ENDS = /^(sys\.exit|os\._exit)$/;

function runIf(walk: Walk, step: Step & { kind: "if" }, frame: Frame, world: World): World[] {
  const holds = truth(walk, step.test, frame, world);
  if (holds !== null) return walk.execute(holds ? step.body : step.otherwise, frame, [world]);
  const other = copyWorld(world);
  const { text, negated } = step.test;
  const watched = text !== null && frame.body.conditions.includes(text);
  if (watched) {
    world.assumed.set(text, !negated);
    other.assumed.set(text, negated);
  }
  keepModes(walk, step.test.value, frame, world, other);
  const narrowing = narrowed(walk, step.test.value, frame, world);
  const done = walk.execute(step.body, frame, [world]);
  const skipped = walk.execute(step.otherwise, frame, [other]);
  if (narrowing) widen(narrowing, done, skipped);
  const ends = [...done, ...skipped];
  if (watched || ends.length < 2) return ends;
  return [ends.reduce((a, b) => joinWorlds(a, b, (id) => firstModes(walk, id)))];
}

/**
 * `if was_training:`, and it was not: the model had been in another mode than training before. `if model.training:` tells
 * its mode on either way.
 */
function keepModes(walk: Walk, test: Expression, frame: Frame, yes: World, no: World): void {
  const inner = test.kind === "logic" && test.operator === "not" ? test.parts[0] : undefined;
  const asked = inner ?? test;
  if (asked.kind !== "name" && asked.kind !== "member") return;
  const [holds, fails] = inner ? [no, yes] : [yes, no];
  const [thing, second] = walk.evaluate(asked, frame, yes).things;
  if (thing?.kind !== "modes" || second) return;
  const [training, other] = ["eval", "train"].map((not) => thing.modes.filter(({ mode }) => mode !== not));
  if (other!.length > 0) setModes(walk, thing.model, other!, fails);
  if (training!.length > 0 && pathOf(asked)?.endsWith(".training")) setModes(walk, thing.model, training!, holds);
}

function runFor(walk: Walk, step: Step & { kind: "for" }, frame: Frame, worlds: World[]): World[] {
  const items = worlds.map((world) => itemsOf(walk.evaluate(step.over, frame, world)));
  const known = items[0];
  if (known && items.every((other) => other !== null && other.length === known.length)) {
    return runEach(walk, step, frame, worlds, known);
  }
  const passes = worlds.every((world) => isOneRound(walk, step.over, frame, world)) ? 1 : MOST_PASSES;
  return runLoop(
    walk,
    frame,
    worlds,
    step.start,
    (world) => {
      assign(walk, step.target, elementOf(walk.evaluate(step.over, frame, world)), frame, world);
      return walk.execute(step.body, frame, [world]);
    },
    passes,
  );
}

/** `range(1)` */
function isOneRound(walk: Walk, over: Expression, frame: Frame, world: World): boolean {
  if (over.kind !== "call" || over.of.kind !== "name" || over.of.name !== "range") return false;
  const [end, more] = over.arguments;
  return !!end && !more && literalIn(walk.evaluate(end.value, frame, world)) === 1;
}

/** What a loop goes over, where it is few and known. */
function itemsOf({ things, open }: Value): readonly Value[] | null {
  const [thing, second] = things;
  if (open || second || thing?.kind !== "list" || !thing.whole || thing.items.length === 0 || thing.items.length > 4)
    return null;
  return thing.items;
}

/** One after the other, each as it is. */
function runEach(walk: Walk, step: Step & { kind: "for" }, frame: Frame, worlds: World[], items: readonly Value[]) {
  const leaves = { breaks: [] as World[], continues: [] as World[] };
  frame.leaves.push(leaves);
  let live = worlds;
  for (const item of items) {
    for (const world of live) assign(walk, step.target, item, frame, world);
    live = settle(walk, [...walk.execute(step.body, frame, live), ...leaves.continues.splice(0)]);
  }
  frame.leaves.pop();
  return settle(walk, [...live, ...leaves.breaks]);
}

/**
 * A loop runs again as long as models come back to its head in other modes, three times at most: each mode has a place
 * that sets it, and those inside the loop have been passed twice by then. It is taken to run once at least.
 */
function runLoop(
  walk: Walk,
  frame: Frame,
  worlds: World[],
  start: number,
  body: (world: World) => World[],
  passes = MOST_PASSES,
): World[] {
  const leaves = { breaks: [] as World[], continues: [] as World[] };
  frame.leaves.push(leaves);
  const { loops } = frame;
  frame.loops = [...loops, loopKey({ file: frame.home.file, start })];
  let live = worlds;
  for (let pass = 0; pass < passes && live.length > 0; pass++) {
    const before = live.map(copyWorld);
    live = settle(walk, [...live.flatMap(body), ...leaves.continues.splice(0)]);
    if (live.every((world) => before.some((known) => sameWorlds(known, world)))) break;
  }
  frame.loops = loops;
  frame.leaves.pop();
  return settle(walk, [...live, ...leaves.breaks]);
}

const MOST_PASSES = 3;

function runWith(walk: Walk, step: Step & { kind: "with" }, frame: Frame, worlds: World[]): World[] {
  const ends = worlds.flatMap((world) => {
    const open = step.items.map(({ value, target }) => {
      const context = contextOf(walk, value, frame, world);
      if (target) assign(walk, target, context.value, frame, world);
      return context;
    });
    const live = walk.execute(step.body, frame, [world]);
    for (const context of open.reverse()) for (const end of live) leaveContext(walk, context, frame, end);
    return live;
  });
  return settle(walk, ends);
}

/** A handler may run after any part of the body; what stands under `finally` runs on every way out. */
function runTry(walk: Walk, step: Step & { kind: "try" }, frame: Frame, worlds: World[]): World[] {
  const before = worlds.map(copyWorld);
  const returned = frame.returns.length;
  const done = walk.execute(step.body, frame, worlds);
  const failed = step.handlers.flatMap((handler) => {
    const starts = [...before, ...done].map(copyWorld);
    const start = starts.reduce((a, b) => joinWorlds(a, b, (id) => firstModes(walk, id)));
    return walk.execute(handler, frame, [start]);
  });
  const ends = settle(walk, [...walk.execute(step.otherwise, frame, done), ...failed]);
  if (step.last.length === 0) return ends;
  for (const left of frame.returns.splice(returned)) {
    const [world] = walk.execute(step.last, frame, [left.world]);
    frame.returns.push({ value: left.value, world: world ?? left.world });
  }
  return walk.execute(step.last, frame, ends);
}

function bindImport(walk: Walk, name: string, qualified: string, frame: Frame, world: World): void {
  if (name === "*") {
    for (const [key, value] of importedModule(walk, qualified, frame.home)?.names ?? []) world.names.set(key, value);
  } else world.names.set(name, importedLater(walk, qualified, frame.home));
}
