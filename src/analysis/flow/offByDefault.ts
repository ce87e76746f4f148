import type { CodeClass, CodeFunction, CodeParameter, Expression } from "./code";
import { mentionsOf, type Part, partsIn } from "./mentions";

/**
 * What a function or method names only where a parameter asks for it that by default does not: `nn.BatchNorm2d` after `if
 * with_norm:`, with `with_norm=False` among the parameters of the method or, as `self.with_norm`, of the constructor.
 */
export function offByDefault(method: CodeFunction, within: CodeClass | null): ReadonlySet<Part> {
  const ofObject = within && Object.hasOwn(within.methods, "__init__") ? within.methods.__init__!.parameters : [];
  const usual = (asked: Expression) => defaultOf(asked, method.parameters, ofObject);
  const off = mentionsOf(method.steps).choices.flatMap((part): readonly Part[] => {
    const holds = byDefault(part.test.value, usual);
    if (holds === null) return [];
    if (part.kind === "if") return holds ? part.otherwise : part.body;
    return [holds ? part.no : part.yes];
  });
  return off.length === 0 ? NONE : new Set(partsIn(off));
}

const NONE: ReadonlySet<Part> = new Set();

/** Whether a condition holds where nobody gives the parameters in it; null where that is not known. */
function byDefault(condition: Expression, usual: (asked: Expression) => Literal | undefined): boolean | null {
  if (condition.kind !== "logic") {
    const value = usual(condition);
    return value === undefined ? null : Boolean(value);
  }
  const { operator, parts } = condition;
  if (/^(not|and|or)$/.test(operator)) {
    const holds = parts.map((part) => byDefault(part, usual));
    if (operator === "not") return holds[0] === null || holds[0] === undefined ? null : !holds[0];
    if (holds.includes(operator === "or")) return operator === "or";
    return holds.includes(null) ? null : operator === "and";
  }
  const [left, right] = parts;
  const value = left && usual(left);
  if (value === undefined || right?.kind !== "literal" || !/^(==|is|!=|isnot)$/.test(operator)) return null;
  return (value === right.value) === /^(==|is)$/.test(operator);
}

type Literal = number | string | boolean | null;

function defaultOf(asked: Expression, own: readonly CodeParameter[], ofObject: readonly CodeParameter[]) {
  const isAttribute = asked.kind === "member" && asked.of.kind === "name" && asked.of.name === "self";
  if (asked.kind !== "name" && !isAttribute) return undefined;
  const usual = (isAttribute ? ofObject : own).find(({ name }) => name === asked.name)?.default;
  return usual?.kind === "literal" ? usual.value : undefined;
}
