/** Text to put into a line or a file so that a finding is ignored there. */
export interface Insertion {
  /** UTF-16 code units from the start of the line or the text. */
  readonly at: number;
  readonly text: string;
  /** A reason is asked for behind the text. */
  readonly asksReason: boolean;
}

/**
 * What makes a line ignore a code: the code beside others in a comment that is there, or a comment at its end. Null
 * where none can stand: the line goes on in the next one, or in a text that does.
 */
export function ignoreOnLine(line: string, code: string): Insertion | null {
  const known = /#\s*normscope\s*:\s*ignore\s*\[[^\][#]*(?=\])/i.exec(line);
  if (known) return { at: known.index + known[0].length, text: `, ${code}`, asksReason: false };
  const end = line.trimEnd().length;
  if (line.slice(0, end).endsWith("\\") || opensText(line)) return null;
  return { at: end, text: `  # normscope: ignore[${code}] `, asksReason: true };
}

/** What makes a file, or a notebook by one of its cells, ignore a code: a line at the top, below what must stand there. */
export function ignoreInFile(text: string, code: string): Insertion {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const head = /^(?:\uFEFF?#!.*(?:\r?\n|$))?(?:[ \t\f]*#.*?coding[:=].*(?:\r?\n|$))?(?:\s*%%.*(?:\r?\n|$))?/.exec(
    text,
  )![0];
  const before = head === "" || head.endsWith("\n") ? "" : newline;
  return { at: head.length, text: `${before}# normscope: ignore-file[${code}]${newline}`, asksReason: false };
}

/** Whether a text in three quotes begins on a line, or ends on it, and reaches beyond. */
function opensText(line: string): boolean {
  return (line.match(/"""|'''/g) ?? []).length % 2 === 1;
}
