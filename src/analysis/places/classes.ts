import type { CodeFunction } from "../flow/code";
import type { ClassThing, Thing } from "./possible";
import { type ClassLine, frameOf, type Walk } from "./walk";

/** What a class is derived from, in order; what is not known is left out, and told by `open`. */
export function basesOf(
  walk: Walk,
  { of, home }: ClassThing,
): { readonly things: readonly Thing[]; readonly open: boolean } {
  const values = of.bases.map((base) => walk.evaluate(base, frameOf(home, home.names)));
  return {
    things: values.flatMap(({ things }) => things),
    open: values.some(({ open, things }) => open || things.length > 1),
  };
}

/** The workspace's classes that a class is derived from, itself first, and the names of others. */
export function lineOf(walk: Walk, of: ClassThing): ClassLine {
  const known = walk.lines.get(of.of);
  if (known) return known;
  const line = { own: [] as ClassThing[], foreign: [] as string[], open: false };
  const rest = [of];
  for (let next = rest.shift(); next && line.own.length < MOST_BASES; next = rest.shift()) {
    const { of: code } = next;
    if (line.own.some((known) => known.of === code)) continue;
    line.own.push(next);
    const { things, open } = basesOf(walk, next);
    line.open ||= open;
    for (const thing of things) {
      if (thing.kind === "class") rest.push(thing);
      else if (thing.kind === "foreign") line.foreign.push(thing.name);
      else line.open = true;
    }
  }
  // While files still run, not all of their names are there.
  if (walk.running === 0) walk.lines.set(of.of, line);
  return line;
}

const MOST_BASES = 16;

/** A method of a class or of the workspace's classes that it is derived from. */
export function methodNamed(
  walk: Walk,
  of: ClassThing,
  name: string,
): { owner: ClassThing; method: CodeFunction } | null {
  if (of.of.methods[name]) return { owner: of, method: of.of.methods[name] };
  for (const owner of lineOf(walk, of).own) {
    const method = owner.of.methods[name];
    if (method) return { owner, method };
  }
  return null;
}

/** Bases that put nothing under names of their own that a model's layers have. */
export function holdsNothing(name: string): boolean {
  return HOLDS_NOTHING.test(name);
}

const HOLDS_NOTHING =
  /^(object|abc\.\w+|typing\..*|enum\..*|torch\.nn\.(modules\.(\w+\.)?)?[A-Z]\w*|(pytorch_lightning|lightning)\..*Module|.*Mixin)$/;

/** Whether objects of a class that is derived from this one may have layers. */
export function mayHoldLayers(name: string): boolean {
  return !NO_LAYERS.test(name);
}

const NO_LAYERS =
  /^(object|dict|list|str|int|\w*(Exception|Error)|abc\.\w+|enum\..*|typing\..*|collections\..*|argparse\..*|unittest\..*|pydantic\..*|torch\.(?!nn\.)[\w.]*|.*(Dataset|Config|Sampler|Transform|Loss|DataModule|TestCase))$/;
