import { mayBe } from "./candidates";
import type { ModulePath } from "./modulePath";
import { partsOf } from "./parts";
import type { PathNode } from "./pathTree";
import type { CallPlace, Made, Possible } from "./possible";
import type { Walk } from "./walk";

/** Where a module may be built. */
export interface Candidate {
  readonly place: CallPlace;
  readonly inside: string | null;
  readonly through: readonly CallPlace[];
}

/** What is found for one path. */
export interface Outcome {
  readonly candidates: readonly Candidate[];
  /** It may also be built in a way that is not seen. */
  readonly open: boolean;
}

/** What is found for paths, by their index; of those that are missing, nothing can be. */
export type Outcomes = ReadonlyMap<number, Outcome>;

const UNSEEN: Outcome = { candidates: [], open: true };

/** What paths are followed with. */
export interface Search {
  readonly walk: Walk;
  readonly paths: readonly ModulePath[];
  /** Objects of any class of the workspace that may have the parts of a node; null where that is not looked for. */
  readonly alternatives: (node: PathNode) => readonly Made[] | null;
}

/**
 * Follows paths into what may stand where they begin. Where that is one of several, those are left out that lack a part which
 * the paths have, if others have them all. Where it may also be of a class that nobody sees, what is seen and has all parts
 * counts as long as no other class of the workspace has them, too.
 */
export function follow(
  search: Search,
  { things, open }: Possible,
  node: PathNode,
  through: readonly CallPlace[],
): Outcomes {
  const all = things.flatMap((thing) => (thing.kind === "object" ? thing.made : []));
  const isParent = node.children.size > 0;
  const known = isParent ? all.filter(({ of }) => of !== null) : all;
  const found = known.map((made) => followOne(search, made, node, through));
  const whole = found.filter(({ size }) => size === node.count);
  const kept = whole.length > 0 ? whole : found;
  if (!open && known.length === all.length) return merged(kept);
  const others = isParent && whole.some(isFound) ? search.alternatives(node) : null;
  if (!others) return merged([...kept, new Map(indexesIn(node).map((index) => [index, UNSEEN]))]);
  const classes = new Set(known.map(({ of }) => (of?.kind === "class" ? of.of : null)));
  const unknown = others.filter(({ of }) => of?.kind !== "class" || !classes.has(of.of));
  const also = unknown.map((made) => followOne(search, made, node, through));
  return merged([...kept, ...also.filter((outcomes) => outcomes.size === node.count && isFound(outcomes))]);
}

function isFound(outcomes: Outcomes): boolean {
  return outcomes.size > 0 && [...outcomes.values()].every(({ candidates }) => candidates.length > 0);
}

function followOne(search: Search, made: Made, node: PathNode, through: readonly CallPlace[]): Outcomes {
  const { walk, paths } = search;
  const outcomes = new Map<number, Outcome>();
  if (node.index !== null && made.place && mayBe(walk, made, paths[node.index]!)) {
    outcomes.set(node.index, { candidates: [{ place: made.place, inside: null, through }], open: false });
  }
  if (node.children.size === 0) return outcomes;
  const parts = partsOf(walk, made, node.children.keys());
  const within = made.place ? [...through, made.place] : through;
  for (const [name, child] of node.children) {
    if (made.place && parts.isForeign(name)) insideOf(made.place, through, name, child, outcomes);
    else for (const [index, outcome] of follow(search, parts.of(name), child, within)) outcomes.set(index, outcome);
  }
  return outcomes;
}

/** Whatever is below is built by the call of another package's function. */
function insideOf(
  place: CallPlace,
  through: readonly CallPlace[],
  rest: string,
  node: PathNode,
  outcomes: Map<number, Outcome>,
): void {
  if (node.index !== null) outcomes.set(node.index, { candidates: [{ place, inside: rest, through }], open: false });
  for (const [name, child] of node.children) insideOf(place, through, `${rest}.${name}`, child, outcomes);
}

export function indexesIn(node: PathNode): number[] {
  const found = node.index === null ? [] : [node.index];
  for (const child of node.children.values()) found.push(...indexesIn(child));
  return found;
}

/** What several ways find together. */
export function merged(all: readonly Outcomes[]): Outcomes {
  const [first, ...rest] = all;
  if (!first || rest.length === 0) return first ?? new Map();
  const outcomes = new Map(first);
  for (const other of rest) {
    for (const [index, outcome] of other) {
      const known = outcomes.get(index);
      outcomes.set(index, known ? together(known, outcome) : outcome);
    }
  }
  return outcomes;
}

function together(a: Outcome, b: Outcome): Outcome {
  const candidates = [...a.candidates];
  for (const one of b.candidates) {
    const at = candidates.findIndex((known) => known.inside === one.inside && isSamePlace(known.place, one.place));
    if (at < 0) candidates.push(one);
    else {
      const shared = candidates[at]!.through.filter((place) => one.through.some((other) => isSamePlace(place, other)));
      candidates[at] = { ...one, through: shared };
    }
  }
  return { candidates, open: a.open || b.open };
}

export function isSamePlace(a: CallPlace, b: CallPlace): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end;
}
