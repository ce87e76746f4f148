import type { CodeClass } from "./code";
import { mentionsIn, type Part, partsIn } from "./mentions";

/**
 * What a constructor makes for attributes that nothing in the class reads: `self.drop = nn.Dropout(0.5)` beside a
 * `forward` that passes it by. Empty where layers may be read in other ways than by their names.
 */
export function neverRead(of: CodeClass): ReadonlySet<Part> {
  const { methods } = of;
  if (!Object.hasOwn(methods, "forward") || !Object.hasOwn(methods, "__init__")) return NOTHING;
  const mentions = mentionsIn(of);
  if (mentions.some(({ expressions }) => expressions.some((one) => "name" in one && READS_ANY.test(one.name))))
    return NOTHING;
  const made = mentions.flatMap(({ assignments }) => assignments).filter((part) => part.kind === "assign");
  const targets = new Set<Part>(made.flatMap((part) => part.targets));
  const readNames = new Set<string>();
  for (const { expressions } of mentions)
    for (const one of expressions) if (one.kind === "member" && !targets.has(one)) readNames.add(one.name);
  const unread = made.filter((part) =>
    part.targets.every((target) => target.kind === "member" && isSelf(target.of) && !readNames.has(target.name)),
  );
  return unread.length === 0 ? NOTHING : new Set(partsIn(unread.map(({ value }) => value)));
}

const NOTHING: ReadonlySet<Part> = new Set();

/** `self.children()` and `getattr(self, name)` come to every layer. */
const READS_ANY = /^((named_)?(children|modules)|_modules|__dict__|getattr|vars|eval|exec)$/;

function isSelf(of: Part): boolean {
  return of.kind === "name" && of.name === "self";
}
