import { checkParsed } from "../analysis/checking/checkSource";
import type { CheckSettings } from "../analysis/checking/severities";
import { flowOf } from "../analysis/flow/flowOf";
import { modelFacts } from "../analysis/model/modelFacts";
import type { PythonParser } from "../analysis/parse";
import type { CodeFinding } from "../analysis/rules/codeRule";
import type { CheckProject } from "./checkPath";
import type { CodeStore, UnsavedText } from "./codeStore";

/** A text that is open in the editor, to be checked with the files that it imports. */
export interface OpenText {
  readonly project: Pick<CheckProject, "root" | "cache">;
  /** From the root on, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly settings: CheckSettings;
  /** What is open and not saved, by paths from the root on. */
  readonly unsaved: readonly UnsavedText[];
}

export interface OpenFindings {
  /** Null where the text imports nothing of the workspace: what is found in it alone is all there is. */
  readonly findings: readonly CodeFinding[] | null;
  /** Paths from the root on: it has to be checked again where one of these comes, goes or changes. */
  readonly asked: readonly string[];
  /** Where the lines begin of the other files that findings have to do with. */
  readonly lines: Readonly<Record<string, readonly number[]>>;
}

/** Null where the parser gives up on the text. */
export function checkOpen(
  { path, text, settings, unsaved }: OpenText,
  parser: PythonParser,
  store: CodeStore,
): OpenFindings | null {
  store.refresh();
  store.overlay(unsaved);
  const parsed = parser.parse(text);
  if (!parsed) return null;
  try {
    const { files, asked, linesOf } = store.around(path);
    const facts = modelFacts(parsed, files);
    if (flowOf(facts).used.length === 0) return { findings: null, asked: [...asked], lines: {} };
    const findings = checkParsed(parsed, settings, facts, path.endsWith(".ipynb") ? "notebook" : "file");
    const others = new Set(findings.flatMap(({ related }) => related.flatMap(({ file }) => file ?? [])));
    const lines = Object.fromEntries([...others].map((file) => [file, linesOf(file) ?? []]));
    return { findings, asked: [...asked], lines };
  } finally {
    parsed.dispose();
  }
}
