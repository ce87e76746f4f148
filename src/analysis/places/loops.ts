import { copyMap } from "../copyMap";
import type { Step } from "../flow/code";
import { iterated } from "./iterate";
import { isPlain } from "./namePattern";
import { either, type Item, type NamedSet, type Possible } from "./possible";
import { assign } from "./targets";
import { type Flow, type Frame, joinedNames, loopStep, perhapsStep, takeBack, type Walk } from "./walk";

/** `for`: once for each of what is known, each on its way; over anything else as a loop. */
export function runFor(walk: Walk, step: Step & { kind: "for" }, frame: Frame): Flow {
  const over = iterated(walk, walk.evaluate(step.over, frame));
  const body = (value: Possible) => () => {
    assign(walk, step.target, value, frame);
    return walk.execute(step.body, frame);
  };
  const items = over.items;
  if (items && items.length <= MOST_UNROLLED) return unroll(walk, frame, items, body);
  return runLoop(walk, frame, body(over.element));
}

const MOST_UNROLLED = 64;

function unroll(walk: Walk, frame: Frame, items: readonly Item[], body: (value: Possible) => () => Flow): Flow {
  const { way, breaks, leaves } = frame;
  frame.leaves = false;
  frame.breaks = false;
  let before = way;
  for (const { value } of items) {
    if (walk.steps < 0) break;
    frame.way = before;
    const flow = body(value)();
    if (flow === "raised") break;
    // A whole body that ends in `continue` goes on; `break` and `return` end the loop where nothing was a condition.
    if (flow === "left" && (frame.breaks || frame.leaves)) break;
    if (before === way && (frame.breaks || frame.leaves)) before = [...way, perhapsStep(walk)];
  }
  return after(walk, frame, { way, breaks, leaves });
}

/** A loop that runs any number of times: what it changes is not known when it begins, since it comes round again. */
export function runLoop(walk: Walk, frame: Frame, body: () => Flow): Flow {
  const { way, breaks, leaves, env } = frame;
  const since = walk.journal.length;
  frame.way = [...way, loopStep(walk)];
  const inner = frame.way;
  frame.leaves = false;
  frame.breaks = false;
  frame.env = copyMap(env);
  body();
  const changed = frame.env;
  const carried = setsSince(walk, since);
  takeBack(walk, since);
  for (const { into, set } of carried) {
    into.push({ ...set, value: { ...set.value, open: true } });
    walk.journal.push(into);
  }
  frame.way = inner;
  frame.env = copyMap(env);
  for (const [name, value] of env) {
    const other = changed.get(name);
    if (other && other !== value) frame.env.set(name, { ...either(value, other), open: true });
  }
  const first = copyMap(frame.env);
  body();
  frame.env = joinedNames([first, frame.env]);
  return after(walk, frame, { way, breaks, leaves });
}

function after(walk: Walk, frame: Frame, before: Pick<Frame, "way" | "breaks" | "leaves">): Flow {
  frame.breaks = before.breaks;
  frame.way = frame.leaves ? [...before.way, perhapsStep(walk)] : before.way;
  frame.leaves ||= before.leaves;
  return "next";
}

/** Plain values that were put under plain names, which the next round finds there. */
function setsSince(walk: Walk, since: number): { into: unknown[]; set: NamedSet }[] {
  return walk.journal.slice(since).flatMap((into) => {
    const set = into.at(-1) as Partial<NamedSet> | undefined;
    if (!set?.name || !set.value || !set.way || !isPlain(set.name)) return [];
    const isPart = set.value.things.some(({ kind }) => kind === "object");
    return isPart ? [] : [{ into, set: set as NamedSet }];
  });
}
