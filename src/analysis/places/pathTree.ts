import type { ModulePath } from "./modulePath";

/** Module paths by their segments. */
export interface PathNode {
  readonly children: ReadonlyMap<string, PathNode>;
  /** The path that ends here, by its index; null where it is only on the way to others. */
  readonly index: number | null;
  /** How many paths end here or below. */
  readonly count: number;
}

interface Draft extends PathNode {
  readonly children: Map<string, Draft>;
  index: number | null;
  count: number;
}

/** @param without how many segments are left out at the front */
export function pathTree(paths: readonly ModulePath[], without: number): PathNode {
  const root: Draft = { children: new Map(), index: null, count: 0 };
  for (const [index, { path }] of paths.entries()) {
    let node = root;
    node.count++;
    for (const segment of segmentsOf(path).slice(without)) {
      let child = node.children.get(segment);
      if (!child) {
        child = { children: new Map(), index: null, count: 0 };
        node.children.set(segment, child);
      }
      node = child;
      node.count++;
    }
    node.index ??= index;
  }
  return root;
}

/** The segments of a path, without those that wrappers add anywhere. */
export function segmentsOf(path: string): string[] {
  return path
    .split(".")
    .filter((segment) => !ADDED.has(segment))
    .slice(0, MOST_SEGMENTS);
}

const ADDED: ReadonlySet<string> = new Set(["_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"]);

const MOST_SEGMENTS = 64;

/** How many leading segments may be those of a wrapper: none, or those that all paths share and wrappers use. */
export function leadingWrappers(paths: readonly ModulePath[]): number[] {
  const all = paths.map(({ path }) => segmentsOf(path));
  const counts = [0];
  for (let at = 0; at < MOST_WRAPPERS; at++) {
    const name = all[0]?.[at];
    if (name === undefined || !WRAPPERS.has(name) || !all.every((one) => one.length > at + 1 && one[at] === name))
      break;
    counts.push(at + 1);
  }
  return counts;
}

const MOST_WRAPPERS = 4;

/** DataParallel's attribute, and what training frameworks and scripts call the model that they hold. */
const WRAPPERS: ReadonlySet<string> = new Set("module model _model net network _forward_module".split(" "));
