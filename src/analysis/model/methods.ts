import { specNamed } from "../frameworks/specs";
import type { Syntax } from "../syntax";
import { branchOptions } from "./branches";
import { callModule, chain } from "./callModule";
import { fill } from "./construct";
import type { Call, Known } from "./facts";
import { enter } from "./functions";
import { keywordsOf, modulesIn, tensorsIn, UNKNOWN, valuesOf } from "./known";
import { append, item, spread } from "./lists";
import { draftOf, type Frame, type Machine } from "./machine";
import { memberOf } from "./members";
import { giveAway, letEscape, operate } from "./operations";
import { methodNamed, type OwnClass } from "./ownClasses";
import { inside } from "./path";
import { setAttribute } from "./targets";
import { methodShape } from "./tensorShapes";

/** `of.name(…)`. */
export function callMethod(machine: Machine, of: Known, name: string, call: Call, site: Syntax, frame: Frame): Known {
  switch (of.kind) {
    case "self":
      return ownMethod(machine, name, call, site, frame);
    case "super":
      return inherited(machine, name, call, site, frame);
    case "tensor":
      return tensorMethod(machine, of, name, call, site, frame);
    case "module":
      return moduleMethod(machine, of, name, call, site, frame);
    case "list":
      return listMethod(machine, of, name, call, site, frame);
    case "dictionary":
      return dictionaryMethod(machine, of, name, call, site, frame);
    case "foreign":
      return machine.apply({ ...of, qualified: `${of.qualified}.${name}` }, call, site, frame);
    case "either":
      return eitherMethod(machine, of.options, name, call, site, frame);
    default:
      return giveAway(machine, frame, valuesOf(call), name, site);
  }
}

function eitherMethod(
  machine: Machine,
  options: readonly Known[],
  name: string,
  call: Call,
  site: Syntax,
  frame: Frame,
): Known {
  return branchOptions(machine, frame, options, (option) => callMethod(machine, option, name, call, site, frame), site);
}

function ownMethod(machine: Machine, name: string, call: Call, site: Syntax, frame: Frame): Known {
  const self = frame.self;
  if (!self) return giveAway(machine, frame, valuesOf(call), name, site);
  if (name === "add_module" || name === "register_module") return addModule(call, site, frame);
  const attribute = self.attributes.get(name);
  if (attribute) return machine.apply(attribute, call, site, frame);
  const method = methodNamed(self.own, name);
  const entered = method && enter(machine, method.node, call, site, frame, self);
  if (entered) return entered;
  if (!method && self.own.open && name !== "forward") for (const value of self.attributes.values()) letEscape(value);
  return giveAway(machine, frame, valuesOf(call), name, site);
}

/** `self.add_module("name", layer)`. */
function addModule(call: Call, site: Syntax, frame: Frame): Known {
  const name = call.positional[0]?.value ?? call.keywords.get("name")?.value ?? UNKNOWN;
  const layer = call.positional[1]?.value ?? call.keywords.get("module")?.value ?? UNKNOWN;
  if (name.kind === "text") setAttribute(frame, name.value, layer, site);
  else if (layer.kind === "module" && frame.self) {
    frame.self.children.push(item(layer, frame.path, site));
    draftOf(layer.construction).escapes ||= !isSequential(frame.self.own);
  } else letEscape(layer);
  return UNKNOWN;
}

/** `super().name(…)`: the method of the file's class above, or of a `Sequential`. */
function inherited(machine: Machine, name: string, call: Call, site: Syntax, frame: Frame): Known {
  const self = frame.self;
  const above = self && (classOf(self.own, frame)?.parent ?? null);
  const method = above && methodNamed(above, name);
  const entered = method && self && enter(machine, method.node, call, site, frame, self);
  if (entered) return entered;
  if (self && isSequential(self.own)) {
    if (name === "__init__") {
      const into = { items: self.children, path: frame.path };
      fillSelf(into, call, frame, site);
      return UNKNOWN;
    }
    if (name === "forward" || name === "__call__" || name === "call") {
      return chain(machine, self.children, valuesOf(call)[0] ?? UNKNOWN, site, frame);
    }
  }
  if (name === "add_module") return addModule(call, site, frame);
  return giveAway(machine, frame, name === "__init__" ? [] : valuesOf(call), name, site);
}

/** The class whose method is at work. */
function classOf(own: OwnClass, frame: Frame): OwnClass | null {
  const node = frame.stack.at(-1);
  for (let of: OwnClass | null = own; of; of = of.parent)
    if (node && [...of.methods.values()].includes(node)) return of;
  return own;
}

export function isSequential(own: OwnClass): boolean {
  const spec = own.base === null ? undefined : specNamed(own.base);
  return spec?.kind === "container" && spec.name === "Sequential";
}

function fillSelf(into: { items: ReturnType<typeof item>[] }, call: Call, frame: Frame, site: Syntax): void {
  const children: typeof into.items = [];
  fill({ children, path: frame.path } as unknown as Parameters<typeof fill>[0], call, frame, site);
  into.items.push(...children.map((child) => ({ ...child, path: [...frame.path, ...child.path] })));
}

