import { readFileSync, statSync } from "node:fs";
import { extname, isAbsolute, join, relative, sep } from "node:path";
import { checkParsed } from "../analysis/checking/checkSource";
import { fixSource } from "../analysis/checking/fixSource";
import type { CheckSettings } from "../analysis/checking/severities";
import { mayHoldModels } from "../analysis/mayHoldModels";
import { modelFacts } from "../analysis/model/modelFacts";
import type { PythonParser } from "../analysis/parse";
import { reason } from "../readers/reason";
import type { CheckedFile } from "./checkedFile";
import type { CodeStore, Imports, UnsavedText } from "./codeStore";
import { decodePython, type SourceText } from "./decodePython";
import { notebookPython } from "./notebook";
import { type OtherFile, placeFindings } from "./placeFindings";
import { shownPath } from "./shownPath";
import { unifiedDiff } from "./unifiedDiff";
import { writeSource } from "./writeSource";

/** One file to check. */
export interface CheckJob {
  readonly path: string;
  /** What it is called in what is printed. */
  readonly shown: string;
  readonly settings: CheckSettings;
  /** Whether what can safely be mended is, in the file or in a diff only. */
  readonly fix: "write" | "diff" | null;
  /** What is to be checked in place of what the file holds. */
  readonly text?: string | undefined;
  /** Where imports are followed; null where they are not. */
  readonly project: CheckProject | null;
}

/** The files that those to check may import. */
export interface CheckProject {
  /** The folder that they lie in. */
  readonly root: string;
  /** What stands before their paths from there on where they are shown; null for paths from the current folder on. */
  readonly shownAs: string | null;
  /** The folder in which what is read out of them is kept; null for none. */
  readonly cache: string | null;
  /** What is open and not saved, by paths from the root on. */
  readonly unsaved?: readonly UnsavedText[];
}

export interface CheckedPath {
  readonly file: CheckedFile;
  /** What mending changes, where a diff was asked for and something does. */
  readonly diff: string | null;
}

const LARGEST = 1 << 20;
/** Outputs of notebooks are in the file, and are not read. */
const LARGEST_NOTEBOOK = 1 << 24;

/**
 * Checks a file. Null for a notebook in another language. @throws where the file cannot be read as Python or written;
 * the message does not name it
 */
export async function checkPath(
  job: CheckJob,
  parser: PythonParser,
  store: CodeStore | null,
): Promise<CheckedPath | null> {
  const { path, shown, settings, fix } = job;
  const isNotebook = extname(path) === ".ipynb";
  const source = sourceOf(job, isNotebook ? LARGEST_NOTEBOOK : LARGEST);
  const notebook = isNotebook ? notebookPython(source.text) : null;
  if (isNotebook && !notebook) return null;
  // A notebook's fixes are for the editor, which knows how the file is written.
  const imports = importsOf(job, store);
  const mended = fix && !notebook ? mend(source, parser, settings, imports) : null;
  if (mended && fix === "write") {
    await writeSource(path, mended.bytes).catch((error) => Promise.reject(cannotBe("written", error)));
  }
  const text = notebook?.text ?? mended?.text ?? source.text;
  if (!mayHoldModels(text)) return { file: { path: shown, findings: [], fixed: 0, broken: false }, diff: null };
  const parsed = parser.parse(text);
  if (!parsed) throw new Error("is too long or too far from Python to be read");
  try {
    const found = checkParsed(parsed, settings, modelFacts(parsed, imports?.files), notebook ? "notebook" : "file");
    const findings = placeFindings(text, found, notebook?.cells ?? null, (file) => otherFile(file, job, imports));
    const broken = parsed.tree.rootNode.hasError;
    const diff = mended && fix === "diff" ? unifiedDiff(shown, source.text, mended.text) : null;
    return { file: { path: shown, findings, fixed: mended?.fixed ?? 0, broken }, diff };
  } finally {
    parsed.dispose();
  }
}

/** Null for a file outside of the project. */
function importsOf({ path, project }: CheckJob, store: CodeStore | null): Imports | null {
  if (!project || !store) return null;
  if (project.unsaved) store.overlay(project.unsaved);
  const below = relative(project.root, path);
  return below.startsWith("..") || isAbsolute(below) ? null : store.around(below.split(sep).join("/"));
}

function otherFile(file: string, { project }: CheckJob, imports: Imports | null): ReturnType<OtherFile> {
  const lines = imports?.linesOf(file);
  if (!project || !lines) return null;
  const shown = project.shownAs === null ? shownPath(join(project.root, file)) : `${project.shownAs}${file}`;
  return { shown, lines };
}

function sourceOf({ path, text }: CheckJob, largest: number): SourceText {
  if (text !== undefined) return { text, encode: (it) => Buffer.from(it, "utf8") };
  return decodePython(bytesOf(path, largest));
}

/** A thread that checks has nothing else to do meanwhile, and each turn of its loop would wait for a core. */
function bytesOf(path: string, largest: number): Uint8Array {
  const { size } = opened(() => statSync(path));
  if (size > largest) throw new Error(`is ${size} bytes, larger than ${largest / (1 << 20)} MiB`);
  return opened(() => readFileSync(path));
}

function opened<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw cannotBe("opened", error);
  }
}

function cannotBe(done: string, error: unknown): Error {
  return new Error(`cannot be ${done} (${reason(error)})`);
}

function mend({ text, encode }: SourceText, parser: PythonParser, settings: CheckSettings, imports: Imports | null) {
  const mended = fixSource(text, parser, settings, imports?.files);
  if (!mended || mended.text === text) return null;
  return { text: mended.text, bytes: encode(mended.text), fixed: mended.fixed.length };
}
