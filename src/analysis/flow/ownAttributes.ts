import { basesOf } from "./bases";
import type { CodeClass } from "./code";
import { expressionsIn } from "./mentions";
import type { ClassThing } from "./values";

/** Whether the code of a class, or of one of its own bases, names an attribute of its objects: `self.name`. */
export function hasOwnAttribute(of: ClassThing, name: string, depth = 0): boolean {
  if (depth > MOST_BASES || namesOf(of.of).has(name)) return true;
  return basesOf(of).some((base) => base.kind === "class" && hasOwnAttribute(base, name, depth + 1));
}

const MOST_BASES = 8;

function namesOf(of: CodeClass): ReadonlySet<string> {
  let names = NAMES.get(of);
  if (!names) {
    const steps = [...of.steps, ...Object.values(of.methods).flatMap((method) => method.steps)];
    const found = expressionsIn(steps).flatMap((one) => (one.kind === "member" ? [one.name] : []));
    names = new Set([...found, ...Object.keys(of.methods)]);
    NAMES.set(of, names);
  }
  return names;
}

const NAMES = new WeakMap<CodeClass, ReadonlySet<string>>();
