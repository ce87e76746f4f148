import { onceFor } from "../onceFor";
import { basesOf } from "./bases";
import type { CodeClass } from "./code";
import { mentionsIn } from "./mentions";
import type { ClassThing } from "./values";

/** Whether the code of a class, or of one of its own bases, names an attribute of its objects: `self.name`. */
export function hasOwnAttribute(of: ClassThing, name: string, depth = 0): boolean {
  if (depth > MOST_BASES || namesOf(of.of).has(name)) return true;
  return basesOf(of).some((base) => base.kind === "class" && hasOwnAttribute(base, name, depth + 1));
}

const MOST_BASES = 8;

const namesOf = onceFor((of: CodeClass): ReadonlySet<string> => {
  const found = new Set(Object.keys(of.methods));
  for (const { expressions } of mentionsIn(of))
    for (const one of expressions) if (one.kind === "member") found.add(one.name);
  return found;
});
