import * as vscode from "vscode";
import { hoverMarkdown } from "../../analysis/hoverMarkdown";
import type { PlacedHover } from "../../analysis/hoverText";
import type { HoverCell } from "../../analysis/modelHover";
import type { ParsedPython } from "../../analysis/parse";
import type { ImportsThread } from "../importsThread";
import type { CodeAnalysis, PythonFiles } from "../pythonFiles";
import { type PythonSource, sourceUpTo } from "../pythonSource";
import { findingsHere } from "./findingsHere";

/**
 * Explains normalization layers, what switches their mode, and models, in Python code on hover; a failure is logged once and
 * hovers stay silent.
 */
export function registerHover(
  python: PythonFiles,
  imports: ImportsThread,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let [failed, seen] = [false, false];

  /** What there is to say, at once or once the files that are imported have been looked at. */
  async function hoverIn(
    file: ParsedPython,
    source: PythonSource,
    offset: number,
    { nameHover, mayBeModel, modelHover }: CodeAnalysis,
  ): Promise<PlacedHover | null> {
    const named = nameHover(file, offset);
    if (named || !mayBeModel(file, offset)) return named;
    const cells = cellsOf(source);
    const alone = modelHover(file, offset, { cells });
    const followed = imports
      .around(source, file.text)
      ?.hover(offset, cells)
      .catch(() => alone);
    if (!followed) return alone;
    return alone ? Promise.race([followed, later(alone)]) : followed;
  }

  const provider: vscode.HoverProvider = {
    async provideHover(document, position, token) {
      if (!vscode.workspace.getConfiguration("normscope", document.uri).get("hover.enabled", true)) return undefined;
      const loaded = await python.ready();
      if (!loaded || token.isCancellationRequested || document.isClosed) return undefined;
      try {
        const source = sourceUpTo(document);
        const { start } = source.parts.at(-1)!;
        const { parse, analysis } = loaded;
        const file = parse(source);
        const hover = file && (await hoverIn(file, source, start + document.offsetAt(position), analysis));
        if (!hover || hover.start < start || sourceUpTo(document).key !== source.key) return undefined;
        const rangeOf = (from: number, to: number) =>
          new vscode.Range(document.positionAt(from - start), document.positionAt(to - start));
        const findings = findingsHere(document.uri, rangeOf(hover.start, hover.subjectEnd), position);
        const text = new vscode.MarkdownString(hoverMarkdown(hover));
        if (!seen) void vscode.commands.executeCommand("setContext", "normscope.hovered", true);
        seen = true;
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

/** What is known of the file alone does for somebody who waits. */
const PATIENCE_MS = 500;

function later<T>(value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, value));
}

function cellsOf({ notebook, parts }: PythonSource): readonly HoverCell[] {
  if (!notebook) return [];
  const numbers = new Map(notebook.getCells().map(({ document }, i) => [document, i + 1]));
  return parts.map(({ document, start }) => ({ start, number: numbers.get(document) ?? 0 }));
}
