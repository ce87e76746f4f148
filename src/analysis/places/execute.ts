import { copyMap } from "../copyMap";
import type { Step } from "../flow/code";
import { runFor, runLoop } from "./loops";
import { OPEN, one } from "./possible";
import { addTo, assign } from "./targets";
import { truth } from "./truth";
import { type Flow, type Frame, functionThing, joinedNames, note, perhapsStep, type Walk } from "./walk";
import type { WayStep } from "./way";

/** Runs statements. What stands behind one that may have left them happens perhaps. */
export function execute(walk: Walk, steps: readonly Step[], frame: Frame): Flow {
  const way = frame.way;
  let flow: Flow = "next";
  for (const step of steps) {
    if (walk.steps-- < 0) break;
    if (frame.isFile) frame.home.names = frame.env;
    const [left, before] = [frame.leaves || frame.breaks, frame.way];
    flow = executeOne(walk, step, frame);
    if (flow !== "next") break;
    const mayLeave = !left && (frame.leaves || frame.breaks);
    if (mayLeave && frame.way === before) frame.way = [...before, perhapsStep(walk)];
  }
  frame.way = way;
  return flow;
}

function executeOne(walk: Walk, step: Step, frame: Frame): Flow {
  switch (step.kind) {
    case "evaluate":
      walk.evaluate(step.value, frame);
      return "next";
    case "assign": {
      const value = walk.evaluate(step.value, frame);
      for (const target of step.targets) assign(walk, target, value, frame);
      return "next";
    }
    case "add":
      addTo(walk, step.target, walk.evaluate(step.value, frame), frame);
      return "next";
    case "if": {
      const known = truth(walk, step.test.value, frame);
      if (known !== null) return execute(walk, known ? step.body : step.otherwise, frame);
      return branch(walk, frame, [step.body, step.otherwise]);
    }
    case "for":
      return runFor(walk, step, frame);
    case "while":
      return runLoop(walk, frame, () => execute(walk, step.body, frame));
    case "with":
      for (const { value, target } of step.items) {
        walk.evaluate(value, frame);
        if (target) assign(walk, target, OPEN, frame);
      }
      return execute(walk, step.body, frame);
    case "try": {
      const whole = [...step.body, ...step.otherwise];
      const flow =
        step.handlers.length > 0 ? branch(walk, frame, [whole, ...step.handlers]) : execute(walk, whole, frame);
      const last = execute(walk, step.last, frame);
      return last === "next" ? flow : last;
    }
    case "return":
      note(walk, frame.returns, step.value ? walk.evaluate(step.value, frame) : one({ kind: "constant", value: null }));
      frame.leaves = true;
      return "left";
    case "leave":
      if (step.how === "break") frame.breaks = true;
      return step.how === "raise" ? "raised" : "left";
    case "import":
      for (const { name, qualified } of step.names) bindImport(walk, name, qualified, frame);
      return "next";
    case "function":
      frame.env.set(step.function.name, one(functionThing(step.function, frame)));
      return "next";
    case "class":
      frame.env.set(step.class.name, one({ kind: "class", of: step.class, home: frame.home }));
      return "next";
    case "global":
      return "next";
  }
}

/** Each of several blocks may be the one that runs; what stands behind those that leave happens only on the others. */
export function branch(walk: Walk, frame: Frame, blocks: readonly (readonly Step[])[]): Flow {
  const { way, env, leaves, breaks } = frame;
  const id = walk.ids++;
  const ends = blocks.map((block, arm) => {
    frame.env = copyMap(env);
    frame.leaves = false;
    frame.breaks = false;
    const step: WayStep = { id, arm, arms: blocks.length };
    frame.way = [...way, step];
    const flow = execute(walk, block, frame);
    return { flow, step, env: frame.env, leaves: frame.leaves, breaks: frame.breaks };
  });
  const next = ends.filter(({ flow }) => flow === "next");
  const isLeft = ends.some(({ flow }) => flow === "left");
  frame.env = joinedNames(next.map((end) => end.env));
  frame.leaves = leaves || ends.some((end) => end.leaves);
  frame.breaks = breaks || ends.some((end) => end.breaks);
  // The `execute` around it puts the way back at its end.
  frame.way = isLeft && next.length === 1 ? [...way, next[0]!.step] : way;
  if ((isLeft && next.length > 1) || next.some((end) => end.leaves || end.breaks)) {
    frame.way = [...frame.way, perhapsStep(walk)];
  }
  return next.length > 0 ? "next" : isLeft ? "left" : "raised";
}

function bindImport(walk: Walk, name: string, qualified: string, frame: Frame): void {
  if (name !== "*") {
    frame.env.set(name, walk.imported(qualified, frame.home));
    return;
  }
  for (const [each, value] of walk.importedHome(qualified, frame.home)?.names ?? []) frame.env.set(each, value);
}
