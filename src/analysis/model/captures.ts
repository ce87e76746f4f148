import { descendants, type Syntax } from "../syntax";
import type { Known } from "./facts";
import { tensorsIn } from "./known";
import { type Frame, type Machine, textOf } from "./machine";
import { giveAway, letEscape } from "./operations";
import { ownAttribute } from "./targets";

/** A function or lambda inside may read every tensor, and call every layer, that it names, whenever it is called. */
export function capture(machine: Machine, node: Syntax, frame: Frame): void {
  const read = new Set<Known>();
  for (const inner of descendants(node)) {
    if (inner.type === "identifier") {
      const known = frame.env.get(textOf(machine, inner));
      if (known && known.kind !== "self") {
        letEscape(known);
        if (tensorsIn(known).length > 0) read.add(known);
      }
    } else if (inner.type === "attribute") {
      const name = ownAttribute(machine, inner, frame);
      const known = name === null ? undefined : frame.self?.attributes.get(name);
      if (known) letEscape(known);
    }
  }
  giveAway(machine, frame, [...read], "closure", node);
}
