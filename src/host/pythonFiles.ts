import * as vscode from "vscode";
import type { ParsedPython, PythonParser } from "../analysis/parse";
import { createParseCache } from "../analysis/parseCache";
import type { PythonSource } from "./pythonSource";
import { withoutBrokenId } from "./withoutBroken";

/**
 * Parses what the editor shows, once a version, for whatever asks. The file is good until something else is parsed: to
 * be used before anything is awaited. Null where the parser gives up on the text.
 */
export type ParseShown = (source: PythonSource) => ParsedPython | null;

export interface PythonFiles extends vscode.Disposable {
  /** Parser and analysis, loaded by whoever asks first; null where they cannot be loaded, which is logged once. */
  ready(): Promise<PythonReader | null>;
}

export interface PythonReader {
  readonly parser: PythonParser;
  readonly parse: ParseShown;
  readonly analysis: CodeAnalysis;
}

export type CodeAnalysis = typeof import("./codeAnalysis");

export function createPythonFiles(dist: vscode.Uri, log: vscode.LogOutputChannel): PythonFiles {
  const cache = createParseCache();
  let loading: Promise<PythonReader | null> | undefined;
  const closed = vscode.Disposable.from(
    vscode.workspace.onDidCloseTextDocument(({ uri }) => cache.drop(uri.toString())),
    vscode.workspace.onDidCloseNotebookDocument(({ uri }) => {
      cache.drop(uri.toString());
      cache.drop(withoutBrokenId(uri.toString()));
    }),
  );
  async function load(): Promise<PythonReader> {
    const read = (name: string) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(dist, name));
    const [analysis, runtime, language] = await Promise.all([
      import("./codeAnalysis"),
      read("tree-sitter.wasm"),
      read("tree-sitter-python.wasm"),
    ]);
    const parser = await analysis.createPythonParser(runtime, language);
    return { parser, parse: (source) => cache.get(source, parser), analysis };
  }

  return {
    ready() {
      loading ??= load().catch((error) => {
        log.error("The parser of Python code cannot be loaded:", error instanceof Error ? error : String(error));
        return null;
      });
      return loading;
    },
    dispose() {
      closed.dispose();
      cache.clear();
    },
  };
}
