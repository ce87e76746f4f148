import type * as vscode from "vscode";
import type { CheckSettings } from "../../analysis/checking/severities";
import type { ClassNote } from "../../analysis/notes/classNotes";
import type { LoopNote } from "../../analysis/notes/loopNotes";
import type { MomentumNote } from "../../analysis/notes/momentumNotes";
import type { CodeFinding } from "../../analysis/rules/codeRule";
import type { PythonSource } from "../pythonSource";

/** What was found in a file or a notebook. */
export interface Checked {
  readonly source: PythonSource;
  readonly findings: readonly CodeFinding[];
  readonly notes: CodeNotes;
  /** What it was found in; null where it was not looked at. */
  readonly basis: CheckBasis | null;
  /** Files that were imported, as far as findings have to do with them. */
  readonly others: OtherFiles | null;
}

export interface CheckBasis {
  /** The source's, as far as it could be read. */
  readonly text: string;
  readonly settings: CheckSettings;
  /** Whether a finding means something, although parts of the source may be left out. */
  readonly keeps: (finding: CodeFinding) => boolean;
  /** Whether the lines over classes and loops are shown. */
  readonly lenses: boolean;
}

export interface OtherFiles {
  /** The folder that their paths start from. */
  readonly root: vscode.Uri;
  /** Where their lines begin. */
  readonly lines: Readonly<Record<string, readonly number[]>>;
}

/** What is shown beside the code; nothing of what settings do not ask for. */
export interface CodeNotes {
  readonly momentum: readonly MomentumNote[];
  readonly classes: readonly ClassNote[];
  readonly loops: readonly LoopNote[];
}
