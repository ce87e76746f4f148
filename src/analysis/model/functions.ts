import { field, type Syntax } from "../syntax";
import { mergeKnown } from "./branches";
import type { Call, Known } from "./facts";
import { asDefault, UNKNOWN } from "./known";
import { emptyList, item } from "./lists";
import { type Frame, type Machine, textOf } from "./machine";
import { operate } from "./operations";
import { NO_SHAPE } from "./shape";

/** A parameter as it is written. */
interface Parameter {
  readonly name: string;
  readonly node: Syntax;
  readonly default: Syntax | null;
  readonly kind: "plain" | "keyword" | "list" | "mapping";
  /** What it is annotated with. */
  readonly type: string;
}

/** Follows a call into a function of the file; null where that leads too deep or round in a circle. */
export function enter(
  machine: Machine,
  node: Syntax,
  call: Call,
  site: Syntax,
  frame: Frame,
  self: Frame["self"],
): Known | null {
  if (frame.stack.length >= MAX_CALLS || frame.stack.includes(node)) return null;
  const body = field(node, "body");
  if (!body || yields(node, machine)) return null;
  const env = new Map<string, Known>();
  const inner: Frame = {
    env,
    path: frame.path,
    graph: frame.graph,
    self,
    constructing: frame.constructing,
    stack: [...frame.stack, node],
    calls: [...frame.calls, { start: site.start, end: site.end }],
    returns: [],
    leaves: [],
    choices: frame.choices,
  };
  bindCall(machine, parametersOf(node, machine), call, inner, self !== null && !isStatic(node, machine));
  self?.entered.add(node);
  machine.entered.add(node);
  machine.execute(body.children, inner);
  return inner.returns.length > 0
    ? mergeKnown(machine, frame, inner.returns, site)
    : { kind: "none", byDefault: false };
}

const MAX_CALLS = 6;

/** The parameters of a function that nobody calls: tensors, or unknown where it constructs. */
export function bindUnknown(machine: Machine, node: Syntax, frame: Frame, bound: boolean): void {
  for (const [i, parameter] of parametersOf(node, machine).entries()) {
    if (bound && i === 0) frame.env.set(parameter.name, { kind: "self" });
    else frame.env.set(parameter.name, unknownArgument(machine, parameter, frame));
  }
}

export function isStatic(node: Syntax, machine: Machine): boolean {
  return /@(staticmethod|classmethod)\s*$/.test(machine.text.slice(Math.max(0, node.start - 60), node.start));
}

function unknownArgument(machine: Machine, parameter: Parameter, frame: Frame): Known {
  if (parameter.default) return asDefault(machine.evaluate(parameter.default, frame));
  if (frame.constructing || parameter.kind === "mapping" || NO_TENSOR.test(parameter.type)) return UNKNOWN;
  const place = { start: parameter.node.start, end: parameter.node.end };
  return operate(machine, frame, { kind: "input", name: parameter.name, place, inputs: [], shape: NO_SHAPE });
}

const NO_TENSOR = /^(int|float|bool|str|Callable|Optional\[(int|float|bool|str)\]|(int|float|bool|str) \| None)$/;

function bindCall(machine: Machine, parameters: readonly Parameter[], call: Call, frame: Frame, bound: boolean): void {
  const given = [...call.positional];
  const certain = !given.some(({ splat }) => splat) && !call.open;
  const rest = new Map(call.keywords);
  for (const [i, parameter] of parameters.entries()) {
    if (bound && i === 0) frame.env.set(parameter.name, { kind: "self" });
    else frame.env.set(parameter.name, argument(parameter));
  }

  function argument(parameter: Parameter): Known {
    if (parameter.kind === "list") {
      const list = emptyList(frame, parameter.node, true);
      list.items.push(...given.splice(0).map(({ value, place }) => item(value, [], place)));
      list.open = !certain;
      return list;
    }
    if (parameter.kind === "mapping") {
      const entries = new Map([...rest].map(([name, { value }]) => [name, value]));
      return {
        kind: "dictionary",
        entries,
        open: !certain,
        place: { start: parameter.node.start, end: parameter.node.end },
      };
    }
    const keyword = rest.get(parameter.name);
    if (keyword) {
      rest.delete(parameter.name);
      return keyword.value;
    }
    if (parameter.kind === "plain" && given[0] && !given[0].splat) return given.shift()!.value;
    if (!certain || !parameter.default) return UNKNOWN;
    return machine.evaluate(parameter.default, frame);
  }
}

function parametersOf(node: Syntax, machine: Machine): Parameter[] {
  const found: Parameter[] = [];
  let keywordOnly = false;
  for (const child of field(node, "parameters")?.children ?? []) {
    if (child.type === "keyword_separator") keywordOnly = true;
    const parameter = parameterOf(child, keywordOnly, machine);
    if (parameter) found.push(parameter);
    if (parameter?.kind === "list") keywordOnly = true;
  }
  return found;
}

function parameterOf(node: Syntax, keywordOnly: boolean, machine: Machine): Parameter | null {
  const named = field(node, "name") ?? (node.type === "identifier" ? node : node.children[0]);
  if (!named || node.type === "keyword_separator" || node.type === "positional_separator") return null;
  const splat = [node, named].find(({ type }) => type === "list_splat_pattern" || type === "dictionary_splat_pattern");
  const name = splat ? (splat.children[0] ?? splat) : named;
  const kind = splat ? (splat.type === "list_splat_pattern" ? "list" : "mapping") : keywordOnly ? "keyword" : "plain";
  const type = field(node, "type");
  return {
    name: textOf(machine, name),
    node: name,
    default: field(node, "value") ?? null,
    kind,
    type: type ? textOf(machine, type) : "",
  };
}

function yields(node: Syntax, machine: Machine): boolean {
  return /\byield\b/.test(textOf(machine, node));
}
