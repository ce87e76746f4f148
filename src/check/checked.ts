import type { CheckedFile, Note, PlacedFinding } from "./checkedFile";

/** Everything that a run of `normscope check` has to tell. */
export interface Checked {
  /** Only those with findings, in order. */
  readonly files: readonly CheckedFile[];
  readonly fileCount: number;
  /** Findings that have been mended. */
  readonly fixed: number;
  /** Findings that the baseline has. */
  readonly known: number;
  /** Files with syntax errors. */
  readonly broken: number;
  readonly notes: readonly Note[];
}

export type Severity = PlacedFinding["severity"];

export const SEVERITIES: readonly Severity[] = ["error", "warning", "information", "hint"];

/** How many findings there are of each severity. */
export function countSeverities({ files }: Checked): ReadonlyMap<Severity, number> {
  const counts = new Map<Severity, number>(SEVERITIES.map((severity) => [severity, 0]));
  for (const { severity } of files.flatMap(({ findings }) => findings)) counts.set(severity, counts.get(severity)! + 1);
  return counts;
}
