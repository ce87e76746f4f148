import type { Parser, Tree } from "web-tree-sitter";
import { copySyntax } from "./copySyntax";
import { type Scope, scopesOf } from "./scopes";
import type { Syntax } from "./syntax";
import { editBetween, type TextEdit } from "./textEdit";

/** A Python file: its text, its syntax tree and what every scope binds. Indices are UTF-16 code units. */
export interface ParsedPython {
  readonly text: string;
  readonly tree: Tree;
  /** The tree as plain data, which outlives it. */
  readonly syntax: Syntax;
  readonly module: Scope;
  /** Frees the tree's memory; nothing of the file may be used afterwards, nor of its facts. */
  dispose(): void;
}

export interface PythonParser {
  /**
   * Parses a file, however broken: errors become nodes of the tree. Null where the text is too long
   * (`MAX_LENGTH`) or so far from Python that reading it would take seconds (`MAX_MILLISECONDS`).
   * @param last the file as it was before a change, so that only the change is read; it is disposed of, and what has not
   * changed of its syntax goes over into the new file
   */
  parse(text: string, last?: ParsedPython | null): ParsedPython | null;
  /** Whether a text is Python without errors, which costs less to know than to parse it. */
  accepts(text: string): boolean;
}

export const MAX_LENGTH = 2_000_000;
export const MAX_MILLISECONDS = 2_000;

// The package's ES module asks for `import.meta.url`, which a CommonJS bundle does not have; its CommonJS
// twin does not. Inside a function, so that nothing of it runs before the first parse.
declare const require: (name: "web-tree-sitter") => typeof import("web-tree-sitter");

/**
 * Starts tree-sitter with the bytes of `web-tree-sitter.wasm` and `tree-sitter-python.wasm`.
 * Rejects where they are not what they should be.
 */
export async function createPythonParser(runtimeWasm: Uint8Array, languageWasm: Uint8Array): Promise<PythonParser> {
  const { Language, Parser } = require("web-tree-sitter");
  await Parser.init({ wasmBinary: runtimeWasm });
  const parser = new Parser();
  parser.setLanguage(await Language.load(languageWasm));
  return { parse: (text, last = null) => parse(parser, text, last), accepts: (text) => accepts(parser, text) };
}

function parse(parser: Parser, text: string, last: ParsedPython | null): ParsedPython | null {
  try {
    if (text.length > MAX_LENGTH) return null;
    const edit = last && editBetween(last.text, text);
    const tree = last && edit ? reread(parser, text, last.tree, edit) : read(parser, text, null);
    if (!tree) return null;
    const syntax = copySyntax(tree, last && edit && { syntax: last.syntax, edit });
    return { text, tree, syntax, module: scopesOf(syntax, text), dispose: () => tree.delete() };
  } finally {
    last?.dispose();
  }
}

function accepts(parser: Parser, text: string): boolean {
  const tree = text.length > MAX_LENGTH ? null : read(parser, text, null);
  const fine = tree !== null && !tree.rootNode.hasError;
  tree?.delete();
  return fine;
}

/**
 * Reads what has changed, and all of a text with errors: what is made of these depends on what was read before. Where there
 * were some, there mostly are still.
 */
function reread(parser: Parser, text: string, last: Tree, edit: TextEdit): Tree | null {
  if (last.rootNode.hasError) return read(parser, text, null);
  last.edit(edit);
  const tree = read(parser, text, last);
  if (!tree?.rootNode.hasError) return tree;
  tree.delete();
  return read(parser, text, null);
}

function read(parser: Parser, text: string, last: Tree | null): Tree | null {
  const deadline = Date.now() + MAX_MILLISECONDS;
  const tree = parser.parse(text, last, { progressCallback: () => Date.now() > deadline });
  if (tree === null) parser.reset();
  return tree;
}
