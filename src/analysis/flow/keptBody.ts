import type { Syntax } from "../syntax";
import type { FunctionBody } from "./code";

/**
 * The body of a function of a text that somebody writes. Where nothing in the function has changed, it is the same node as in
 * the version before: its body is read no more, but moved to where it stands now. It is forgotten with the node.
 * @param depth how deeply it is nested, since what is nested too deep is not read
 */
export function keptBody(node: Syntax, depth: number, read: () => FunctionBody): FunctionBody {
  const kept = KEPT.get(node);
  if (kept?.depth === depth) return moved(kept, node.start);
  // Of a text that is checked once, each body is asked for once.
  if (!ASKED.has(node)) {
    ASKED.add(node);
    return read();
  }
  // Names are pieces of the text that they were read from, and would keep all of it; those that JSON makes are not.
  const body = JSON.parse(JSON.stringify(read())) as FunctionBody;
  KEPT.set(node, { body, depth, placed: placedIn(body, []), start: node.start });
  return body;
}

const ASKED = new WeakSet<Syntax>();
const KEPT = new WeakMap<Syntax, Kept>();

interface Kept {
  readonly body: FunctionBody;
  readonly depth: number;
  /** All in it that has a place. */
  readonly placed: readonly Placed[];
  /** Where the function was then. */
  start: number;
}

interface Placed {
  start: number;
  end: number;
}

function moved(kept: Kept, start: number): FunctionBody {
  const by = start - kept.start;
  if (by !== 0) {
    for (const part of kept.placed) {
      part.start += by;
      part.end += by;
    }
    kept.start = start;
  }
  return kept.body;
}

function placedIn(part: unknown, found: Placed[]): Placed[] {
  if (typeof part !== "object" || part === null) return found;
  // What stands for something that is missing has no place, and ends where the text begins.
  if ("end" in part && typeof part.end === "number" && part.end > 0) found.push(part as Placed);
  for (const inner of Object.values(part)) placedIn(inner, found);
  return found;
}
