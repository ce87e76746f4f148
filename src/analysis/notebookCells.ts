/**
 * A notebook cell's text as plain Python of the same length: lines that only IPython reads (`%time`, `!pip`)
 * become comments, and a cell for another program (`%%bash`) becomes blank.
 */
export function pythonOfCell(text: string): string {
  const magic = /^\s*%%(\w*)/.exec(text)?.[1];
  if (magic !== undefined && !PYTHON_MAGICS.has(magic)) return text.replace(/[^\n]/g, " ");
  return text.replace(/^([ \t]*)[%!?]/gm, "$1#");
}

/** Cell magics whose cell is Python. */
const PYTHON_MAGICS: ReadonlySet<string> = new Set(["time", "timeit", "capture", "prun"]);
