import { withBodyLater } from "../analysis/flow/bodyLater";
import type { CodeFile, CodeFunction, FunctionBody, FunctionHead, Step } from "../analysis/flow/code";

/**
 * Code as lines of JSON: first without the bodies of functions, then these, one a line. Whoever imports a file comes to few of
 * them, and the others are never made of their text.
 */
export function packCode(code: CodeFile): string[] {
  const bodies: string[] = [];
  const withoutBodies = (_: string, value: unknown) => {
    if (!isNamedFunction(value)) return value;
    const { name, parameters, decorators, start, end, steps, models, conditions, yields } = value;
    const body: FunctionBody = { steps, models, conditions, yields };
    const head: PackedFunction = { name, parameters, decorators, start, end, body: bodies.length };
    bodies.push("");
    bodies[head.body] = JSON.stringify(body, withoutBodies);
    return head;
  };
  return [JSON.stringify(code, withoutBodies), ...bodies];
}

/** What was packed. @throws where a line is no JSON, at once or when a body is asked for */
export function unpackCode([file = "", ...bodies]: readonly string[]): CodeFile {
  return withSteps(JSON.parse(file), bodies);
}

/** A function without its body, which is on the line of this number, counted from the first behind the file's. */
interface PackedFunction extends FunctionHead {
  readonly body: number;
}

/** Lambdas are small, and stay where they are; so does what has lost its name. */
function isNamedFunction(value: unknown): value is CodeFunction {
  return typeof value === "object" && value !== null && "parameters" in value && "name" in value && value.name !== "";
}

function withSteps<Body extends { readonly steps: readonly Step[] }>(body: Body, bodies: readonly string[]): Body {
  return { ...body, steps: unpacked(body.steps, bodies) };
}

function unpacked(steps: readonly Step[], bodies: readonly string[]): Step[] {
  const within = (inner: readonly Step[]) => unpacked(inner, bodies);
  const unpackOne = (packed: CodeFunction | PackedFunction): CodeFunction => {
    if (!("body" in packed)) return packed;
    const { body, ...head } = packed;
    return withBodyLater(head, () => withSteps(JSON.parse(bodies[body] ?? "") as FunctionBody, bodies));
  };
  return steps.map((step): Step => {
    switch (step.kind) {
      case "function":
        return { ...step, function: unpackOne(step.function) };
      case "class": {
        const methods: Record<string, CodeFunction> = Object.create(null);
        for (const [name, method] of Object.entries(step.class.methods)) methods[name] = unpackOne(method);
        return { ...step, class: { ...step.class, methods } };
      }
      case "if":
        return { ...step, body: within(step.body), otherwise: within(step.otherwise) };
      case "for":
      case "while":
      case "with":
        return { ...step, body: within(step.body) };
      case "try": {
        const { body, handlers, otherwise, last } = step;
        return {
          ...step,
          body: within(body),
          handlers: handlers.map(within),
          otherwise: within(otherwise),
          last: within(last),
        };
      }
      default:
        return step;
    }
  });
}
