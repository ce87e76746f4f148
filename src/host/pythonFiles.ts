import * as vscode from "vscode";
import { createPythonParser, type ParsedPython, type PythonParser } from "../analysis/parse";
import { createParseCache } from "../analysis/parseCache";
import type { PythonSource } from "./pythonSource";
import { withoutBrokenId } from "./withoutBroken";

/**
 * Parses what the editor shows, once a version, for whatever asks. The file is good until something else is parsed: to
 * be used before anything is awaited. Null where the parser gives up on the text.
 */
export type ParseShown = (source: PythonSource) => ParsedPython | null;

export interface PythonFiles extends vscode.Disposable {
  /** The parser, loaded by whoever asks first; null where it cannot be loaded, which is logged once. */
  ready(): Promise<{ readonly parser: PythonParser; readonly parse: ParseShown } | null>;
}

export function createPythonFiles(dist: vscode.Uri, log: vscode.LogOutputChannel): PythonFiles {
  const cache = createParseCache();
  let loading: Promise<PythonParser | null> | undefined;
  const closed = vscode.Disposable.from(
    vscode.workspace.onDidCloseTextDocument(({ uri }) => cache.drop(uri.toString())),
    vscode.workspace.onDidCloseNotebookDocument(({ uri }) => {
      cache.drop(uri.toString());
      cache.drop(withoutBrokenId(uri.toString()));
    }),
  );
  return {
    async ready() {
      loading ??= loadParser(dist).catch((error) => {
        log.error("The parser of Python code cannot be loaded:", error instanceof Error ? error : String(error));
        return null;
      });
      const parser = await loading;
      return parser && { parser, parse: (source) => cache.get(source, parser) };
    },
    dispose() {
      closed.dispose();
      cache.clear();
    },
  };
}

async function loadParser(dist: vscode.Uri): Promise<PythonParser> {
  const read = (name: string) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(dist, name));
  const [runtime, language] = await Promise.all([read("tree-sitter.wasm"), read("tree-sitter-python.wasm")]);
  return createPythonParser(runtime, language);
}
