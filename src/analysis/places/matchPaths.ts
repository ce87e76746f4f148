import { moduleFiles } from "../flow/moduleFiles";
import type { FilesAround } from "../flow/walk";
import { alternativesIn } from "./alternatives";
import { type Candidate, follow, isSamePlace, merged, type Outcome, type Outcomes, type Search } from "./follow";
import { missingNorms } from "./missingNorms";
import type { BuiltPlace, BuiltPlaces, ModulePath, PythonFile } from "./modulePath";
import { newWalk } from "./newWalk";
import { partsOf } from "./parts";
import { leadingWrappers, type PathNode, pathTree, segmentsOf } from "./pathTree";
import { type Made, one } from "./possible";
import { MOST_ROOTS, type Root, rootsFor } from "./roots";
import { allow, type Walk } from "./walk";

/**
 * Finds the calls that construct a model's modules in Python code for PyTorch. What is not certain is ambiguous: the class of
 * the model is the one that has most of the paths, and where several have as many, a place is certain only if it is the same
 * in all of them. Never throws; code that is not understood leads to no certain places.
 *
 * @param complete whether the paths are all normalization layers of the model, as in a checkpoint: then classes that surely
 *   build others are out, if there are any that do not
 */
export function matchPaths(
  files: readonly PythonFile[],
  paths: readonly ModulePath[],
  { complete = false }: { readonly complete?: boolean } = {},
): BuiltPlaces {
  const { unique, indexOf } = distinctPaths(paths);
  const walk = newWalk(around(files));
  const trees = leadingWrappers(unique).map((without) => pathTree(unique, without));
  const names = new Set(trees.flatMap(({ children }) => [...children.keys()]));
  const least = unique.length * LEAST_EXPLAINED;
  const hasEnough = (made: Made) => trees.some((tree) => mostIn(walk, made, tree) >= least);
  const roots = unique.length > 0 ? rootsFor(walk, files, names, hasEnough) : [];
  const search = { walk, paths: unique, alternatives: alternativesIn(walk, files) };
  const found = attempts(search, roots, trees);
  const best = bestOf(found, complete, walk);
  const outcomes = merged(best.map((one) => one.outcomes));
  const isWhole = walk.total > walk.allowed && roots.length < MOST_ROOTS;
  const doubt = isWhole ? doubtOf(best, unique.length) : TOO_MUCH;
  const answer = unique.map((path, i) => placeOf(path, outcomes.get(i), best, doubt));
  const places = paths.map(({ path }): BuiltPlace => ({ ...answer[indexOf.get(keyOf(path))!]!, path }));
  return { places, roots: rootPlaces(best), files: filesOf(files, places, best) };
}

/** More of the paths must not be missing in the model's class, or the class may be another's. */
const MOST_MISSING = 0.1;

/** As many of the paths must be found in it. */
const LEAST_EXPLAINED = 0.5;

interface Attempt {
  readonly root: Root;
  readonly tree: PathNode;
  readonly outcomes: Outcomes;
  /** Paths that are found in it, and those that are found or at least not out of the question. */
  readonly explained: number;
  readonly fitting: number;
}

function distinctPaths(paths: readonly ModulePath[]) {
  const unique: ModulePath[] = [];
  const indexOf = new Map<string, number>();
  for (const path of paths) {
    const key = keyOf(path.path);
    if (indexOf.has(key)) continue;
    indexOf.set(key, unique.length);
    unique.push(path);
  }
  return { unique, indexOf };
}

function keyOf(path: string): string {
  return segmentsOf(path).join(".");
}

function around(files: readonly PythonFile[]): FilesAround {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return moduleFiles(
    "",
    (path) => byPath.has(path),
    (path) => byPath.get(path)?.code ?? null,
  );
}

/** What each class explains, but for those that by their first names alone explain less than another. */
function attempts(search: Search, roots: readonly Root[], trees: readonly PathNode[]): Attempt[] {
  const all = roots.flatMap((root) =>
    trees.map((tree) => ({ root, tree, most: mostIn(search.walk, root.made, tree) })),
  );
  const found: Attempt[] = [];
  let best = 1;
  for (const { root, tree, most } of all.sort((a, b) => b.most - a.most)) {
    if (most < best) break;
    const one = attempt(search, root, tree);
    found.push(one);
    best = Math.max(best, one.explained);
  }
  return found;
}

