import type { PythonParser } from "../analysis/parse";
import { onceAVersion } from "./onceAVersion";
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
    whole += `${accepted(document, () => parser.accepts(cell)) ? cell : cell.replace(/[^\n]/g, " ")}\n`;
  }
  return { ...source, id: withoutBrokenId(source.id), text: () => whole };
}

/** The id of such a source, by that of the notebook. */
export function withoutBrokenId(id: string): string {
  return `${id}#whole`;
}

/** Whether cells parse by themselves. */
const accepted = onceAVersion<boolean>();
