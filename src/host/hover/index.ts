import * as vscode from "vscode";
import { hoverAt } from "../../analysis/hoverAt";
import { hoverMarkdown } from "../../analysis/hoverMarkdown";
import type { PythonFiles } from "../pythonFiles";
import { type PythonSource, partAt, sourceUpTo } from "../pythonSource";
import { findingsHere } from "./findingsHere";

/**
 * Explains normalization layers, what switches their mode, and models, in Python code on hover; a failure is logged once and
 * hovers stay silent.
 */
export function registerHover(python: PythonFiles, log: vscode.LogOutputChannel): vscode.Disposable {
  let failed = false;

  const provider: vscode.HoverProvider = {
    async provideHover(document, position, token) {
      if (!vscode.workspace.getConfiguration("normscope", document.uri).get("hover.enabled", true)) return undefined;
      const loaded = await python.ready();
      if (!loaded || token.isCancellationRequested || document.isClosed) return undefined;
      try {
        const source = sourceUpTo(document);
        const { start } = source.parts.at(-1)!;
        const file = loaded.parse(source);
        const hover = file && hoverAt(file, start + document.offsetAt(position), namesOf(source));
        if (!hover || hover.start < start) return undefined;
        const rangeOf = (from: number, to: number) =>
          new vscode.Range(document.positionAt(from - start), document.positionAt(to - start));
        const findings = findingsHere(document.uri, rangeOf(hover.start, hover.subjectEnd), position);
        const text = new vscode.MarkdownString(hoverMarkdown(hover));
        return new vscode.Hover(findings ? [findings, text] : text, rangeOf(hover.start, hover.end));
      } catch (error) {
        if (!failed) log.error("Hovers on normalization layers:", error instanceof Error ? error : String(error));
        failed = true;
        return undefined;
      }
    },
  };

  return vscode.languages.registerHoverProvider({ language: "python" }, provider);
}

/** Lines of a file are what they are; in a notebook a line means something with its cell. */
function namesOf(source: PythonSource): { readonly placeName?: (offset: number) => string } {
  const cells = source.notebook?.getCells().map(({ document }) => document);
  if (!cells) return {};
  return {
    placeName(offset) {
      const { document, start } = partAt(source, offset)!;
      return `cell ${cells.indexOf(document) + 1}, line ${document.positionAt(offset - start).line + 1}`;
    },
  };
}
