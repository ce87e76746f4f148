import { argumentsOf } from "./arguments";
import type { Expression } from "./code";
import { siteOf } from "./frames";
import { setMode } from "./record";
import { literalIn, modelsIn, one, UNKNOWN, type Value } from "./values";
import type { Frame, Walk } from "./walk";
import type { World } from "./world";

/** What a `with` statement entered. */
export interface Context {
  /** What stands after `as`. */
  readonly value: Value;
  readonly gradient: World["gradient"] | null;
  readonly tape: boolean;
  /** Models whose mode it may have changed, and may change back. */
  readonly models: readonly number[];
  readonly at: Expression;
}

/** Enters what a `with` statement names. */
export function contextOf(walk: Walk, expression: Expression, frame: Frame, world: World): Context {
  const call = expression.kind === "call" ? expression : null;
  const callee = call ? walk.evaluate(call.of, frame, world) : walk.evaluate(expression, frame, world);
  const name = callee.things[0]?.kind === "foreign" ? callee.things[0].name : null;
  const before = world.gradient;
  const now = name === null ? null : gradientOf(walk, name, call, frame, world);
  if (now !== null) {
    world.gradient = now;
    return { value: UNKNOWN, gradient: before, tape: false, models: [], at: expression };
  }
  if (name !== null && /\bGradientTape$/.test(name)) {
    frame.tapes++;
    const tape = one({ kind: "made", by: name, call: 0, models: [] });
    return { value: tape, gradient: null, tape: true, models: [], at: expression };
  }
  const own = callee.things.some(({ kind }) => kind === "function" || kind === "class" || kind === "member");
  const given = call ? argumentsOf(walk, call, frame, world) : [];
  const models = own || name === null ? given.flatMap(({ value }) => modelsIn(value)) : [];
  const value = own ? UNKNOWN : walk.evaluate(expression, frame, world);
  for (const model of models) setMode(walk, model, "unknown", siteOf(frame, expression), frame, world);
  return { value, gradient: null, tape: false, models, at: expression };
}

/** Leaves it at the end of one way. */
export function leaveContext(walk: Walk, context: Context, frame: Frame, world: World): void {
  if (context.gradient !== null) world.gradient = context.gradient;
  if (context.tape) frame.tapes = Math.max(0, frame.tapes - 1);
  for (const model of context.models) setMode(walk, model, "unknown", siteOf(frame, context.at), frame, world);
}

/** Whether gradients are recorded inside of `no_grad` and its like; null for anything else. */
export function gradientOf(
  walk: Walk,
  name: string,
  call: (Expression & { kind: "call" }) | null,
  frame: Frame,
  world: World,
): World["gradient"] | null {
  if (/^torch\.(autograd\.)?(grad_mode\.)?(no_grad|inference_mode)$/.test(name)) {
    const mode = call?.arguments[0] && literalIn(walk.evaluate(call.arguments[0].value, frame, world));
    return mode === undefined || mode === true ? "off" : "unknown";
  }
  if (/^torch\.(autograd\.)?(grad_mode\.)?enable_grad$/.test(name)) return "on";
  if (!/^torch\.(autograd\.)?(grad_mode\.)?set_grad_enabled$/.test(name)) return null;
  const mode = call?.arguments[0] && literalIn(walk.evaluate(call.arguments[0].value, frame, world));
  return mode === true ? "on" : mode === false ? "off" : "unknown";
}
