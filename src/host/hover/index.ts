import * as vscode from "vscode";
import { hoverAt } from "../../analysis/hoverAt";
import { hoverMarkdown } from "../../analysis/hoverMarkdown";
import { createPythonParser, type PythonParser } from "../../analysis/parse";
import { createParseCache } from "./parseCache";
import { pythonSource } from "./pythonSource";

/**
 * Explains normalization layers, and what switches their mode, in Python code on hover. The parser is loaded by the first hover; a failure is
 * logged once and hovers stay silent.
 */
export function registerHover(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): vscode.Disposable {
  const cache = createParseCache();
  let parser: Promise<PythonParser | null> | undefined;
  let failed = false;

  const logOnce = (error: unknown): null => {
    if (!failed) log.error("Hovers on normalization layers:", error instanceof Error ? error : String(error));
    failed = true;
    return null;
  };

  const provider: vscode.HoverProvider = {
    async provideHover(document, position, token) {
      if (!vscode.workspace.getConfiguration("normscope", document.uri).get("hover.enabled", true)) return undefined;
      parser ??= loadParser(context.extensionUri).catch(logOnce);
      const loaded = await parser;
      if (!loaded || token.isCancellationRequested || document.isClosed) return undefined;
      try {
        const source = pythonSource(document);
        const file = cache.get(document, source, loaded);
        const hover = file && hoverAt(file, source.start + document.offsetAt(position));
        if (!hover || hover.start < source.start) return undefined;
        const [start, end] = [hover.start - source.start, hover.end - source.start];
        const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
        return new vscode.Hover(new vscode.MarkdownString(hoverMarkdown(hover)), range);
      } catch (error) {
        logOnce(error);
        return undefined;
      }
    },
  };

  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider({ language: "python" }, provider),
    vscode.workspace.onDidCloseTextDocument(cache.drop),
    { dispose: cache.clear },
  );
}

async function loadParser(extensionUri: vscode.Uri): Promise<PythonParser> {
  const read = (name: string) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, "dist", name));
  const [runtime, language] = await Promise.all([read("tree-sitter.wasm"), read("tree-sitter-python.wasm")]);
  return createPythonParser(runtime, language);
}
