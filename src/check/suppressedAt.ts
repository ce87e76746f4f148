import { suppress } from "../analysis/checking/suppress";
import { suppressionsIn } from "../analysis/checking/suppressions";
import { groupBy } from "../analysis/groupBy";
import type { PythonParser } from "../analysis/parse";
import type { CallPlace } from "../analysis/places/possible";
import type { CodeFinding } from "../analysis/rules/codeRule";
import type { UnsavedText } from "./codeStore";
import { currentText } from "./currentText";

/** A place, and the codes of what is to be told there. */
export interface Told {
  readonly place: CallPlace;
  readonly codes: readonly string[];
}

export interface Texts {
  readonly root: string;
  readonly unsaved: readonly UnsavedText[];
  readonly parser: PythonParser;
}

/** Tells which codes comments in the code suppress at a place; of what is told nowhere, no file is read. */
export function suppressedAt(told: readonly Told[], texts: Texts): (place: CallPlace) => readonly string[] {
  const byFile = groupBy(
    told.filter(({ codes }) => codes.length > 0),
    ({ place }) => place.file,
  );
  const found = new Map<string, ReadonlySet<string>>();
  for (const [file, here] of byFile) {
    for (const { place, left } of leftIn(file, here, texts)) found.set(keyOf(place), left);
  }
  return (place) => {
    const left = found.get(keyOf(place));
    const codes = told.filter((one) => keyOf(one.place) === keyOf(place)).flatMap((one) => one.codes);
    return left ? [...new Set(codes)].filter((code) => !left.has(code)) : [];
  };
}

/** What no comment suppresses at each place of a file. */
function leftIn(file: string, told: readonly Told[], { root, unsaved, parser }: Texts) {
  const text = currentText(root, file, unsaved);
  const parsed = text !== null && /normscope|noqa/i.test(text) ? parser.parse(text) : null;
  if (!parsed) return [];
  try {
    const { found } = suppressionsIn(parsed.text, parsed.tree);
    return told.map(({ place, codes }) => {
      const { left } = suppress(
        codes.map((code) => findingAt(place, code)),
        found,
        parsed.text,
        parsed.syntax,
      );
      return { place, left: new Set(left.map(({ code }) => code)) };
    });
  } finally {
    parsed.dispose();
  }
}

function findingAt({ start, end }: CallPlace, code: string): CodeFinding {
  return { code, severity: "warning", message: "", range: { start, end }, related: [], tags: [], fixes: [] };
}

function keyOf({ file, start, end }: CallPlace): string {
  return `${file}\0${start}\0${end}`;
}
