import { descendants, field, type Syntax } from "../syntax";
import { branch, copyOf, mergeStates, setState, stateOf } from "./branches";
import type { Child, Known } from "./facts";
import { modulesIn, tensorsIn, UNKNOWN } from "./known";
import { itemAt, spread } from "./lists";
import type { Flow, Frame, Machine } from "./machine";
import { addInput, giveAway, operate } from "./operations";
import { negated } from "./path";
import { NO_SHAPE } from "./shape";
import { bindTarget, ownAttribute } from "./targets";

/** `for` over a list of layers that is known runs once for each; any other once, with all that it changes unknown. */
export function runFor(machine: Machine, node: Syntax, frame: Frame): Flow {
  const [left, right, body] = [field(node, "left"), field(node, "right"), field(node, "body")];
  const source = right ? machine.evaluate(right, frame) : UNKNOWN;
  const items = spread(source);
  const known = items && modulesIn(source).length > 0 && items.length <= MAX_UNROLLED ? items : null;
  const fixed = known?.every(({ path }) => path.length === 0) ?? false;
  if (!known && modulesIn(source).length > 0) giveAway(machine, frame, [source], "for", node);
  loop(machine, node, frame, { carries: !fixed, unrolled: known !== null }, () => {
    for (const element of known ?? [null]) {
      const value = element ? element.value : elementOf(machine, source, node, frame);
      const run = (): Flow => {
        if (left) bindTarget(machine, left, value, frame);
        return machine.execute(body?.children ?? [], frame);
      };
      if ((element ? perhaps(machine, frame, element, node, run) : run()) === "exit") break;
    }
  });
  const otherwise = field(node, "alternative");
  if (otherwise) machine.execute(field(otherwise, "body")?.children ?? [], frame);
  return "next";
}

/** What was put into a list under a condition may not be in it. */
function perhaps(machine: Machine, frame: Frame, { path }: Child, place: Syntax, run: () => Flow): Flow {
  const step = path.find(({ loop }) => !loop);
  if (!step) return run();
  const without = { condition: negated(step.condition), run: (): Flow => "next" };
  return branch(machine, frame, [{ condition: step.condition, run }, without], place);
}

export function runWhile(machine: Machine, node: Syntax, frame: Frame): Flow {
  const [condition, body] = [field(node, "condition"), field(node, "body")];
  if (condition) giveAway(machine, frame, [machine.evaluate(condition, frame)], "while", condition);
  loop(
    machine,
    node,
    frame,
    { carries: true, unrolled: false },
    () => void machine.execute(body?.children ?? [], frame),
  );
  return "next";
}

const MAX_UNROLLED = 24;

/** One of what is iterated over. */
function elementOf(machine: Machine, source: Known, node: Syntax, frame: Frame): Known {
  if (source.kind === "list") return itemAt(source, null);
  if (source.kind !== "tensor") return UNKNOWN;
  return operate(machine, frame, { kind: "index", name: "for", place: node, inputs: [source.value], shape: NO_SHAPE });
}

/** Runs a body inside a loop; `carries`: what it changes is not known when it begins, since it comes round again. */
function loop(
  machine: Machine,
  node: Syntax,
  frame: Frame,
  { carries, unrolled }: { readonly carries: boolean; readonly unrolled: boolean },
  body: () => void,
): void {
  const [path, leaves] = [frame.path, frame.leaves.splice(0)];
  const before = copyOf(stateOf(frame));
  frame.path = [...path, { id: machine.ids++, arm: 0, loop: true, unrolled, condition: null }];
  const entries = carries ? widen(machine, node, frame) : new Map<string, Known & { kind: "tensor" }>();
  body();
  const attributes = frame.self?.attributes ?? null;
  const ends = [stateOf(frame), ...frame.leaves.splice(0).map((env) => ({ env, attributes }))];
  frame.path = path;
  frame.leaves.push(...leaves);
  for (const [name, entry] of entries) {
    for (const { env } of ends) {
      const end = env.get(name);
      for (const value of end ? tensorsIn(end) : []) if (value !== entry.value) addInput(entry.value.producer, value);
    }
  }
  setState(frame, mergeStates(machine, frame, carries ? [before, ...ends] : ends, node));
}

/** Names that the body binds anew: tensors become one of several, all else is not known. */
function widen(machine: Machine, node: Syntax, frame: Frame): Map<string, Known & { kind: "tensor" }> {
  const entries = new Map<string, Known & { kind: "tensor" }>();
  for (const target of targetsIn(node)) {
    const own = ownAttribute(machine, target.node, frame);
    const map = own === null ? frame.env : frame.self?.attributes;
    const name = own ?? machine.text.slice(target.node.start, target.node.end);
    const known = map?.get(name);
    if (!map || !known || (own === null && entries.has(name))) continue;
    if (target.augmented && known.kind === "list") continue;
    const inputs = tensorsIn(known);
    if (known.kind !== "tensor" || inputs.length === 0)
      map.set(name, known.kind === "list" && inputs.length > 0 ? known : UNKNOWN);
    else {
      const merged = operate(machine, frame, {
        kind: "merge",
        name: "loop",
        place: target.node,
        inputs,
        shape: NO_SHAPE,
      });
      if (merged.kind !== "tensor") continue;
      map.set(name, merged);
      if (own === null) entries.set(name, merged);
    }
  }
  return entries;
}

function targetsIn(node: Syntax): { node: Syntax; augmented: boolean }[] {
  const found: { node: Syntax; augmented: boolean }[] = [];
  for (const inner of descendants(node)) {
    const augmented = inner.type === "augmented_assignment";
    if (!augmented && !BINDING.has(inner.type)) continue;
    const left = field(inner, inner.type === "named_expression" ? "name" : "left");
    const rest = left ? [left] : [];
    for (let target = rest.pop(); target; target = rest.pop()) {
      if (target.type === "identifier" || target.type === "attribute") found.push({ node: target, augmented });
      else if (target.type !== "subscript") rest.push(...target.children);
    }
  }
  return found;
}

const BINDING: ReadonlySet<string> = new Set(["assignment", "for_statement", "named_expression"]);
