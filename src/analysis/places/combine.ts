import { compute } from "../arithmetic";
import { iterated, listsIn } from "./iterate";
import { ANY_NAME, joined, type NamePattern } from "./namePattern";
import { constant, type ItemList, OPEN, one, type Possible, sureNumber, sureValue } from "./possible";
import { append, type Frame, listOf, loopStep, type Walk } from "./walk";

/** `a + b` and its like. */
export function combined(walk: Walk, operator: string, a: Possible, b: Possible, frame: Frame): Possible {
  const [x, y] = [sureNumber(a), sureNumber(b)];
  if (x !== undefined && y !== undefined) {
    const result = compute(operator, numberOf(x), numberOf(y));
    return result && Number.isFinite(result.value) ? constant(result.value) : OPEN;
  }
  const isText = a.things.some(({ kind }) => kind === "text") || b.things.some(({ kind }) => kind === "text");
  if (operator === "+" && isText) return one({ kind: "text", text: joined(nameOf(a), nameOf(b)) });
  if (operator === "%" && isText) return one({ kind: "text", text: formatted(nameOf(a), /%[sdir]/) });
  const [left, right] = [listsIn(walk, a), listsIn(walk, b)];
  if (operator === "+" && left.length + right.length > 0) {
    const made = listOf([], frame.way);
    extend(walk, made, a, frame);
    extend(walk, made, b, frame);
    return one({ kind: "list", list: made });
  }
  if (operator === "*" && left.length > 0) return repeated(walk, a, y, frame);
  if (operator === "*" && right.length > 0) return repeated(walk, b, x, frame);
  return OPEN;
}

function numberOf(value: number) {
  return { value, integer: Number.isInteger(value) };
}

/** `[block] * n` */
function repeated(walk: Walk, of: Possible, times: number | undefined, frame: Frame): Possible {
  const made = listOf([], frame.way);
  if (times !== undefined && times <= MOST_TIMES) {
    for (let i = 0; i < times; i++) extend(walk, made, of, frame);
    return one({ kind: "list", list: made });
  }
  const [only] = listsIn(walk, of);
  const step = loopStep(walk);
  const items = (only?.items ?? []).map(({ value, way }) => ({ value, way: [step, ...way] }));
  return one({ kind: "list", list: listOf(items, frame.way, only?.open ?? true) });
}

const MOST_TIMES = 64;

/** A value as a part of a text. */
export function nameOf(value: Possible): NamePattern {
  const sure = sureValue(value);
  if (typeof sure === "number" || typeof sure === "string") return [String(sure)];
  const [thing] = value.things;
  return thing?.kind === "text" && value.things.length === 1 && !value.open ? thing.text : ANY_NAME;
}

/** A text in which some of its places are filled with whatever. */
export function formatted(name: NamePattern, places: RegExp): NamePattern {
  const pieces = name.map((piece): NamePattern => {
    if (piece === null) return ANY_NAME;
    return piece.split(places).flatMap((part, i): (string | null)[] => (i === 0 ? [part] : [null, part]));
  });
  return joined(...pieces.map((parts) => parts.filter((part) => part !== "")));
}

/** Adds whatever an iterable holds; what is not known may be any number of things. */
export function extend(walk: Walk, into: ItemList, value: Possible, frame: Frame): void {
  const lists = listsIn(walk, value);
  if (lists.length === 1 && value.things.length === 1 && !value.open) {
    const [only] = lists;
    append(walk, into, only!.items.slice(), frame.way);
    into.open ||= only!.open;
    return;
  }
  const { element } = iterated(walk, value);
  append(walk, into, [{ value: element, way: [loopStep(walk)] }], frame.way);
  into.open ||= element.open;
}
