import { relative, sep } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { CodeFile } from "../analysis/flow/code";
import { partsIn } from "../analysis/flow/mentions";
import { moduleFiles } from "../analysis/flow/moduleFiles";
import type { PythonFile } from "../analysis/places/modulePath";
import type { CodeStore } from "./codeStore";
import { findPython } from "./findPython";
import { findProjects } from "./projects";

/** The Python files below a root that have to do with models of PyTorch. */
export interface ModelFiles {
  /** As they are now; the very same answer as long as none has changed. */
  read(): Promise<FilesOfModels>;
}

export interface FilesOfModels {
  readonly files: readonly PythonFile[];
  /** There are more than are looked through. */
  readonly tooMany: boolean;
}

/** What a file imports, by its path. */
interface Known {
  readonly version: string;
  readonly imports: readonly string[];
}

const MOST_FILES = 5_000;
/** Of those that have to do with models. */
const MOST_MODEL_FILES = 1_000;
/** Other calls of the thread come in after so long. */
const TURN_MS = 20;

/** @param store of the same root */
export function createModelFiles(root: string, store: CodeStore): ModelFiles {
  const known = new Map<string, Known>();
  let last: { readonly key: string; readonly answer: FilesOfModels } | null = null;

  async function learn(path: string): Promise<void> {
    const version = store.version(path);
    if (version === null) known.delete(path);
    else if (known.get(path)?.version !== version) {
      const code = store.code(path);
      known.set(path, { version, imports: code ? importsOf(code) : [] });
    }
  }

  return {
    async read() {
      const paths = await pathsBelow(root);
      const shown = paths.slice(0, MOST_FILES);
      for (const path of known.keys()) if (!shown.includes(path)) known.delete(path);
      await inTurns(shown, learn);
      const key = [...known].map(([path, { version }]) => `${path}\0${version}`).join("\n");
      if (last?.key === key) return last.answer;
      const chosen = ofModels(known);
      const files: PythonFile[] = [];
      await inTurns(chosen.slice(0, MOST_MODEL_FILES), async (path) => {
        const code = store.code(path);
        if (code) files.push({ path, code, version: known.get(path)!.version });
      });
      const answer = { files, tooMany: paths.length > MOST_FILES || chosen.length > MOST_MODEL_FILES };
      last = { key, answer };
      return answer;
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

async function inTurns(paths: readonly string[], work: (path: string) => Promise<void>): Promise<void> {
  let turn = performance.now();
  for (const path of paths) {
    await work(path);
    if (performance.now() - turn < TURN_MS) continue;
    await setImmediate();
    turn = performance.now();
  }
}

function importsOf(code: CodeFile): readonly string[] {
  const found = new Set<string>();
  for (const part of partsIn(code.steps))
    if (part.kind === "import")
      for (const { name, qualified } of part.names) found.add(name === "*" ? `${qualified}.*` : qualified);
  return [...found];
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
