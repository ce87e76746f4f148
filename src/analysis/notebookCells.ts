/**
 * A notebook cell's text as plain Python of the same length: lines that only IPython reads (`%time`, `!pip`, `model?`)
 * become comments, and a cell for another program (`%%bash`) becomes blank.
 */
export function pythonOfCell(text: string): string {
  const magic = /^\s*%%(\w*)/.exec(text)?.[1];
  if (magic !== undefined && !PYTHON_MAGICS.has(magic)) return text.replace(/[^\n]/g, " ");
  let goesOn = false;
  const lines = text.split("\n").map((line) => {
    const isCommand = goesOn || COMMAND.test(line);
    goesOn = (isCommand || PRINTED.test(line)) && /\\\r?$/.test(line);
    return isCommand ? line.replace(/\S/, "#") : line.replace(PRINTED, (_, name: string) => `${name}0#`);
  });
  return lines.join("\n");
}

/** Cell magics whose cell is Python. */
const PYTHON_MAGICS: ReadonlySet<string> = new Set(["time", "timeit", "capture", "prun"]);

/** For IPython as a whole. */
const COMMAND = /^\s*(?:[%!?]|[\w.]+\?{1,2}\s*$)/;

/** `files = !ls`: what a command prints gets a name. */
const PRINTED = /^([\w, \t]+=[ \t]*)[%!]\w/;
