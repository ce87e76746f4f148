import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { lineStarts } from "../analysis/checking/textLines";
import type { CodeFile } from "../analysis/flow/code";
import { moduleFiles } from "../analysis/flow/moduleFiles";
import { readCode } from "../analysis/flow/readCode";
import type { FilesAround } from "../analysis/flow/walk";
import type { PythonParser } from "../analysis/parse";
import { sha256 } from "./cacheEntry";
import type { CodeCache } from "./codeCache";
import { decodePython } from "./decodePython";
import { createFolders } from "./folders";
import { type FileStamp, isSame, SETTLES_MS, type SourceCode } from "./sourceCode";

/**
 * The Python files below a root, for whatever imports them: read when they are asked for, kept while they stay as they
 * are. Paths go from the root on, with slashes. Nothing of it throws: what cannot be read is not there.
 */
export interface CodeStore {
  /** What the file of a path may import. */
  around(path: string): Imports;
  /** A file's code; null where there is none. */
  code(path: string): CodeFile | null;
  /** Another one whenever the file's text is, without reading it; null where there is no such file. */
  version(path: string): string | null;
  /** Where the lines of a file begin. */
  linesOf(path: string): readonly number[] | null;
  /** These texts take the place of what the files hold, and no others do any more. */
  overlay(unsaved: readonly UnsavedText[]): void;
  /** The disk may have changed: whatever is asked from now on is looked at again. */
  refresh(): void;
}

/** For the check of one file; stays the same whatever happens to the files. */
export interface Imports {
  readonly files: FilesAround;
  /** Every path that was looked for, there or not: what is found depends on these, and on no others. */
  readonly asked: ReadonlySet<string>;
  /** Where the lines of a file begin that was read. */
  linesOf(path: string): readonly number[] | null;
}

export interface UnsavedText {
  readonly path: string;
  readonly text: string;
}

/** Code that is imported is written by hand; what is larger is data. */
const LARGEST = 1 << 20;
/** Bytes of source text, whose code takes about eight times as much memory. */
const MOST_BYTES = 8 << 20;

interface Kept {
  readonly stamp: FileStamp;
  readonly source: SourceCode | null;
  readonly round: number;
}

interface Unsaved {
  readonly text: string;
  readonly source: SourceCode | null;
  /** Of all texts that were not saved. */
  readonly number: number;
}

export function createCodeStore(root: string, parser: PythonParser, cache: CodeCache | null): CodeStore {
  const folders = createFolders(root);
  const kept = new Map<string, Kept>();
  let unsaved = new Map<string, Unsaved>();
  let [round, bytes, lastNumber] = [0, 0, 0];

  function read(path: string): SourceCode | null {
    const edited = unsaved.get(path);
    if (edited) return edited.source;
    const known = kept.get(path);
    const stamp = known?.round === round ? known.stamp : stampOf(join(root, path));
    const same = known && (known.round === round || (stamp && isSame(known.stamp, stamp)));
    const source = same ? known.source : fromDisk(path, stamp);
    forget(path);
    if (stamp) keep(path, { stamp, source, round });
    return source;
  }

  function fromDisk(path: string, stamp: FileStamp | null): SourceCode | null {
    if (!stamp || stamp.size > LARGEST) return null;
    const whole = join(root, path);
    const entry = cache?.load(whole) ?? null;
    if (entry && isSame(entry.stamp, stamp)) return entry.source;
    const content = contentOf(whole);
    if (!content) return null;
    const hash = cache ? sha256(content) : "";
    const source = entry?.hash === hash && entry ? entry.source : sourceOf(textOf(content), parser);
    if (source) cache?.save({ path: whole, stamp, hash, source });
    return source;
  }

  /** The file that was asked for longest ago goes first. */
  function keep(path: string, it: Kept): void {
    kept.set(path, it);
    bytes += sizeOf(it);
    for (const [oldest] of kept) {
      if (bytes <= MOST_BYTES || oldest === path) return;
      forget(oldest);
    }
  }

  function forget(path: string): void {
    bytes -= sizeOf(kept.get(path));
    kept.delete(path);
  }

  /** A file that was written a moment ago may be written again within the same moment of its time. */
  function version(path: string): string | null {
    const edited = unsaved.get(path);
    if (edited) return `unsaved ${edited.number}`;
    const stamp = stampOf(join(root, path));
    return stamp && `${stamp.size} ${stamp.mtime} ${stamp.settled ? "" : ++lastNumber}`;
  }

  return {
    around: (path) => importsOf(path, folders.has, read),
    code: (path) => read(path)?.code ?? null,
    version,
    linesOf: (path) => read(path)?.lines ?? null,
    overlay(texts) {
      const before = unsaved;
      unsaved = new Map(
        texts.map(({ path, text }) => {
          const known = before.get(path);
          if (known?.text === text) return [path, known];
          return [path, { text, source: sourceOf(text, parser), number: ++lastNumber }];
        }),
      );
    },
    refresh() {
      round++;
      folders.refresh();
    },
  };
}

function sizeOf(kept: Kept | undefined): number {
  return kept?.source ? kept.stamp.size : 0;
}

/** A file that was read once stays as it is until all is found. */
function importsOf(path: string, has: (path: string) => boolean, read: (path: string) => SourceCode | null): Imports {
  const asked = new Set<string>();
  const sources = new Map<string, SourceCode | null>();
  const found = new Map<string, ReturnType<FilesAround["find"]>>();
  const around = moduleFiles(
    path,
    (wanted) => {
      asked.add(wanted);
      return has(wanted);
    },
    (wanted) => {
      if (!sources.has(wanted)) sources.set(wanted, read(wanted));
      return sources.get(wanted)?.code ?? null;
    },
  );
  const find: FilesAround["find"] = (module, from) => {
    const key = `${from}\0${module}`;
    if (!found.has(key)) found.set(key, around.find(module, from));
    return found.get(key)!;
  };
  return { files: { ...around, find }, asked, linesOf: (of) => sources.get(of)?.lines ?? null };
}

function stampOf(path: string): FileStamp | null {
  try {
    const found = statSync(path);
    const settled = Date.now() - found.mtimeMs > SETTLES_MS;
    return found.isFile() ? { size: found.size, mtime: found.mtimeMs, settled } : null;
  } catch {
    return null;
  }
}

function contentOf(path: string): Uint8Array | null {
  try {
    const content = readFileSync(path);
    return content.length <= LARGEST ? content : null;
  } catch {
    return null;
  }
}

function textOf(content: Uint8Array): string | null {
  try {
    return decodePython(content).text;
  } catch {
    return null;
  }
}

function sourceOf(text: string | null, parser: PythonParser): SourceCode | null {
  const file = text === null || text.length > LARGEST ? null : parser.parse(text);
  if (!file) return null;
  try {
    return { code: readCode(file.syntax, file.text), lines: lineStarts(file.text) };
  } finally {
    file.dispose();
  }
}
