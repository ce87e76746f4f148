import { checkParsed } from "../analysis/checking/checkSource";
import { DEFAULT_SETTINGS } from "../analysis/checking/severities";
import { modelFacts } from "../analysis/model/modelFacts";
import type { PythonParser } from "../analysis/parse";
import { CAUSES } from "../analysis/places/causes";
import { definitionsOf } from "../analysis/places/definitions";
import type { BuiltPlaces, PythonFile } from "../analysis/places/modulePath";
import type { CodeFinding } from "../analysis/rules/codeRule";
import type { Finding } from "../engine/finding";
import type { CodeStore, UnsavedText } from "./codeStore";
import { currentText } from "./currentText";
import { type LineRange, lineRange } from "./lineRange";

/** What a rule finds in code that has to do with a model that was measured. */
export interface Cause extends Finding {
  readonly at: LineRange;
}

export interface CauseTexts {
  readonly project: { readonly root: string };
  readonly unsaved: readonly UnsavedText[];
  readonly store: CodeStore;
  readonly parser: PythonParser;
}

/** Files that are checked for it: a model and a script or two are all that most projects have. */
const MOST_FILES = 8;
const MOST_CAUSES = 8;

/**
 * What rules on code find in the files that define or name the model's class, of what may explain the codes that were
 * measured; what comments suppress is left out.
 *
 * @param codes of measured findings
 */
export function causesFor(
  codes: ReadonlySet<string>,
  { roots, files: built }: BuiltPlaces,
  files: readonly PythonFile[],
  texts: CauseTexts,
): readonly Cause[] {
  const wanted = new Set([...codes].flatMap((code) => CAUSES[code] ?? []));
  if (wanted.size === 0) return [];
  const names = new Set(roots.map(({ name }) => name));
  const own = new Set(built.map(({ path }) => path));
  const concerned = files.filter(({ path, code }) => own.has(path) || mentions(code, names));
  return concerned
    .slice(0, MOST_FILES)
    .flatMap(({ path }) => causesIn(path, wanted, texts))
    .slice(0, MOST_CAUSES);
}

function mentions(code: PythonFile["code"], wanted: ReadonlySet<string>): boolean {
  const { all, names } = definitionsOf(code);
  return [names, ...all.map((one) => one.names)].some((some) => [...wanted].some((name) => some.has(name)));
}

function causesIn(path: string, wanted: ReadonlySet<string>, { project, unsaved, store, parser }: CauseTexts): Cause[] {
  const text = currentText(project.root, path, unsaved);
  const parsed = text === null ? null : parser.parse(text);
  if (!parsed) return [];
  try {
    const facts = modelFacts(parsed, store.around(path).files);
    const found = checkParsed(parsed, DEFAULT_SETTINGS, facts).filter(({ code }) => wanted.has(code));
    return found.map(({ code, severity, message, range }: CodeFinding) => ({
      code,
      severity,
      message,
      at: lineRange({ file: path, ...range }, store),
    }));
  } finally {
    parsed.dispose();
  }
}
