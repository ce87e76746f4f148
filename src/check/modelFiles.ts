import { relative, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { CodeFile } from "../analysis/flow/code";
import { moduleFiles } from "../analysis/flow/moduleFiles";
import type { PythonFile } from "../analysis/places/modulePath";
import { sha256 } from "./cacheEntry";
import type { CodeStore, UnsavedText } from "./codeStore";
import { currentText } from "./currentText";
import { findPython } from "./findPython";
import { findProjects } from "./projects";

/** The Python files below a root that have to do with models of PyTorch. */
export interface ModelFiles {
  /** As they are now. */
  read(unsaved: readonly UnsavedText[]): Promise<FilesOfModels>;
}

export interface FilesOfModels {
  /** The same as long as no Python file has changed, comes or goes. */
  readonly key: string;
  /** Reads their code; null where there are more than are looked through. */
  load(): Promise<readonly PythonFile[] | null>;
}

/** What a file imports, and how long its text is. */
interface Known {
  readonly version: string;
  readonly imports: readonly string[];
  readonly length: number;
}

const MOST_FILES = 5_000;
/** Of the text of those that have to do with models: as much as the store keeps. */
const MOST_LENGTH = 8 << 20;
/** Other calls of the thread come in after so long. */
const TURN_MS = 20;

/** @param store of the same root */
export function createModelFiles(root: string, store: CodeStore): ModelFiles {
  const known = new Map<string, Known>();

  function learn(path: string, unsaved: readonly UnsavedText[]): void {
    const version = store.version(path);
    if (version === null) known.delete(path);
    else if (known.get(path)?.version !== version) {
      const text = currentText(root, path, unsaved) ?? "";
      known.set(path, { version, imports: importsIn(text), length: text.length });
    }
  }

  async function load(): Promise<readonly PythonFile[] | null> {
    const chosen = ofModels(known);
    if (chosen.reduce((sum, path) => sum + known.get(path)!.length, 0) > MOST_LENGTH) return null;
    const files: PythonFile[] = [];
    await inTurns(chosen, (path) => {
      const code = store.code(path);
      const version = known.get(path)?.version;
      if (code && version !== undefined) files.push({ path, code, version });
    });
    return files;
  }

  return {
    async read(unsaved) {
      const paths = await pathsBelow(root);
      const listed = new Set(paths.slice(0, MOST_FILES));
      for (const path of known.keys()) if (!listed.has(path)) known.delete(path);
      await inTurns([...listed], (path) => learn(path, unsaved));
      const key = [...known].map(([path, { version }]) => `${path}\0${version}`).join("\n");
      return {
        key: sha256(new TextEncoder().encode(key)),
        load: async () => (paths.length > MOST_FILES ? null : load()),
      };
    },
  };
}

/** From the root on, with slashes; none where nothing can be listed. */
async function pathsBelow(root: string): Promise<readonly string[]> {
  const found = await findPython(
    [root],
    findProjects(() => undefined),
  ).catch(() => []);
  return found.filter((path) => path.endsWith(".py")).map((path) => relative(root, path).split(sep).join("/"));
}

async function inTurns(paths: readonly string[], work: (path: string) => void): Promise<void> {
  let turn = performance.now();
  for (const path of paths) {
    work(path);
    if (performance.now() - turn < TURN_MS) continue;
    await setImmediate();
    turn = performance.now();
  }
}

/**
 * Modules, and names in them, that a text imports, as far as its lines tell. What reads like an import and is none has a file
 * read in vain, so that nothing has to be parsed for it.
 */
export function importsIn(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, module, names] of text.matchAll(FROM)) {
    for (const name of namesIn(names!)) found.add(module!.endsWith(".") ? `${module}${name}` : `${module}.${name}`);
  }
  for (const [, modules] of text.matchAll(IMPORT)) for (const name of namesIn(modules!)) found.add(name);
  return [...found].slice(0, MOST_IMPORTS);
}

const FROM = /^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]*(\([^()]{0,4000}\)|(?:[^\\\n;]|\\\r?\n)*)/gm;
const IMPORT = /^[ \t]*import[ \t]+([^\n;]*)/gm;
const MOST_IMPORTS = 1_000;

/** `a as b, c`, perhaps in brackets and over several lines. */
function namesIn(list: string): string[] {
  const plain = list.replace(/#.*/g, "").replace(/[()\\]/g, " ");
  return plain.split(",").flatMap((one) => /^[.\w*]+/.exec(one.trim())?.[0] ?? []);
}

/** Files that import PyTorch, those that import them, and all that any of these import. */
function ofModels(known: ReadonlyMap<string, Known>): readonly string[] {
  const { find } = moduleFiles(
    "",
    (path) => known.has(path),
    () => NOTHING,
  );
  const imported = new Map([...known].map(([path, { imports }]) => [path, edges(imports, path, find)]));
  const importing = new Map<string, string[]>();
  for (const [path, targets] of imported)
    for (const target of targets) importing.set(target, [...(importing.get(target) ?? []), path]);
  const first = [...known].filter(([, { imports }]) => imports.some((name) => FRAMEWORK.test(name)));
  const users = reachedFrom(
    first.map(([path]) => path),
    importing,
  );
  const all = reachedFrom([...users], imported);
  return [...known.keys()].filter((path) => all.has(path));
}

const FRAMEWORK = /^(torch|torchvision|timm|pytorch_lightning|lightning|transformers)(\.|$)/;
const NOTHING: CodeFile = { steps: [], models: [], conditions: [] };

type Find = ReturnType<typeof moduleFiles>["find"];

/** A name may be a module's or something in one; the packages around a module run with it. */
function edges(imports: readonly string[], from: string, find: Find): readonly string[] {
  const found = new Set<string>();
  for (const qualified of imports) {
    if (FRAMEWORK.test(qualified)) continue;
    const at = qualified.lastIndexOf(".");
    const parent = at < 0 ? null : qualified.slice(0, at);
    for (const name of [qualified, parent !== null && /^\.*$/.test(parent) ? `${parent}.` : parent]) {
      const module = name === null ? null : find(name, from);
      if (module) found.add(module.path);
    }
  }
  return [...found];
}

function reachedFrom(paths: readonly string[], edgesOf: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set(paths);
  const open = [...paths];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const next of edgesOf.get(path) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
}
