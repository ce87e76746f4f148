import type { CodeClass } from "./code";
import { type Part, partsIn } from "./mentions";

/**
 * What a constructor makes for attributes that nothing in the class reads: `self.drop = nn.Dropout(0.5)` beside a
 * `forward` that passes it by. Empty where layers may be read in other ways than by their names.
 */
export function neverRead({ methods, steps }: CodeClass): ReadonlySet<Part> {
  if (!Object.hasOwn(methods, "forward") || !Object.hasOwn(methods, "__init__")) return NOTHING;
  const parts = partsIn([...steps, ...Object.values(methods).flatMap((method) => method.steps)]);
  if (parts.some((part) => (part.kind === "member" || part.kind === "name") && READS_ANY.test(part.name)))
    return NOTHING;
  const made = parts.filter((part) => part.kind === "assign");
  const targets = new Set<Part>(made.flatMap((part) => part.targets));
  const readNames = new Set(parts.flatMap((part) => (part.kind === "member" && !targets.has(part) ? [part.name] : [])));
  const unread = made.filter((part) =>
    part.targets.every((target) => target.kind === "member" && isSelf(target.of) && !readNames.has(target.name)),
  );
  return new Set(partsIn(unread.map(({ value }) => value)));
}

const NOTHING: ReadonlySet<Part> = new Set();

/** `self.children()` and `getattr(self, name)` come to every layer. */
const READS_ANY = /^((named_)?(children|modules)|_modules|__dict__|getattr|vars|eval|exec)$/;

function isSelf(of: Part): boolean {
  return of.kind === "name" && of.name === "self";
}
