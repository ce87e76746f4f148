import { type ClassThing, named, one, type Thing, UNKNOWN, type Value } from "./values";

/** What a class is derived from, as far as names tell. */
export function basesOf({ of, home }: ClassThing): Thing[] {
  return of.bases.flatMap((base) => staticValue(base, home.names).things.slice(0, 1));
}

/** What names stand for in a file, without anything happening. */
export function staticValue(expression: ClassThing["of"]["bases"][number], names: ReadonlyMap<string, Value>): Value {
  if (expression.kind === "name") return named(names, expression.name) ?? UNKNOWN;
  if (expression.kind === "item") return staticValue(expression.of, names);
  if (expression.kind !== "member") return UNKNOWN;
  const [thing] = staticValue(expression.of, names).things;
  if (thing?.kind === "foreign") return one({ kind: "foreign", name: `${thing.name}.${expression.name}` });
  return thing?.kind === "module" ? (named(thing.home.names, expression.name) ?? UNKNOWN) : UNKNOWN;
}