/** How many paths begin with a name that the object has. */
function mostIn(walk: Walk, made: Made, tree: PathNode): number {
  allow(walk, STEPS_EACH);
  const parts = partsOf(walk, made, tree.children.keys());
  let most = 0;
  for (const [name, { count }] of tree.children) {
    const { things, open } = parts.of(name);
    if (open || things.some(({ kind }) => kind === "object")) most += count;
  }
  return most;
}

function attempt(search: Search, root: Root, tree: PathNode): Attempt {
  allow(search.walk, STEPS_EACH);
  const outcomes = follow(search, one({ kind: "object", made: root.made }), tree, []);
  const explained = [...outcomes.values()].filter(({ candidates }) => candidates.length > 0).length;
  return { root, tree, outcomes, explained, fitting: outcomes.size };
}

const STEPS_EACH = 200_000;

/** Those that explain most of the paths. */
function bestOf(found: readonly Attempt[], complete: boolean, walk: Walk): Attempt[] {
  const most = Math.max(0, ...found.map(({ explained }) => explained));
  if (most === 0) return [];
  const best = found.filter(({ explained }) => explained === most);
  if (!complete) return best;
  const missing = best.map(({ root, tree }) => missingNorms(walk, root.made, tree));
  const least = Math.min(...missing);
  return best.filter((_, i) => missing[i] === least);
}

/** Why nothing of it is certain; null where there is no such doubt. */
function doubtOf(best: readonly Attempt[], count: number): string | null {
  const [first] = best;
  if (!first) return null;
  const isAlmostAll = best.every(({ fitting }) => count - fitting <= count * MOST_MISSING);
  if (isAlmostAll && first.explained >= count * LEAST_EXPLAINED) return null;
  return `The class ${first.root.of.of.name} has not all of the paths, so that the model may be another.`;
}

const TOO_MUCH = "The workspace holds more code of models than is looked through.";

function placeOf(
  { path }: ModulePath,
  outcome: Outcome | undefined,
  best: readonly Attempt[],
  doubt: string | null,
): BuiltPlace {
  const candidates = distinctPlaces(outcome?.candidates ?? []);
  const [only] = candidates;
  if (!outcome || !only) return { kind: "absent", path, reason: doubt === TOO_MUCH ? doubt : whyAbsent(outcome, best) };
  if (candidates.length === 1 && !outcome.open && doubt === null) return { kind: "exact", path, ...only };
  const reason = doubt ?? whyAmbiguous(outcome, best);
  return { kind: "ambiguous", path, candidates: candidates.map(({ place }) => place), reason };
}

function whyAmbiguous({ open }: Outcome, best: readonly Attempt[]): string {
  if (open) return "The code may also build it in a way that cannot be seen from here.";
  return best.some(({ root }) => root.of.of !== best[0]!.root.of.of)
    ? "Several classes explain the paths equally well."
    : "Several calls may build it, and nothing known of the module tells them apart.";
}

function distinctPlaces(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(
    (one, i) =>
      candidates.findIndex((other) => other.inside === one.inside && isSamePlace(other.place, one.place)) === i,
  );
}

function whyAbsent(outcome: Outcome | undefined, best: readonly Attempt[]): string {
  const [first] = best;
  if (!first) return "No class of the workspace builds modules of these names.";
  const { name } = first.root.of.of;
  return outcome?.open
    ? `The class ${name} holds it in something whose class the code does not tell.`
    : `The class ${name} builds nothing of this name, or something of another type.`;
}

function rootPlaces(best: readonly Attempt[]): BuiltPlaces["roots"] {
  const classes = new Map(best.map(({ root }) => [root.of.of, root.of]));
  return [...classes.values()].map(({ of, home }) => ({
    name: of.name,
    place: { file: home.file, start: of.start, end: of.end },
  }));
}

function filesOf(
  files: readonly PythonFile[],
  places: readonly BuiltPlace[],
  best: readonly Attempt[],
): BuiltPlaces["files"] {
  const used = new Set(best.map(({ root }) => root.of.home.file));
  for (const { root } of best) if (root.made.place) used.add(root.made.place.file);
  for (const place of places) {
    if (place.kind === "exact") for (const { file } of [place.place, ...place.through]) used.add(file);
    if (place.kind === "ambiguous") for (const { file } of place.candidates) used.add(file);
  }
  return files.filter(({ path }) => used.has(path)).map(({ path, version }) => ({ path, version }));
}
