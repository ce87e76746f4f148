import { MAX_AWAY } from "./abroad";
import { call } from "./call";
import { isTrainerClass } from "./classKinds";
import type { CodeFile, CodeFunction } from "./code";
import { construct } from "./construct";
import { enterAlone } from "./enter";
import { evaluate } from "./evaluate";
import { execute } from "./execute";
import type { FlowEvent, FlowFacts, FlowModel } from "./flowFacts";
import { forgetModes, topFrame } from "./frames";
import { methodOf } from "./members";
import { wholeOf } from "./models";
import type { Site } from "./modes";
import { eventsOf } from "./record";
import { type Definition, definitionsIn } from "./scripted";
import type { ClassThing, Home, Thing, Value } from "./values";
import { ALONE, type FilesAround, type Frame, MAX_STEPS, type Walk } from "./walk";
import { emptyWorld, type World, worldOver } from "./world";

/**
 * What a file's code does to models: its own statements first, as a script's, then whatever nobody in it calls. Code of
 * the files around it is followed where it is called.
 */
export function fileFlow(
  file: CodeFile,
  files: FilesAround = ALONE,
  { asked = null, only = null }: FlowQuestion = {},
): FlowFacts {
  const walk = newWalk(files, asked);
  const home: Home = { file: "", module: "__main__", names: new Map() };
  walk.modules.set(files.path, home);
  const frame = topFrame(home, file);
  const [world = emptyWorld(home.names)] = walk.execute(file.steps, frame, [emptyWorld(home.names)]);
  home.names = world.names;
  let whole = walk.steps > 0;
  for (const definition of definitionsIn(file.steps).reverse()) {
    if (only && !only.has(definition)) continue;
    walk.steps = MAX_STEPS;
    runAlone(walk, definition, { ...frame, alone: true }, worldOver(world), only);
    whole &&= walk.steps > 0;
  }
  const called = new Set([...walk.entered].map(({ start, end }) => `${start}:${end}`));
  const used = [...walk.modules.keys()].filter((path) => path !== files.path);
  const reads = [...(walk.asked?.reads.values() ?? [])];
  return { models: walk.models, events: trained(eventsOf(walk), walk.models), called, used, reads, whole };
}

/** What is asked of a walk. */
export interface FlowQuestion {
  /** The expression whose models are to be told, too. */
  readonly asked?: { readonly start: number; readonly end: number } | null;
  /** Of the functions and classes that nobody calls, those that are of interest; null for all of them. */
  readonly only?: ReadonlySet<Definition> | null;
}

function newWalk(files: FilesAround, asked: { readonly start: number; readonly end: number } | null): Walk {
  const walk: Walk = {
    models: [],
    modelKeys: new Map(),
    events: new Map(),
    ways: new Map(),
    entered: new Set(),
    kinds: new Map(),
    files,
    modules: new Map(),
    options: new Map(),
    forgotten: 0,
    firstModes: new Map(),
    asked: asked && { ...asked, reads: new Map() },
    steps: MAX_STEPS,
    away: MAX_AWAY,
    abroad: false,
    depth: 0,
    ids: 1,
    evaluate: (expression, frame, world) => evaluate(walk, expression, frame, world),
    execute: (steps, frame, worlds) => execute(walk, steps, frame, worlds),
    call: (callee, at, frame, world) => call(walk, callee, at, frame, world),
  };
  return walk;
}

/** A function that nobody calls; of a class, its methods that nobody calls, after its constructor. */
function runAlone(walk: Walk, definition: Definition, frame: Frame, world: World, only: FlowQuestion["only"]): void {
  const thing = world.names.get(definition.name)?.things.find(({ kind }) => kind === "function" || kind === "class");
  if (thing?.kind === "function" && thing.of === definition) {
    if (!walk.entered.has(definition as CodeFunction)) enterAlone(walk, thing, frame, world);
  } else if (thing?.kind === "class" && thing.of === definition && !isTrainerClass(thing)) {
    runMethods(walk, thing, frame, world, only);
  }
}

function runMethods(walk: Walk, of: ClassThing, frame: Frame, world: World, only: FlowQuestion["only"]): void {
  const fresh = Object.values(of.of.methods).filter(
    (method) => !walk.entered.has(method) && (!only || only.has(method)),
  );
  if (fresh.every(({ name }) => QUIET.test(name) && name !== "__init__")) return;
  const at = { file: "", start: of.of.start, end: of.of.start };
  const self = selfOf(walk, of, at, frame, world);
  if (!self) return;
  const runs = (name: string) => !QUIET.test(name) || (name === "__init__" && self.kind === "model");
  for (const method of fresh.filter(({ name }) => runs(name)).reverse()) {
    if (walk.entered.has(method)) continue;
    const bound = methodOf(walk, of, method.name, self, frame, world, at)?.things[0];
    if (bound?.kind !== "function") continue;
    forgetModes(walk, walk.models.length);
    enterAlone(walk, bound, frame, { ...worldOver(world), modes: new Map() });
  }
  forgetModes(walk, 0);
}

/** Methods of a model that only the model itself calls; what its constructor leaves in attributes are its parts. */
const QUIET = /^(__\w+__|forward)$/;

function selfOf(walk: Walk, of: ClassThing, at: Site, frame: Frame, world: World): Thing | null {
  const parameters = of.of.methods.__init__?.parameters.slice(1) ?? [];
  const given = parameters.map(() => ({
    name: null,
    value: { things: [], open: true, from: [] } as Value,
    start: 0,
    end: 0,
  }));
  return construct(walk, of, { ...at, given, used: true }, frame, world).things[0] ?? null;
}

/** Marks the forward calls that something is learned from: a loss made of their output, and a step after it. */
function trained(events: readonly FlowEvent[], models: readonly FlowModel[]): FlowEvent[] {
  const learning = new Set<number>();
  const steps = events.filter((event) => event.kind === "step");
  for (const event of events) {
    if (event.kind !== "backward") continue;
    for (const forward of event.forwards) learning.add(forward);
  }
  return events.map((event) => {
    if (event.kind !== "forward" || !learning.has(event.id)) return event;
    const { model, id, loops } = event;
    const stepped = steps.some(
      (step) =>
        step.alone === event.alone &&
        (step.models === null || step.models.some((other) => wholeOf(models, other) === wholeOf(models, model))) &&
        (step.id > id || step.loops.some((loop) => loops.includes(loop))),
    );
    return stepped ? { ...event, trains: true } : event;
  });
}
