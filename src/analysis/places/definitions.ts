import type { CodeClass, CodeFile, CodeFunction, Step } from "../flow/code";
import { expressionsIn } from "../flow/mentions";
import { definitionsIn } from "../flow/scripted";
import { onceFor } from "../onceFor";

/** A class or function of a file, and the names that stand in it. */
export interface Definition {
  readonly name: string;
  readonly of: CodeClass | CodeFunction;
  readonly isClass: boolean;
  readonly names: ReadonlySet<string>;
}

export interface Definitions {
  readonly all: readonly Definition[];
  /** Names in the file's own statements. */
  readonly names: ReadonlySet<string>;
}

/** What a file defines, found once. */
export const definitionsOf = onceFor((code: CodeFile): Definitions => {
  const all = definitionsIn(code.steps).map((of): Definition => {
    const isClass = "methods" in of;
    const parts: Step[] = isClass ? [{ kind: "class", class: of }] : [{ kind: "function", function: of }];
    const bases = isClass ? of.bases.map((value): Step => ({ kind: "evaluate", value })) : [];
    return { name: of.name, of, isClass, names: namesIn([...parts, ...bases]) };
  });
  return { all, names: namesIn(code.steps.filter(({ kind }) => kind !== "class" && kind !== "function")) };
});

function namesIn(steps: readonly Step[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const one of expressionsIn(steps)) if (one.kind === "name" || one.kind === "member") found.add(one.name);
  return found;
}
