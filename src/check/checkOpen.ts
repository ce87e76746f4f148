import { checkParsed } from "../analysis/checking/checkSource";
import type { CheckSettings } from "../analysis/checking/severities";
import { flowOf } from "../analysis/flow/flowOf";
import { modelFacts } from "../analysis/model/modelFacts";
import { type LoopNote, loopNotes } from "../analysis/notes/loopNotes";
import type { CodeFinding } from "../analysis/rules/codeRule";
import type { OpenText, OpenTexts } from "./openTexts";

/** A text that is to be checked with the files that it imports. */
export interface OpenCheck extends OpenText {
  readonly settings: CheckSettings;
  /** Whether the modes in its loops are wanted, too. */
  readonly loops: boolean;
}

export interface OpenFindings {
  /** Null where the text imports nothing of the workspace: what is found in it alone is all there is. */
  readonly found: { readonly findings: readonly CodeFinding[]; readonly loops: readonly LoopNote[] } | null;
  /** Paths from the root on: it has to be checked again where one of these comes, goes or changes. */
  readonly asked: readonly string[];
  /** Where the lines begin of the other files that findings and loops have to do with. */
  readonly lines: Readonly<Record<string, readonly number[]>>;
}

/** Null where the parser gives up on the text. */
export function checkOpen(open: OpenCheck, texts: OpenTexts): OpenFindings | null {
  const { path, settings } = open;
  return texts.read(open, (parsed, { files, asked, linesOf }) => {
    const facts = modelFacts(parsed, files);
    if (flowOf(facts).used.length === 0) return { found: null, asked: [...asked], lines: {} };
    const findings = checkParsed(parsed, settings, facts, path.endsWith(".ipynb") ? "notebook" : "file");
    const loops = open.loops ? loopNotes(facts) : [];
    const places = [...findings.flatMap(({ related }) => related), ...loops.flatMap(({ sets }) => sets)];
    const others = new Set(places.flatMap(({ file }) => file ?? []));
    const lines = Object.fromEntries([...others].map((file) => [file, linesOf(file) ?? []]));
    return { found: { findings, loops }, asked: [...asked], lines };
  });
}
