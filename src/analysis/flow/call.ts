import { basesOf } from "./bases";
import { construct } from "./construct";
import { enter } from "./enter";
import type { GivenArgument } from "./flowFacts";
import { callForeign } from "./foreign";
import { callKerasMethod } from "./kerasMethods";
import { methodNamed, methodOf } from "./members";
import { expressionsIn } from "./mentions";
import { callModelMethod, setLearning } from "./modelMethods";
import type { Mode } from "./modes";
import { recordBackward, recordCall, recordForward, recordStep, setMode, setModes } from "./record";
import { callTape } from "./tape";
import { trainedModels } from "./trainers";
import { either, mixed, modelsIn, one, type Thing, UNKNOWN, type Value } from "./values";
import type { Call, Frame, Walk } from "./walk";
import type { World } from "./world";

/** Calls whatever is called. */
export function call(walk: Walk, callee: Value, at: Call, frame: Frame, world: World): Value {
  const results = callee.things.map((thing) => callThing(walk, thing, at, frame, world));
  if (callee.open && !callee.things.some(({ kind }) => kind === "member")) {
    results.push(callUnknown(walk, "", null, at, frame, world));
  }
  return results.length === 0 ? UNKNOWN : results.reduce(either);
}

function callThing(walk: Walk, thing: Thing, at: Call, frame: Frame, world: World): Value {
  const { given } = at;
  switch (thing.kind) {
    case "function":
      return enter(walk, thing, at, frame, world);
    case "class":
      return construct(walk, thing, at, frame, world);
    case "foreign":
      return callForeign(walk, thing.name, at, frame, world);
    case "model": {
      if (setsItsMode(walk, thing.id)) setModes(walk, thing.id, [unknownMode(at, frame)], world);
      const id = recordForward(walk, thing.id, "forward", at, frame, world);
      return { ...UNKNOWN, from: [id, ...mixed(given.map(({ value }) => value)).from] };
    }
    case "instance": {
      const method = methodOf(walk, thing.of, "__call__", thing, frame, world, at);
      return method ? walk.call(method, at, frame, world) : callUnknown(walk, "", null, at, frame, world);
    }
    case "member":
      return callMember(walk, thing, at, frame, world);
    default:
      return callUnknown(walk, "", null, at, frame, world);
  }
}

/** A forward that calls its own `train()` or `eval()`, as an argument of it asks, as a rule. */
function setsItsMode(walk: Walk, id: number): boolean {
  const of = walk.models[id]!.class;
  const forward = of && methodNamed(walk, of, "forward")?.method;
  return (
    !!forward &&
    expressionsIn(forward.steps).some(
      (part) =>
        part.kind === "call" &&
        part.of.kind === "member" &&
        /^(train|eval)$/.test(part.of.name) &&
        part.of.of.kind === "name" &&
        part.of.of.name === "self",
    )
  );
}

function unknownMode({ file, start, end }: Call, { loops, calls }: Frame): Mode {
  return { mode: "unknown", how: "unknown", site: { file, start, end }, loops, calls };
}

function callMember(walk: Walk, { of, name }: Thing & { kind: "member" }, at: Call, frame: Frame, world: World): Value {
  const { given } = at;
  const models = of.things.flatMap((thing) => (thing.kind === "model" ? [thing.id] : []));
  if (models.length > 0) {
    const results = models.map((id) => callMethod(walk, id, name, at, frame, world));
    if (name === "train" || name === "eval") {
      for (const id of models) callOverride(walk, id, name, at, frame, world);
    }
    return results.reduce(either);
  }
  const [made] = of.things;
  const values = [of, ...given.map(({ value }) => value)];
  if (made?.kind === "made" && made.by === "builtins.super") return callSuper(walk, name, at, frame, world);
  if (made?.kind === "parameters" && name === "eval") return UNKNOWN;
  if (name === "backward" || /^(manual|accelerator)_?backward$/.test(name)) {
    recordBackward(walk, values, at, frame, world);
    return UNKNOWN;
  }
  if (name === "step") {
    for (const { value } of given) runClosures(walk, value, at, frame, world);
    recordStep(walk, stepped(of, given), at, frame, world);
    return mixed(values);
  }
  if (made?.kind === "parameters" && name === "requires_grad_") setLearning(walk, made.models, at, frame, world);
  const told = callTape(walk, { of, name }, at, frame, world);
  if (told) return told;
  const result = callUnknown(walk, `.${name}`, of, at, frame, world);
  if (made?.kind === "parameters" && SAME_PARAMETERS.test(name)) return { ...of, from: result.from };
  const tensor = made?.kind === "made" && /^(torch|numpy)\./.test(made.by) && of.things.length === 1;
  return tensor && SAME_TENSOR.test(name) ? of : result;
}

