import { copyMap } from "../copyMap";
import { descendants, field, type Syntax } from "../syntax";
import { branch, copyOf, mergeStates, plainCondition, setState, stateOf } from "./branches";
import { capture } from "./captures";
import { combine } from "./expressions";
import type { Known } from "./facts";
import { tensorsIn, truth, UNKNOWN } from "./known";
import { append, spread } from "./lists";
import { runFor, runWhile } from "./loops";
import { type Flow, type Frame, MAX_DEPTH, type Machine, textOf } from "./machine";
import { nameOf } from "./names";
import { giveAway, operate } from "./operations";
import { negated } from "./path";
import { bindTarget } from "./targets";

/** Follows statements in order, up to the one that leaves. */
export function execute(machine: Machine, statements: readonly Syntax[], frame: Frame): Flow {
  if (machine.depth > MAX_DEPTH) return "next";
  machine.depth++;
  try {
    for (const statement of statements) {
      if (machine.steps-- < 0) return "exit";
      if (executeOne(machine, statement, frame) === "exit") return "exit";
    }
    return "next";
  } finally {
    machine.depth--;
  }
}

function executeOne(machine: Machine, node: Syntax, frame: Frame): Flow {
  switch (node.type) {
    case "expression_statement":
      for (const child of node.children) {
        if (child.type === "augmented_assignment") augment(machine, child, frame);
        else machine.evaluate(child, frame);
      }
      return "next";
    case "return_statement":
      return leave(machine, node, frame);
    case "raise_statement":
      return "exit";
    case "break_statement":
    case "continue_statement":
      frame.leaves.push(copyMap(frame.env));
      return "exit";
    case "if_statement":
      return runIf(machine, node, frame);
    case "for_statement":
      return runFor(machine, node, frame);
    case "while_statement":
      return runWhile(machine, node, frame);
    case "try_statement":
      return runTry(machine, node, frame);
    case "with_statement":
      return runWith(machine, node, frame);
    case "match_statement":
      return runMatch(machine, node, frame);
    case "function_definition":
      define(machine, node, "function", frame);
      return "next";
    case "class_definition":
      define(machine, node, "class", frame);
      return "next";
    case "decorated_definition": {
      const inner = field(node, "definition");
      return inner ? executeOne(machine, inner, frame) : "next";
    }
    case "assert_statement":
    case "delete_statement":
      for (const child of node.children) machine.evaluate(child, frame);
      return "next";
    case "ERROR":
      return execute(machine, node.children, frame);
    default:
      return "next";
  }
}

function leave(machine: Machine, node: Syntax, frame: Frame): Flow {
  const value: Known = node.children[0]
    ? machine.evaluate(node.children[0], frame)
    : { kind: "none", byDefault: false };
  frame.returns.push(value);
  const outermost = frame.calls.length === 0;
  const inputs = tensorsIn(value);
  if (outermost && inputs.length > 0)
    operate(machine, frame, { kind: "return", name: "return", place: node, inputs, shape: null });
  return "exit";
}

function augment(machine: Machine, node: Syntax, frame: Frame): void {
  const [left, right] = [field(node, "left"), field(node, "right")];
  if (!left || !right) return;
  const [a, b] = [machine.evaluate(left, frame), machine.evaluate(right, frame)];
  const operator = machine.text.slice(left.end, right.start).replace(/[\s=()\\]/g, "");
  if (a.kind === "list" && operator === "+") append(a, spread(b), frame, right);
  else bindTarget(machine, left, combine(machine, frame, operator, a, b, node), frame);
}

