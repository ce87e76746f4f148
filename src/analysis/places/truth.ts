import type { Expression } from "../flow/code";
import { type Possible, sureValue, type Thing } from "./possible";
import type { Frame, Walk } from "./walk";

/** Whether a condition holds; null where that is not known for sure. */
export function truth(walk: Walk, test: Expression, frame: Frame): boolean | null {
  return truthOf(walk.evaluate(test, frame));
}

export function truthOf({ things, open }: Possible): boolean | null {
  if (open || things.length === 0) return null;
  const [first, ...rest] = things.map(truthOfThing);
  return rest.every((other) => other === first) ? first! : null;
}

function truthOfThing(thing: Thing): boolean | null {
  switch (thing.kind) {
    case "constant":
      return thing.value === null ? false : typeof thing.value === "number" ? thing.value !== 0 : thing.value;
    case "text":
      return thing.text.length === 1 && thing.text[0] !== null ? thing.text[0] !== "" : null;
    case "class":
    case "function":
    case "partial":
      return true;
    case "list":
      return thing.list.open || thing.list.items.some(({ way }) => way.length > 0) ? null : thing.list.items.length > 0;
    default:
      return null;
  }
}

/** What a comparison says; null where it is not known. */
export function compared(operator: string, a: Possible, b: Possible): boolean | null {
  const isContrary = operator === "isnot" || operator === "!=" || operator === "notin";
  if (operator === "in" || operator === "notin") return null;
  const [x, y] = [sureValue(a), sureValue(b)];
  if (x !== undefined && y !== undefined) {
    if (operator === "is" || operator === "==" || isContrary) return (x === y) !== isContrary;
    if (typeof x !== "number" || typeof y !== "number") return null;
    return operator === "<"
      ? x < y
      : operator === "<="
        ? x <= y
        : operator === ">"
          ? x > y
          : operator === ">="
            ? x >= y
            : null;
  }
  if (operator !== "is" && operator !== "isnot" && operator !== "==" && operator !== "!=") return null;
  const other = x === null ? b : y === null ? a : null;
  return other && isNeverNone(other) ? isContrary : null;
}

function isNeverNone({ things, open }: Possible): boolean {
  return !open && things.length > 0 && things.every(isSomething);
}

/** A function of another package may return None. */
function isSomething(thing: Thing): boolean {
  if (thing.kind === "constant") return thing.value !== null;
  if (thing.kind !== "object") return true;
  const { of } = thing.made;
  return of?.kind === "class" || of === null ? of !== null : /^torch\.nn\.[A-Z]/.test(of.name);
}
