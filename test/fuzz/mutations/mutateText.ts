import type { Random } from "../../../src/engine/random";
import { changed, oneOf } from "../cases";

type Change = (text: string, random: Random) => string;

const TOKEN = /[\p{L}\p{N}_]{1,100}|[ \t]{1,100}|\r?\n|./gsu;
export const LONGEST = 200_000;

/** What Python is made of, and what is in no Python at all. */
const PIECES = [
  ...[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ".",
    "=",
    "*",
    "**",
    "@",
    "->",
    ":=",
    "...",
    ";",
    "\\\n",
    "\n",
    "\r",
    "\r\n",
    "\t",
  ],
  ...[
    "'",
    '"',
    '"""',
    "'''",
    "f'{x",
    "rb'",
    "#",
    "0x",
    "1_0",
    "1e999",
    "0o8",
    "-1",
    "10**10**10",
    "None",
    "True",
    "lambda",
    "yield",
  ],
  ...[
    "await",
    "async",
    "match x:\n    case",
    "class",
    "def",
    "return",
    "import",
    "from",
    "global",
    "nonlocal",
    "del",
    "with",
    "try:",
  ],
  ...[
    "nn.",
    "self.",
    "super().",
    "model.eval()",
    "torch.no_grad()",
    "nn.BatchNorm2d(",
    "nn.Sequential(*",
    " for x in y",
    "if x:",
  ],
  ...["# normscope: ignore[NRM301]", "# normscope: disable", "# noqa", "%time ", "!ls", "?", "$"],
  ...[
    "é",
    "😀",
    "𝐧𝐧",
    "ﬁ",
    "\u00a0",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\u200b",
    "\0",
    "\f",
    "\v",
    "\u{10ffff}",
    "\ud800",
    "ª",
    "·",
  ],
] as const;

const CHANGES: readonly Change[] = [
  (text, random) => onTokens(text, random, () => ""),
  (text, random) => onTokens(text, random, (token) => token + token),
  (text, random) => onTokens(text, random, () => oneOf(PIECES, random)),
  (text, random) => onTokens(text, random, (token) => token + oneOf(PIECES, random)),
  (text, random) => onTokens(text, random, (_, tokens) => oneOf(tokens, random)),
  (text, random) => onTokens(text, random, (token) => token.repeat(oneOf([3, 50, 1_000], random))),
  (text, random) => onTokens(text, random, (token, tokens) => nested(token, tokens, random)),
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.slice(random.below(text.length + 1)),
  (text, random) => onLines(text, random, () => []),
  (text, random) => onLines(text, random, (line) => [line, line]),
  (text, random) => onLines(text, random, (line) => [`    ${line}`]),
  (text, random) => onLines(text, random, (line) => [line.replace(/^ {1,4}/, "")]),
  (text, random) => onLines(text, random, (_, lines) => [oneOf(lines, random)]),
  (text, random) => onLines(text, random, (line, lines) => [oneOf(lines, random), line]),
  (text, random) => onLines(text, random, (line) => [line + " ".repeat(20_000)]),
  (text) => text.replace(/\r?\n/g, "\r\n"),
  (text) => text.replace(/\r?\n/g, "\r"),
  (text) => `\ufeff${text}`,
];

/** Python with tokens and lines left out, doubled, exchanged, nested or replaced; or with what is in no Python. */
export function mutateText(text: string, others: readonly string[], random: Random, longest = LONGEST): string {
  if (random.below(12) === 0) return spliced(text, oneOf(others, random), random);
  return changed(text, CHANGES, random).slice(0, longest);
}

function spliced(text: string, other: string, random: Random): string {
  const [a, b] = [text.split("\n"), other.split("\n")];
  return [...a.slice(0, random.below(a.length + 1)), ...b.slice(random.below(b.length + 1))].join("\n");
}

function onTokens(text: string, random: Random, change: (token: string, tokens: readonly string[]) => string): string {
  const tokens = text.match(TOKEN);
  if (!tokens) return oneOf(PIECES, random);
  const at = random.below(tokens.length);
  return tokens.with(at, change(tokens[at]!, tokens)).join("");
}

function onLines(
  text: string,
  random: Random,
  change: (line: string, lines: readonly string[]) => readonly string[],
): string {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  return [...lines.slice(0, at), ...change(lines[at]!, lines), ...lines.slice(at + 1)].join("\n");
}

const AROUND = [
  ["(", ")"],
  ["[", "]"],
  ["f(", ")"],
  ["nn.Sequential(", ")"],
  ["lambda: ", ""],
  ["not ", ""],
  ["{1: ", "}"],
  ["", ".a"],
  ["", "[0]"],
  ["", "()"],
  ["", " if x else 0"],
  ["-", ""],
] as const;

function nested(token: string, tokens: readonly string[], random: Random): string {
  const [before, after] = oneOf(AROUND, random);
  const times = oneOf([2, 30, 400, 4_000], random);
  const inner = random.below(2) === 0 ? token : oneOf(tokens, random);
  return before.repeat(times) + inner + after.repeat(times);
}
