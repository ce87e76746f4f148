import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { checkParsed } from "../../analysis/checking/checkSource";
import { fixSource } from "../../analysis/checking/fixSource";
import type { CheckSettings } from "../../analysis/checking/severities";
import type { PythonParser } from "../../analysis/parse";
import { reason } from "../../worker/openFiles";
import type { CheckedFile } from "./checkedFile";
import { decodePython, type SourceText } from "./decodePython";
import { notebookPython } from "./notebook";
import { placeFindings } from "./placeFindings";

/** A checked file, and its bytes where fixes have changed its text. */
export interface CheckedPath {
  readonly file: CheckedFile;
  readonly before: string;
  /** Null where nothing is changed. */
  readonly after: { readonly text: string; readonly bytes: Uint8Array } | null;
}

const LARGEST = 1 << 20;
/** Outputs of notebooks are in the file, and are not read. */
const LARGEST_NOTEBOOK = 1 << 24;

/**
 * Checks a file, and mends what can safely be mended where that is wanted; nothing is written. Null for a notebook in
 * another language. @throws where the file cannot be read as Python; the message does not name it
 */
export async function checkPath(
  path: string,
  shown: string,
  parser: PythonParser,
  settings: CheckSettings,
  fix: boolean,
): Promise<CheckedPath | null> {
  const isNotebook = extname(path) === ".ipynb";
  const source = decodePython(await bytesOf(path, isNotebook ? LARGEST_NOTEBOOK : LARGEST));
  const notebook = isNotebook ? notebookPython(source.text) : null;
  if (isNotebook && !notebook) return null;
  // A notebook's fixes are for the editor, which knows how the file is written.
  const mended = fix && !notebook ? mend(source, parser, settings) : null;
  const text = notebook?.text ?? mended?.after.text ?? source.text;
  const parsed = parser.parse(text);
  if (!parsed) throw new Error("is too long or too far from Python to be read");
  try {
    const findings = placeFindings(text, checkParsed(parsed, settings), notebook?.cells ?? null);
    const broken = parsed.tree.rootNode.hasError;
    return {
      file: { path: shown, findings, fixed: mended?.fixed ?? 0, broken },
      before: source.text,
      after: mended?.after ?? null,
    };
  } finally {
    parsed.dispose();
  }
}

async function bytesOf(path: string, largest: number): Promise<Uint8Array> {
  const { size } = await stat(path).catch(cannotBeOpened);
  if (size > largest) throw new Error(`is ${(size / (1 << 20)).toFixed(1)} MiB, larger than ${largest / (1 << 20)}`);
  return readFile(path).catch(cannotBeOpened);
}

function cannotBeOpened(error: unknown): never {
  throw new Error(`cannot be opened (${reason(error)})`);
}

function mend({ text, encode }: SourceText, parser: PythonParser, settings: CheckSettings) {
  const mended = fixSource(text, parser, settings);
  if (!mended || mended.text === text) return null;
  return { after: { text: mended.text, bytes: encode(mended.text) }, fixed: mended.fixed.length };
}
