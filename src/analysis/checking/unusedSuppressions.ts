import { EXPLANATIONS } from "../../engine/findings/explanations";
import type { Place } from "../model/facts";
import type { CodeFinding, Fix } from "../rules/codeRule";
import { CODE_RULES } from "../rules/rules";
import { codeFits } from "./severities";
import type { Needed } from "./suppress";
import { isOurs, type Mistyped, type Suppression } from "./suppressions";
import { UNUSED_SUPPRESSION } from "./unusedSuppression";

/** What is to be said of suppressions that nothing needed, or that name codes which do not exist. */
export function unusedSuppressions(
  text: string,
  suppressions: readonly Suppression[],
  mistyped: readonly Mistyped[],
  needed: Needed,
): readonly CodeFinding[] {
  return [
    ...suppressions.flatMap((it) => {
      const unused = unusedIn(it, suppressions, needed);
      return unused === null ? [] : [finding(it, messageOf(it, unused), fixesOf(text, it, unused))];
    }),
    ...mistyped.map((it) => finding(it, `"${short(it.word)}" suppresses nothing; there are ${FORMS}`, [])),
  ];
}

const FORMS = "ignore, ignore-next-line, ignore-file, disable and enable";

/** Indices of the codes that do nothing; null where all are needed. */
function unusedIn(it: Suppression, all: readonly Suppression[], needed: Needed): readonly number[] | null {
  const used = needed.get(it) ?? new Set();
  if (it.codes.length === 0) return used.size > 0 || (it.form === "enable" && ends(it, "", all)) ? null : [];
  const unused = it.codes.flatMap((code, i) => {
    const said = used.has(i) || !isOurs(code) || codeFits("NRM001", code) || isMeasured(code);
    return said || (it.form === "enable" && ends(it, code, all)) ? [] : [i];
  });
  return unused.length === 0 ? null : unused;
}

/** What a run's measurements find is not to be seen in code: whether that needs the comment is not known here. */
function isMeasured(pattern: string): boolean {
  const fits = (known: string) => codeFits(known, pattern);
  return [...EXPLANATIONS.keys()].some(fits) && !CODE_RULES.some(({ code }) => fits(code));
}

/** An `enable` is for what may be written below it: it needs a `disable` before, and nothing else. */
function ends(it: Suppression, code: string, all: readonly Suppression[]): boolean {
  return all.some(
    (other) =>
      other.form === "disable" &&
      other.place.start < it.place.start &&
      (code === "" || other.codes.length === 0 || other.codes.some((one) => overlap(one, code))),
  );
}

function overlap(a: string, b: string): boolean {
  return codeFits(a.toUpperCase(), b) || codeFits(b.toUpperCase(), a);
}

function messageOf(it: Suppression, unused: readonly number[]): string {
  if (it.form === "enable") return "Nothing is disabled here that this comment could enable";
  const codes = unused.map((i) => it.codes[i]!);
  const unknown = codes.filter((code) => !KNOWN.some((known) => codeFits(known, code)));
  if (unknown.length > 0) return `${list(unknown)}: no such code, so that this comment suppresses nothing by it`;
  const what = codes.length === 0 ? "Nothing is" : `${list(codes)}: nothing is`;
  if (it.form === "ignore" && it.alone)
    return `${what} found on this line of its own; ignore-next-line is for the next`;
  return `${what} found ${WHERE[it.form]} that this comment could suppress`;
}

const WHERE: Readonly<Record<Suppression["form"], string>> = {
  ignore: "on this line",
  noqa: "on this line",
  "ignore-next-line": "on the next line",
  "ignore-file": "in this file",
  disable: "below",
  enable: "below",
};

const KNOWN = [UNUSED_SUPPRESSION.code, ...CODE_RULES.map(({ code }) => code), ...EXPLANATIONS.keys()];

function list(codes: readonly string[]): string {
  return codes.length > 3 ? `${codes.slice(0, 3).map(short).join(", ")} …` : codes.map(short).join(", ");
}

/** Code that a person wrote in brackets may be anything. */
function short(code: string): string {
  const plain = code.replace(/[^\p{L}\p{N}_-]/gu, "·");
  return plain.length > 12 ? `${plain.slice(0, 11)}…` : plain;
}

function fixesOf(text: string, it: Suppression, unused: readonly number[]): readonly Fix[] {
  const left = it.codes.filter((_, i) => !unused.includes(i));
  if (left.length === 0)
    return [{ title: "Remove the comment", safe: true, edits: [{ range: removal(text, it), text: "" }] }];
  const said = text.slice(it.place.start, it.place.end);
  const open = it.form === "noqa" ? said.indexOf(":") + 1 : said.indexOf("[") + 1;
  const end = it.form === "noqa" ? said.length : said.lastIndexOf("]");
  const range = { start: it.place.start + open, end: it.place.start + end };
  const codes = `${it.form === "noqa" ? " " : ""}${left.join(", ")}`;
  return [{ title: `Remove ${list(unused.map((i) => it.codes[i]!))}`, safe: true, edits: [{ range, text: codes }] }];
}

/** A comment with the space before it, or with its line where it is alone on it. */
function removal(text: string, { whole, alone }: Suppression): Place {
  let { start, end } = whole;
  while (start > 0 && isBlank(text[start - 1])) start--;
  let after = end;
  while (isBlank(text[after])) after++;
  const newline = /^(\r\n|\n|\r)?/.exec(text.slice(after, after + 2))![0];
  // Another comment that follows keeps its place.
  if (newline === "" && after < text.length) return whole;
  if (alone) end = after + newline.length;
  return { start, end };
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t" || character === "\f";
}

function finding({ place }: { place: Place }, message: string, fixes: readonly Fix[]): CodeFinding {
  const { code, severity } = UNUSED_SUPPRESSION;
  return { code, severity, message, range: place, related: [], tags: ["unnecessary"], fixes };
}
