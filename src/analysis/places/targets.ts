import type { Expression } from "../flow/code";
import { combined, extend, nameOf } from "./combine";
import { iterated, listsIn } from "./iterate";
import { ANY_NAME } from "./namePattern";
import { either, type Named, OPEN, type Possible, plainItems } from "./possible";
import { type Frame, perhapsStep, put, type Walk } from "./walk";
import type { Way } from "./way";

/** `target = value` */
export function assign(walk: Walk, target: Expression, value: Possible, frame: Frame): void {
  switch (target.kind) {
    case "name":
      frame.env.set(target.name, value);
      return;
    case "member":
      for (const { named, way } of namedIn(walk, walk.evaluate(target.of, frame), frame)) {
        put(walk, named, [target.name], value, way);
      }
      return;
    case "item": {
      const of = walk.evaluate(target.of, frame);
      const name = target.many ? ANY_NAME : nameOf(walk.evaluate(target.index, frame));
      for (const { named, way } of namedIn(walk, of, frame)) put(walk, named, name, value, way);
      for (const thing of of.things) if (thing.kind === "list") thing.list.open = true;
      return;
    }
    case "list":
      unpack(walk, target, value, frame);
      return;
    default:
  }
}

function unpack(walk: Walk, { items }: Expression & { kind: "list" }, value: Possible, frame: Frame): void {
  const isEach = items.every(({ kind }) => kind !== "mix");
  const options = value.things.map((thing) => plainItems({ things: [thing], open: false }));
  if (isEach && options.length > 0 && options.every((option) => option?.length === items.length)) {
    const rest = value.open ? [OPEN] : [];
    for (const [i, item] of items.entries()) {
      assign(walk, item, either(...options.map((option) => option![i]!), ...rest), frame);
    }
    return;
  }
  const { element } = iterated(walk, value);
  for (const item of items) assign(walk, item, { ...element, open: true }, frame);
}

/** Objects and mappings that something is put into; into one of several, perhaps. */
function namedIn(walk: Walk, of: Possible, frame: Frame) {
  const all = of.things.flatMap((thing): Named | [] =>
    thing.kind === "object" ? thing.made : thing.kind === "dictionary" ? thing.dictionary : [],
  );
  const isSure = all.length === 1 && of.things.length === 1;
  const way: Way = isSure ? frame.way : [...frame.way, perhapsStep(walk)];
  for (const thing of of.things) if (thing.kind === "object") walk.construct(thing.made);
  return all.map((named) => ({ named, way }));
}

/** `target += value` */
export function addTo(walk: Walk, target: Expression, value: Possible, frame: Frame): void {
  const before = walk.evaluate(target, frame);
  const lists = listsIn(walk, before);
  const containers = before.things.flatMap((thing) => (thing.kind === "object" ? thing.made : []));
  const all = new Set([...lists, ...containers]);
  if (all.size === 0 || before.open) {
    assign(walk, target, combined(walk, "+", before, value, frame), frame);
    return;
  }
  for (const list of all) {
    if (all.size > 1) list.open = true;
    extend(walk, list, value, frame);
  }
}
