/**
 * A condition's text, made the same for all ways to write it; null where calls or the like may change what it means.
 * `negated`: it holds where the text does not.
 */
export function plainCondition(written: string): {
  readonly text: string | null;
  readonly negated: boolean;
  readonly names: readonly string[];
} {
  let text = written.replace(/\s+/g, " ").trim();
  let negated = false;
  for (;;) {
    if (text.startsWith("not ")) [text, negated] = [text.slice(4).trim(), !negated];
    else if (/^\([^()]*\)$/.test(text)) text = text.slice(1, -1).trim();
    else break;
  }
  if (text.length > MAX_LENGTH || !PLAIN.test(text)) return { text: null, negated: false, names: [] };
  const opposite = /^(\S+) (!=|is not) (\S+)$/.exec(text);
  if (opposite) [text, negated] = [`${opposite[1]} ${opposite[2] === "!=" ? "==" : "is"} ${opposite[3]}`, !negated];
  const names = text.replace(/'[^']*'|"[^"]*"/g, "").match(/[A-Za-z_]\w*(?:\.\w+)*/g) ?? [];
  return { text: text.replaceAll('"', "'"), negated, names: names.map((name) => name.split(".")[0]!) };
}

/** `how == 'a'` and `how == 'b'`: not both can hold. */
export function isOtherChoice(a: string, b: string): boolean {
  const [one, other] = [CHOICE.exec(a), CHOICE.exec(b)];
  return !!one && !!other && one[1] === other[1] && one[2] !== other[2];
}

const CHOICE = /^([A-Za-z_][\w.]*) == ('[^']*'|\d+)$/;
const MAX_LENGTH = 120;
/** Names, literals and comparisons, no calls and no subscripts. */
const PLAIN = /^[\w.'"\s=!<>%+*/-]+$/;
