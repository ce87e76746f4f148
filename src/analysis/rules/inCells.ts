import type { CodeFinding } from "./codeRule";
import { CODE_RULES } from "./rules";

/** What is found in a notebook's cells, one after the other: less grave by one where their order decides, which is not known. */
export function inCells(findings: readonly CodeFinding[]): readonly CodeFinding[] {
  return findings.map((finding) =>
    ORDERED.has(finding.code) ? { ...finding, severity: LOWER[finding.severity] } : finding,
  );
}

const ORDERED: ReadonlySet<string> = new Set(CODE_RULES.flatMap(({ code, ordered }) => (ordered ? [code] : [])));

const LOWER = { error: "warning", warning: "information", information: "hint", hint: "hint" } as const;
