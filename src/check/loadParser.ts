import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createPythonParser, type PythonParser } from "../analysis/parse";

/** The parser from the files beside the bundle. @throws where they are not there */
export async function loadParser(): Promise<PythonParser> {
  const [runtime, language] = await Promise.all(
    ["tree-sitter.wasm", "tree-sitter-python.wasm"].map((name) => readFile(join(__dirname, name))),
  );
  return createPythonParser(runtime!, language!);
}
