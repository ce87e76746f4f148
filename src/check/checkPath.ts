import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { checkParsed } from "../analysis/checking/checkSource";
import { fixSource } from "../analysis/checking/fixSource";
import type { CheckSettings } from "../analysis/checking/severities";
import type { PythonParser } from "../analysis/parse";
import { reason } from "../readers/reason";
import type { CheckedFile } from "./checkedFile";
import { decodePython, type SourceText } from "./decodePython";
import { notebookPython } from "./notebook";
import { placeFindings } from "./placeFindings";
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
  { path, shown, settings, fix }: CheckJob,
  parser: PythonParser,
): Promise<CheckedPath | null> {
  const isNotebook = extname(path) === ".ipynb";
  const source = decodePython(await bytesOf(path, isNotebook ? LARGEST_NOTEBOOK : LARGEST));
  const notebook = isNotebook ? notebookPython(source.text) : null;
  if (isNotebook && !notebook) return null;
  // A notebook's fixes are for the editor, which knows how the file is written.
  const mended = fix && !notebook ? mend(source, parser, settings) : null;
  if (mended && fix === "write") await writeSource(path, mended.bytes).catch(cannotBe("written"));
  const text = notebook?.text ?? mended?.text ?? source.text;
  const parsed = parser.parse(text);
  if (!parsed) throw new Error("is too long or too far from Python to be read");
  try {
    const findings = placeFindings(text, checkParsed(parsed, settings), notebook?.cells ?? null);
    const broken = parsed.tree.rootNode.hasError;
    const diff = mended && fix === "diff" ? unifiedDiff(shown, source.text, mended.text) : null;
    return { file: { path: shown, findings, fixed: mended?.fixed ?? 0, broken }, diff };
  } finally {
    parsed.dispose();
  }
}

async function bytesOf(path: string, largest: number): Promise<Uint8Array> {
  const { size } = await stat(path).catch(cannotBe("opened"));
  if (size > largest) throw new Error(`is ${size} bytes, larger than ${largest / (1 << 20)} MiB`);
  return readFile(path).catch(cannotBe("opened"));
}

function cannotBe(done: string): (error: unknown) => never {
  return (error) => {
    throw new Error(`cannot be ${done} (${reason(error)})`);
  };
}

function mend({ text, encode }: SourceText, parser: PythonParser, settings: CheckSettings) {
  const mended = fixSource(text, parser, settings);
  if (!mended || mended.text === text) return null;
  return { text: mended.text, bytes: encode(mended.text), fixed: mended.fixed.length };
}