/** Methods of parameters, or of what holds them, that give the same ones or copies of them. */
const SAME_PARAMETERS = /^(\w+_|detach|clone|to|cpu|cuda|float|half|double|type_as|items|values)$/;

/** A tensor elsewhere, of another type or in another shape, with the same values or random ones. */
const SAME_TENSOR =
  /^(to|cuda|cpu|float|half|double|type|long|clone|contiguous|detach|requires_grad_|pin_memory|view|reshape|unsqueeze|squeeze|expand|repeat|normal_|uniform_|zero_|fill_|astype)$/;

function callMethod(walk: Walk, id: number, ...rest: MethodCall): Value {
  const keras = walk.models[id]!.kind.framework === "keras";
  return keras ? callKerasMethod(walk, id, ...rest) : callModelMethod(walk, id, ...rest);
}

type MethodCall = [name: string, at: Call, frame: Frame, world: World];

/** What a class's own `train` does besides, such as to keep parts of it in evaluation mode. */
function callOverride(walk: Walk, id: number, name: string, at: Call, frame: Frame, world: World): void {
  const of = walk.models[id]!.class;
  const method = of && methodOf(walk, of, name, { kind: "model", id }, frame, world, at);
  const modes = world.modes.get(id);
  if (!method) return;
  walk.call(method, { ...at, used: false }, frame, world);
  if (modes) world.modes.set(id, modes);
}

/** Whose parameters an optimizer changes, or a scaler that it is given to; null where that is not known. */
function stepped(of: Value, given: readonly GivenArgument[]): readonly number[] | null {
  for (const value of [of, ...given.map((one) => one.value)]) {
    const [thing, second] = value.things;
    if (second || thing?.kind !== "made") continue;
    if (/optim/i.test(thing.by)) return thing.models.length > 0 ? thing.models : null;
  }
  return null;
}

/** `optimizer.step(closure)` calls it. */
function runClosures(walk: Walk, value: Value, at: Call, frame: Frame, world: World): void {
  if (value.things.some(({ kind }) => kind === "function")) walk.call(value, { ...at, given: [] }, frame, world);
}

function callSuper(walk: Walk, name: string, at: Call, frame: Frame, world: World): Value {
  for (const base of frame.class ? basesOf(frame.class) : []) {
    const found = base.kind === "class" ? methodNamed(walk, base, name) : null;
    if (!found) continue;
    const { method, home } = found;
    const thing = {
      kind: "function",
      of: method,
      home: home.home,
      self: frame.self,
      class: home,
      closure: null,
    } as const;
    return walk.call(one(thing), at, frame, world);
  }
  if (frame.self?.kind === "model") return callMethod(walk, frame.self.id, name, at, frame, world);
  return UNKNOWN;
}

/** Nothing is known of it: what it is given comes out in some form, and models may come back in another mode. */
export function callUnknown(
  walk: Walk,
  name: string,
  receiver: Value | null,
  at: Call,
  frame: Frame,
  world: World,
): Value {
  const { given } = at;
  const values = [...(receiver ? [receiver] : []), ...given.map(({ value }) => value)];
  recordCall(walk, { name, receiver }, at, frame, world);
  const models = [...given.flatMap(({ value }) => modelsIn(value)), ...trainedModels(values, world)];
  if (models.length > 0 && !HARMLESS.test(name)) {
    for (const model of models) setMode(walk, model, "unknown", at, frame, world);
  }
  for (const { value } of given) {
    if (value.things.some(({ kind }) => kind === "function")) markEntered(walk, value);
  }
  return mixed(values);
}

/** What is given a function may call it, who knows with what. */
function markEntered(walk: Walk, value: Value): void {
  for (const thing of value.things) if (thing.kind === "function") walk.entered.add(thing.of);
}

/** What looks at a model, keeps it or moves it, and leaves its mode alone. */
export const HARMLESS =
  /save|load|count|print|log|summary|optim|sched|param|init|weight|ema|wrap|parallel|distribut|device|cuda|resume|checkpoint|watch|profile|flops|hook|append|extend|insert|add|register|update|append|copy|store|restore|prepare|attach|setup|state|\bto$|graph|format|isinstance|hasattr|getattr|setattr|len|list|tuple|dict|zip|enumerate|partial|setdefault|put|set_|info|name|type/i;
