/**
 * A notebook cell's text as plain Python of the same length: lines that only IPython reads (`%time`, `!pip`, `model?`)
 * become comments, and a cell for another program (`%%bash`) becomes blank.
 */
export function pythonOfCell(text: string): string {
  const magic = /^\s*%%(\w*)/.exec(text)?.[1];
  if (magic !== undefined && !PYTHON_MAGICS.has(magic)) return text.replace(/[^\n]/g, " ");
  let goesOn = false;
  let open = 0;
  const lines = text.split("\n").map((line) => {
    const isInside = open > 0 && /^\s/.test(line);
    const isCommand = goesOn || (!isInside && COMMAND.test(line));
    goesOn = (isCommand || PRINTED.test(line)) && /\\\r?$/.test(line);
    open = isCommand ? 0 : Math.max(0, open + opened(line));
    return isCommand ? line.replace(/\S/, "#") : line.replace(PRINTED, (_, name: string) => `${name}0#`);
  });
  return lines.join("\n");
}

/** How many brackets a line opens and leaves open: in those, `% names` and `!= 3` go on with an expression. */
function opened(line: string): number {
  const code = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "").replace(/#.*/, "");
  return (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0);
}

/** Cell magics whose cell is Python. */
const PYTHON_MAGICS: ReadonlySet<string> = new Set(["time", "timeit", "capture", "prun"]);

/** For IPython as a whole. */
const COMMAND = /^\s*(?:[%!?]|[\w.]+\?{1,2}\s*$)/;

/** `files = !ls`: what a command prints gets a name. */
const PRINTED = /^([\w, \t]+=[ \t]*)[%!]\w/;
