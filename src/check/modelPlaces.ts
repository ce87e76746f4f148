import type { PythonParser } from "../analysis/parse";
import { matchPaths } from "../analysis/places/matchPaths";
import type { BuiltPlace, BuiltPlaces, ModulePath, PythonFile } from "../analysis/places/modulePath";
import type { CallPlace } from "../analysis/places/possible";
import type { CheckProject } from "./checkPath";
import type { CodeStore, UnsavedText } from "./codeStore";
import { type LineRange, lineRange } from "./lineRange";
import { type Cause, causesFor } from "./modelCauses";
import { createModelFiles, type ModelFiles } from "./modelFiles";
import { suppressedAt } from "./suppressedAt";

/** Modules that were measured, whose places in the code of a project are wanted. */
export interface OpenModules {
  readonly project: Pick<CheckProject, "root" | "cache">;
  /** What is open and not saved, by paths from the root on. */
  readonly unsaved: readonly UnsavedText[];
  readonly modules: readonly (ModulePath & {
    /** Codes of what was found in it. */
    readonly codes: readonly string[];
  })[];
  /** Whether the model has no others that normalize. */
  readonly complete: boolean;
}

/** Where modules are built, and what explains what was found in them. */
export interface ModulePlaces {
  /** In the order of the modules. */
  readonly places: readonly ModulePlace[];
  readonly causes: readonly Cause[];
}

export type ModulePlace =
  | {
      readonly kind: "exact";
      /** The call that constructs it. */
      readonly at: LineRange;
      /** What is left of its path, for what a library builds inside of this call. */
      readonly inside: string | null;
      /** Codes that comments suppress there. */
      readonly suppressed: readonly string[];
    }
  | { readonly kind: "ambiguous"; readonly candidates: readonly LineRange[]; readonly reason: string }
  | { readonly kind: "absent"; readonly reason: string };

/** Answers for the projects of a thread; where neither code nor modules have changed, at once. */
export interface PlacesOfModules {
  of(open: OpenModules): Promise<ModulePlaces>;
}

/** More candidates are of no use to anyone. */
const MOST_CANDIDATES = 8;

interface Kept {
  readonly files: ModelFiles;
  last: { readonly key: string; readonly modules: string; readonly answer: ModulePlaces } | null;
}

export function createPlacesOfModules(
  parser: PythonParser,
  storeOf: (project: OpenModules["project"]) => CodeStore,
): PlacesOfModules {
  const projects = new WeakMap<CodeStore, Kept>();

  function keptOf(store: CodeStore, root: string): Kept {
    const known = projects.get(store) ?? { files: createModelFiles(root, store), last: null };
    projects.set(store, known);
    return known;
  }

  return {
    async of(open) {
      const store = storeOf(open.project);
      store.refresh();
      store.overlay(open.unsaved);
      const kept = keptOf(store, open.project.root);
      const { key, load } = await kept.files.read(open.unsaved);
      const modules = JSON.stringify([open.complete, open.modules]);
      if (kept.last?.key === key && kept.last.modules === modules) return kept.last.answer;
      const files = await load();
      const answer = files ? placesIn(open, files, store, parser) : unknown(open);
      kept.last = { key, modules, answer };
      return answer;
    },
  };
}

function unknown({ modules }: OpenModules): ModulePlaces {
  const reason = "The folder holds more Python files than are looked through.";
  return { places: modules.map(() => ({ kind: "absent", reason })), causes: [] };
}

function placesIn(
  open: OpenModules,
  files: readonly PythonFile[],
  store: CodeStore,
  parser: PythonParser,
): ModulePlaces {
  const { modules, complete, project, unsaved } = open;
  const built = matchPaths(files, modules, { complete });
  const exact = built.places.flatMap((place, i) =>
    place.kind === "exact" ? [{ place: place.place, codes: modules[i]!.codes }] : [],
  );
  const suppressed = suppressedAt(exact, { root: project.root, unsaved, parser });
  const places = built.places.map((place): ModulePlace => shown(place, store, suppressed));
  return { places, causes: causesFor(codesIn(built, open), built, files, { project, unsaved, store, parser }) };
}

/** Codes of modules whose places are known. */
function codesIn({ places }: BuiltPlaces, { modules }: OpenModules): ReadonlySet<string> {
  return new Set(places.flatMap(({ kind }, i) => (kind === "exact" ? modules[i]!.codes : [])));
}

function shown(place: BuiltPlace, store: CodeStore, suppressed: (place: CallPlace) => readonly string[]): ModulePlace {
  switch (place.kind) {
    case "absent":
      return { kind: "absent", reason: place.reason };
    case "ambiguous": {
      const candidates = place.candidates.slice(0, MOST_CANDIDATES).map((one) => lineRange(one, store));
      return { kind: "ambiguous", candidates, reason: place.reason };
    }
    case "exact": {
      const { inside, place: at } = place;
      return { kind: "exact", at: lineRange(at, store), inside, suppressed: suppressed(at) };
    }
  }
}
