import type { Expression } from "./code";
import { partOf } from "./models";
import { one, type Value } from "./values";
import type { Frame, Walk } from "./walk";
import type { World } from "./world";

/** Names that stood for any module of a model, and stand for those of one kind where a condition holds. */
export interface Narrowing {
  readonly names: ReadonlyMap<string, { readonly wide: Value; readonly narrow: Value; readonly part: number }>;
  /** The condition asks for nothing else: all modules of the kind come here. */
  readonly only: boolean;
}

/** `isinstance(module, nn.BatchNorm2d)`, or a name of a class in quotes; null where nothing becomes known of modules. */
export function narrowed(walk: Walk, test: Expression, frame: Frame, world: World): Narrowing | null {
  const modules = [...world.names].filter(([, value]) => isModule(walk, value));
  if (modules.length === 0 || (test.kind === "logic" && test.operator === "not")) return null;
  const only = !(test.kind === "logic" && test.operator === "and");
  const kind = kindAsked(walk, test, frame, world, 0);
  if (kind === null) return null;
  const names = new Map<string, { wide: Value; narrow: Value; part: number }>();
  for (const [name, wide] of modules) {
    const [thing] = wide.things;
    if (thing?.kind !== "model") continue;
    const part = partOf(walk, thing.id, kind);
    const narrow = one({ kind: "model", id: part });
    names.set(name, { wide, narrow, part });
    world.names.set(name, narrow);
  }
  return { names, only };
}

function isModule(walk: Walk, { things }: Value): boolean {
  const [thing, second] = things;
  return thing?.kind === "model" && !second && walk.models[thing.id]!.attribute === "*";
}

type Kind = "*norm" | "*dropout" | "*other";

/** The kind of module that a condition names first. */
function kindAsked(walk: Walk, test: Expression, frame: Frame, world: World, depth: number): Kind | null {
  if (depth > 6) return null;
  switch (test.kind) {
    case "literal":
      return typeof test.value === "string" ? kindNamed(test.value) : null;
    case "name":
    case "member": {
      const things = walk.evaluate(test, frame, world).things;
      const kinds = things.map((thing) =>
        thing.kind === "foreign" ? (kindNamed(thing.name) ?? layer(thing.name)) : null,
      );
      return kinds.length > 0 && kinds.every((kind) => kind === kinds[0]) ? kinds[0]! : null;
    }
    case "call":
      return first([...test.arguments.map(({ value }) => value).reverse(), test.of], (part) =>
        kindAsked(walk, part, frame, world, depth + 1),
      );
    case "logic":
      return first(test.parts, (part) => kindAsked(walk, part, frame, world, depth + 1));
    case "list":
      return common(test.items.map((item) => kindAsked(walk, item, frame, world, depth + 1)));
    case "mix":
      return first(test.parts, (part) => kindAsked(walk, part, frame, world, depth + 1));
    default:
      return null;
  }
}

function kindNamed(name: string): Kind | null {
  if (/batch_?norm|^bn\d?$|^_?BatchNorm/i.test(name)) return "*norm";
  return /dropout/i.test(name) ? "*dropout" : null;
}

/** Any other layer. */
function layer(name: string): Kind | null {
  return /^torch\.nn\./.test(name) ? "*other" : null;
}

function first<T>(parts: readonly T[], find: (part: T) => Kind | null): Kind | null {
  for (const part of parts) {
    const kind = find(part);
    if (kind) return kind;
  }
  return null;
}

/** Of several classes: batch norms, where they are among them. */
function common(kinds: readonly (Kind | null)[]): Kind | null {
  return kinds.find((kind) => kind === "*norm") ?? kinds[0] ?? null;
}

/** Behind the condition the names stand for any module again; those of the kind are as they were left. */
export function widen({ names, only }: Narrowing, done: readonly World[], skipped: readonly World[]): void {
  for (const [name, { wide, narrow, part }] of names) {
    for (const world of done) if (world.names.get(name) === narrow) world.names.set(name, wide);
    const modes = done[0]?.modes.get(part);
    if (only && modes) for (const world of skipped) world.modes.set(part, modes);
  }
}
