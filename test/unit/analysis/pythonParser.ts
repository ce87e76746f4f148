import { readFileSync } from "node:fs";
import { createPythonParser, type PythonParser } from "../../../src/analysis/parse";

/** The parser as the extension has it, from the wasm files of the packages. */
export function pythonParser(): Promise<PythonParser> {
  started ??= createPythonParser(
    readFileSync("node_modules/web-tree-sitter/web-tree-sitter.wasm"),
    readFileSync("node_modules/tree-sitter-python/tree-sitter-python.wasm"),
  );
  return started;
}

let started: Promise<PythonParser> | undefined;
