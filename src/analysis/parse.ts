import type { Parser, Tree } from "web-tree-sitter";
import { type Scope, scopesOf } from "./scopes";

/** A Python file: its text, its syntax tree and what every scope binds. Indices are UTF-16 code units. */
export interface ParsedPython {
  readonly text: string;
  readonly tree: Tree;
  readonly module: Scope;
  /** Frees the tree's memory; nothing of the file may be used afterwards. */
  dispose(): void;
}

export interface PythonParser {
  /**
   * Parses a file, however broken: errors become nodes of the tree. Null where the text is too long
   * (`MAX_LENGTH`) or so far from Python that reading it would take seconds (`MAX_MILLISECONDS`).
   */
  parse(text: string): ParsedPython | null;
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
  return { parse: (text) => parse(parser, text) };
}

function parse(parser: Parser, text: string): ParsedPython | null {
  if (text.length > MAX_LENGTH) return null;
  const deadline = Date.now() + MAX_MILLISECONDS;
  const tree = parser.parse(text, null, { progressCallback: () => Date.now() > deadline });
  if (tree === null) {
    parser.reset();
    return null;
  }
  return { text, tree, module: scopesOf(tree), dispose: () => tree.delete() };
}
