import type * as vscode from "vscode";
import type { PythonParser } from "../analysis/parse";
import type { PythonSource } from "./pythonSource";

/**
 * The source of a notebook without the cells that do not parse by themselves, such as the one that somebody types in:
 * an open bracket there would swallow the cells below. All places stay where they are.
 */
export function withoutBroken(source: PythonSource, parser: PythonParser): PythonSource {
  const text = source.text();
  let whole = "";
  for (const { document, start, end } of source.parts) {
    const cell = text.slice(start, end);
    whole += `${isWhole(document, cell, parser) ? cell : cell.replace(/[^\n]/g, " ")}\n`;
  }
  return { ...source, id: withoutBrokenId(source.id), text: () => whole };
}

/** The id of such a source, by that of the notebook. */
export function withoutBrokenId(id: string): string {
  return `${id}#whole`;
}

/** Whether a cell parses by itself, found once a version: of thousands of cells, somebody types in one. */
function isWhole(document: vscode.TextDocument, python: string, parser: PythonParser): boolean {
  const { version } = document;
  const known = WHOLE.get(document);
  if (known?.version === version) return known.whole;
  const whole = parser.accepts(python);
  WHOLE.set(document, { version, whole });
  return whole;
}

const WHOLE = new WeakMap<vscode.TextDocument, { readonly version: number; readonly whole: boolean }>();
