import type { PythonParser } from "../../analysis/parse";
import type { PythonSource } from "../pythonSource";

/**
 * The source of a notebook without the cells that do not parse by themselves, such as the one that somebody types in:
 * an open bracket there would swallow the cells below. All places stay where they are.
 */
export function withoutBroken(source: PythonSource, parser: PythonParser): PythonSource {
  const text = source.text();
  let whole = "";
  for (const { start, end } of source.parts) {
    const cell = text.slice(start, end);
    whole += `${isBroken(cell, parser) ? cell.replace(/[^\n]/g, " ") : cell}\n`;
  }
  return { ...source, id: `${source.id}#whole`, text: () => whole };
}

function isBroken(text: string, parser: PythonParser): boolean {
  const file = parser.parse(text);
  const broken = !file || file.tree.rootNode.hasError;
  file?.dispose();
  return broken;
}
