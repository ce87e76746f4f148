import type { PythonFile } from "./modulePath";
import type { PathNode } from "./pathTree";
import type { Made } from "./possible";
import { supposedRoots } from "./roots";
import type { Walk } from "./walk";

/** Finds the classes of the workspace whose objects may have the parts of a node, once for all nodes that are alike. */
export function alternativesIn(walk: Walk, files: readonly PythonFile[]): (node: PathNode) => readonly Made[] | null {
  const known = new Map<string, readonly Made[]>();
  let depth = 0;
  return (node) => {
    if (depth > 0) return null;
    const names = [...node.children.keys()].sort();
    const key = names.join(".");
    let found = known.get(key);
    if (!found && known.size >= MOST_KINDS) return null;
    if (!found) {
      depth++;
      found = supposedRoots(walk, files, new Set(names.slice(0, 1))).map(({ made }) => made);
      depth--;
      known.set(key, found);
    }
    return found.length > MOST_CLASSES ? null : found;
  };
}

/** Beyond these, nobody looks. */
const MOST_KINDS = 200;
const MOST_CLASSES = 200;