function runIf(machine: Machine, node: Syntax, frame: Frame): Flow {
  const arms: { condition: Syntax | null; body: readonly Syntax[] }[] = [
    { condition: field(node, "condition") ?? null, body: field(node, "consequence")?.children ?? [] },
  ];
  for (const clause of node.children.filter((child) => child.field === "alternative")) {
    const body = field(clause, "consequence") ?? field(clause, "body");
    arms.push({ condition: field(clause, "condition") ?? null, body: body?.children ?? [] });
  }
  const open: { condition: string | null; body: readonly Syntax[]; narrow: (() => void) | null }[] = [];
  let text: string | null = null;
  let certain = false;
  for (const { condition, body } of arms) {
    const value = condition ? machine.evaluate(condition, frame) : UNKNOWN;
    const known = condition ? truth(value) : true;
    giveAway(machine, frame, [value], "if", condition ?? node);
    if (known === false) continue;
    const narrow = condition ? narrowing(machine, condition, frame) : null;
    text = condition ? plainCondition(textOf(machine, condition)) : arms.length === 2 ? negated(text) : null;
    open.push({ condition: text, body, narrow });
    certain = known === true;
    if (certain) break;
  }
  if (!certain) open.push({ condition: arms.length === 1 ? negated(text) : null, body: [], narrow: null });
  if (open.length === 1) return execute(machine, open[0]!.body, frame);
  const runs = open.map(({ condition, body, narrow }) => ({
    condition,
    run: () => {
      narrow?.();
      return execute(machine, body, frame);
    },
  }));
  return branch(machine, frame, runs, node);
}

/** Inside `if name is None:` the name is None, whatever its default. */
function narrowing(machine: Machine, condition: Syntax, frame: Frame): (() => void) | null {
  const match = /^\(?\s*(\w+)\s+is\s+None\s*\)?$/.exec(textOf(machine, condition));
  const known = match ? frame.env.get(match[1]!) : undefined;
  if (!match || known?.kind !== "none") return null;
  return () => void frame.env.set(match[1]!, { kind: "none", byDefault: true });
}

/** Handlers may run after any part of the body. */
function runTry(machine: Machine, node: Syntax, frame: Frame): Flow {
  const before = copyOf(stateOf(frame));
  const flow = execute(machine, field(node, "body")?.children ?? [], frame);
  const handlers = node.children.filter(({ type }) => type === "except_clause" || type === "except_group_clause");
  const done = stateOf(frame);
  const live = flow === "next" ? [done] : [];
  const path = frame.path;
  for (const [arm, handler] of handlers.entries()) {
    setState(frame, mergeStates(machine, frame, [copyOf(before), copyOf(done)], handler));
    frame.path = [...path, { id: machine.ids++, arm, loop: false, condition: null }];
    const block = handler.children.find(({ type }) => type === "block");
    if (execute(machine, block?.children ?? [], frame) === "next") live.push(stateOf(frame));
  }
  frame.path = path;
  if (live.length === 0) return "exit";
  setState(frame, mergeStates(machine, frame, live, node));
  for (const clause of node.children) {
    if (clause.type !== "else_clause" && clause.type !== "finally_clause") continue;
    const block = field(clause, "body") ?? clause.children.find(({ type }) => type === "block");
    if (execute(machine, block?.children ?? [], frame) === "exit") return "exit";
  }
  return "next";
}

function runWith(machine: Machine, node: Syntax, frame: Frame): Flow {
  for (const item of descendants(node.children[0]!)) {
    if (item.type !== "with_item") continue;
    const value = field(item, "value");
    if (!value) continue;
    const target = value.type === "as_pattern" ? value.children[1] : undefined;
    const source = value.type === "as_pattern" ? value.children[0]! : value;
    machine.evaluate(source, frame);
    if (target) bindTarget(machine, target, UNKNOWN, frame);
  }
  return execute(machine, field(node, "body")?.children ?? [], frame);
}

function runMatch(machine: Machine, node: Syntax, frame: Frame): Flow {
  const cases = [...(field(node, "body")?.children ?? node.children)].filter(({ type }) => type === "case_clause");
  const arms = cases.map((clause) => ({
    condition: null,
    run: () => execute(machine, field(clause, "consequence")?.children ?? [], frame),
  }));
  return branch(machine, frame, [...arms, { condition: null, run: () => "next" as const }], node);
}

function define(machine: Machine, node: Syntax, kind: "function" | "class", frame: Frame): void {
  const name = nameOf(machine, node);
  if (frame.stack.length > 0) capture(machine, node, frame);
  frame.env.set(name, { kind, node, name });
}
