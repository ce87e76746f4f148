import { dottedName, field, type Syntax } from "../syntax";
import type { Known, Place } from "./facts";
import { modulesIn, tensorsIn, UNKNOWN } from "./known";
import { append, item, itemAt } from "./lists";
import { draftOf, type Frame, type Machine, textOf } from "./machine";
import { giveAway, letEscape, operate } from "./operations";
import { inside } from "./path";
import { NO_SHAPE } from "./shape";

/** `a = b = value`; the value is what the outer assignment binds, too. */
export function assign(machine: Machine, node: Syntax, frame: Frame): Known {
  const [left, right] = [field(node, "left"), field(node, "right")];
  if (!left) return UNKNOWN;
  const value = right ? machine.evaluate(right, frame) : UNKNOWN;
  if (right) bindTarget(machine, left, value, frame);
  return value;
}

/** Gives the names on the left of an assignment what is on its right. */
export function bindTarget(machine: Machine, target: Syntax, value: Known, frame: Frame): void {
  if (machine.depth > 100) return;
  machine.depth++;
  try {
    bind(machine, target, value, frame);
  } finally {
    machine.depth--;
  }
}

function bind(machine: Machine, target: Syntax, value: Known, frame: Frame): void {
  switch (target.type) {
    case "identifier":
      frame.env.set(textOf(machine, target), value);
      return;
    case "attribute": {
      const name = ownAttribute(machine, target, frame);
      if (name !== null && frame.self) setAttribute(frame, name, value, target);
      if (name === null || !frame.self || tensorsIn(value).length > 0)
        giveAway(machine, frame, [value], "attribute", target);
      return;
    }
    case "subscript":
      store(machine, target, value, frame);
      return;
    case "pattern_list":
    case "tuple_pattern":
    case "list_pattern":
    case "tuple":
    case "list":
    case "expression_list":
      unpack(machine, target, value, frame);
      return;
    case "parenthesized_expression":
    case "as_pattern_target":
      for (const child of target.children) bindTarget(machine, child, value, frame);
      return;
    case "list_splat_pattern":
      for (const child of target.children) bindTarget(machine, child, UNKNOWN, frame);
      giveAway(machine, frame, [value], "unpacking", target);
      return;
    default:
      giveAway(machine, frame, [value], target.type, target);
  }
}

/** `self.name = value`, which also registers what a `Sequential` of the file's own holds. */
export function setAttribute(frame: Frame, name: string, value: Known, place: Place): void {
  const self = frame.self;
  if (!self) return;
  self.attributes.set(name, value);
  if (!frame.constructing || value.kind !== "module") return;
  self.children.push(item(value, frame.path, place, name));
}

function store(machine: Machine, target: Syntax, value: Known, frame: Frame): void {
  const object = field(target, "value");
  const index = field(target, "subscript");
  const of = object ? machine.evaluate(object, frame) : UNKNOWN;
  const key = index ? machine.evaluate(index, frame) : UNKNOWN;
  if (of.kind === "dictionary") {
    const name = key.kind === "text" || key.kind === "number" ? String(key.value) : `?${of.entries.size}`;
    of.entries.set(name, value);
    return;
  }
  if (of.kind === "module" && of.construction.spec?.kind === "container") {
    const draft = draftOf(of.construction);
    draft.children.push(item(value, inside(frame.path, draft.path), target, key.kind === "text" ? key.value : null));
    return;
  }
  if (of.kind === "list") {
    append(of, null, frame, target);
    if (modulesIn(value).length > 0) letEscape(value);
  }
  giveAway(machine, frame, [of.kind === "tensor" ? of : UNKNOWN, value], "subscript", target);
}

function unpack(machine: Machine, target: Syntax, value: Known, frame: Frame): void {
  const starred = target.children.some(({ type }) => type === "list_splat_pattern");
  if (value.kind === "list" && !starred && !value.open && value.items.length === target.children.length) {
    for (const [i, child] of target.children.entries()) bindTarget(machine, child, itemAt(value, i), frame);
    return;
  }
  for (const child of target.children) {
    if (value.kind !== "tensor") bindTarget(machine, child, UNKNOWN, frame);
    else {
      const parts = { kind: "index" as const, name: "unpacking", place: child, inputs: [value.value], shape: NO_SHAPE };
      bindTarget(machine, child, operate(machine, frame, parts), frame);
    }
  }
  if (value.kind !== "tensor") giveAway(machine, frame, [value], "unpacking", target);
}

/** `self.x` of a node, or null. */
export function ownAttribute(machine: Machine, node: Syntax, frame: Frame): string | null {
  const names = node.type === "attribute" ? dottedName(node, machine.text) : null;
  if (names?.length !== 2) return null;
  return frame.env.get(names[0]!)?.kind === "self" ? names[1]! : null;
}
