import { EXPLANATIONS } from "../../engine/findings/explanations";
import { findingPage } from "../../engine/findings/pages";
import { UNUSED_SUPPRESSION } from "../checking/unusedSuppression";
import type { CodeRule } from "./codeRule";
import { CODE_RULES } from "./rules";

/** The documentation pages of all findings, as Markdown by file name; docs/findings holds them. */
export function findingPages(): ReadonlyMap<string, string> {
  const code = [UNUSED_SUPPRESSION, ...CODE_RULES];
  const rows = [
    ...code.map((rule) => ({
      ...rule,
      severity: rule.off ? `${rule.severity} (off)` : rule.severity,
      fix: FIXES[rule.fix ?? "none"],
    })),
    ...[...EXPLANATIONS.values()].map((rule) => ({ ...rule, fix: "" })),
  ].sort((a, b) => (a.code < b.code ? -1 : 1));
  return new Map([
    ["README.md", indexPage(rows)],
    ...code.map((rule) => [`${rule.code}.md`, codePage(rule)] as const),
    ...[...EXPLANATIONS.values()].map((rule) => [`${rule.code}.md`, findingPage(rule)] as const),
  ]);
}

const FIXES = { safe: "safe", suggestion: "on request", none: "" } as const;

interface IndexRow {
  readonly code: string;
  readonly severity: string;
  readonly title: string;
  readonly fix: string;
  readonly sources: readonly string[];
}

function indexPage(rows: readonly IndexRow[]): string {
  return [
    "# Findings",
    "",
    "What Normscope says of normalization layers. Codes up to NRM8xx are about code, told from its text alone; NRM0xx are",
    "about the comments in it that are for Normscope. NRM9xx are measured: told from the parameters in a checkpoint and, from",
    "NRM920 on, from the log of a training run. The severity is the gravest that a finding can have. A safe fix may be applied",
    "to a whole file at once, others are offered one by one. `npm run docs` writes these pages from `src/analysis` and",
    "`src/engine/findings`.",
    "",
    "| code | severity | what | fix | source |",
    "|---|---|---|---|---|",
    ...rows.map(({ code, severity, title, fix, sources }) => {
      return `| [${code}](${code}.md) | ${severity} | ${title} | ${fix} | ${sources[0] ?? ""} |`;
    }),
    "",
  ].join("\n");
}

function codePage({
  code,
  title,
  severity,
  off,
  explanation,
  sources,
  fix,
  bad,
  good,
}: Omit<CodeRule, "check">): string {
  return [
    `# ${code}: ${title}`,
    "",
    `Severity: ${severity}${off ? ", and off unless settings name the code" : ""}.${fix ? ` Fix: ${FIXES[fix]}.` : ""}`,
    "",
    ...explanation.flatMap((paragraph) => [paragraph, ""]),
    "## Found here",
    "",
    "```python",
    bad.trimEnd(),
    "```",
    "",
    "## As it should be",
    "",
    "```python",
    good.trimEnd(),
    "```",
    "",
    "## Sources",
    "",
    ...sources.map((source) => `- ${source}`),
    "",
  ].join("\n");
}