function tensorMethod(
  machine: Machine,
  of: Known & { kind: "tensor" },
  name: string,
  call: Call,
  site: Syntax,
  frame: Frame,
): Known {
  if (NO_TENSOR.has(name)) return UNKNOWN;
  const values = valuesOf(call);
  letEscapeAll(values);
  const positional = call.positional.some(({ splat }) => splat) ? [UNKNOWN] : call.positional.map(({ value }) => value);
  const keywords = keywordsOf(call);
  const inputs = [of.value, ...values.flatMap((value) => tensorsIn(value))];
  const shape = methodShape(name, of.value.shape, positional, keywords);
  return operate(machine, frame, { kind: "method", name, place: site, inputs, positional, keywords, shape });
}

/** Tells something of a tensor without using its values. */
const NO_TENSOR: ReadonlySet<string> = new Set([
  "size",
  "dim",
  "numel",
  "get_shape",
  "ndimension",
  "element_size",
  "stride",
]);

function moduleMethod(
  machine: Machine,
  of: Known & { kind: "module" },
  name: string,
  call: Call,
  site: Syntax,
  frame: Frame,
): Known {
  const draft = draftOf(of.construction);
  const values = valuesOf(call);
  if (name === "forward" || name === "__call__") return callModule(machine, draft, call, site, frame);
  if (draft.spec?.kind === "container") {
    const path = inside(frame.path, draft.path);
    if (name === "append" || name === "add") {
      draft.children.push(item(values[0] ?? UNKNOWN, path, call.positional[0]?.place ?? site));
      return of;
    }
    if (name === "add_module") {
      const key = values[0];
      draft.children.push(
        item(values[1] ?? UNKNOWN, path, call.positional[1]?.place ?? site, key?.kind === "text" ? key.value : null),
      );
      return of;
    }
    if (name === "extend" || name === "update") {
      const children: typeof draft.children = [];
      fill({ ...draft, children }, call, frame, site);
      draft.children.push(...children.map((child) => ({ ...child, path: [...path, ...child.path] })));
      return of;
    }
    if (name === "insert" || name === "pop") {
      draft.children.splice(0, draft.children.length, item(UNKNOWN, [], site));
      letEscapeAll(values);
      return UNKNOWN;
    }
    if (name === "children" || name === "values" || name === "items") return asList(of, name === "items", frame, site);
  }
  if (SELF.has(name)) return of;
  if (HOOKS.test(name)) draft.escapes = true;
  if (draft.own !== null) draft.escapes = true;
  const member = memberOf(machine, of, name, site, frame);
  if (member.kind === "module") return callModule(machine, member.construction, call, site, frame);
  return giveAway(machine, frame, values, name, site);
}

function asList(of: Known & { kind: "module" }, pairs: boolean, frame: Frame, site: Syntax): Known {
  const list: Known = {
    kind: "list",
    tuple: false,
    items: [],
    open: false,
    path: frame.path,
    place: site,
    given: [],
    escapes: false,
  };
  for (const child of of.construction.children) {
    if (!pairs) list.items.push(child);
    else {
      const pair = { ...list, items: [item(UNKNOWN, [], site), item(child.value, [], site)] };
      list.items.push({ ...child, value: pair });
    }
  }
  return list;
}

/** Gives the layer itself back. */
const SELF: ReadonlySet<string> = new Set(
  "to cuda cpu float half double bfloat16 train eval apply requires_grad_ type xpu".split(" "),
);
const HOOKS = /^register_|^(set|replace|_register)/;

function listMethod(
  machine: Machine,
  of: Known & { kind: "list" },
  name: string,
  call: Call,
  site: Syntax,
  frame: Frame,
): Known {
  const values = valuesOf(call);
  switch (name) {
    case "append":
      append(of, [item(values[0] ?? UNKNOWN, [], call.positional[0]?.place ?? site)], frame, site);
      return UNKNOWN;
    case "extend":
      append(of, spread(values[0] ?? UNKNOWN), frame, site);
      return UNKNOWN;
    case "insert":
    case "pop":
    case "remove":
    case "reverse":
    case "clear":
      of.open = true;
      letEscapeAll([of, ...values]);
      return giveAway(machine, frame, [...values, name === "pop" ? of : UNKNOWN], name, site);
    case "copy":
      return of;
    default:
      return giveAway(machine, frame, values, name, site);
  }
}

function dictionaryMethod(
  machine: Machine,
  of: Known & { kind: "dictionary" },
  name: string,
  call: Call,
  site: Syntax,
  frame: Frame,
): Known {
  const values = valuesOf(call);
  if (name === "get" && values[0]?.kind === "text") return of.entries.get(values[0].value) ?? UNKNOWN;
  if (name === "update") {
    of.open = true;
    for (const [i, value] of values.entries()) of.entries.set(`?${of.entries.size}.${i}`, value);
    return UNKNOWN;
  }
  if (modulesIn(of).length > 0) letEscape(of);
  return giveAway(machine, frame, [of, ...values], name, site);
}

function letEscapeAll(values: readonly Known[]): void {
  for (const value of values) letEscape(value);
}
