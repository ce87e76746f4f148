import { EXPLANATIONS } from "./explanations";
import type { NormRule } from "./normRule";

/** The documentation pages of all findings, as Markdown by file name; docs/findings holds them. */
export function findingPages(): ReadonlyMap<string, string> {
  const rules = [...EXPLANATIONS.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  return new Map([["README.md", indexPage(rules)], ...rules.map((rule) => [`${rule.code}.md`, page(rule)] as const)]);
}

function indexPage(rules: readonly Omit<NormRule, "check">[]): string {
  const rows = rules.map(({ code, severity, title }) => `| [${code}](${code}.md) | ${severity} | ${title} |`);
  return [
    "# Measured findings",
    "",
    "What Normscope says of the normalization layers in a checkpoint, told from their parameters alone, and from NRM920 on",
    "of the layers of a training run, told from its log. The severity is the gravest that a finding can have.",
    "`npm run docs` writes these pages from `src/engine/findings`.",
    "",
    "| code | severity | what |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function page({ code, title, severity, explanation, sources }: Omit<NormRule, "check">): string {
  return [
    `# ${code}: ${title}`,
    "",
    `Severity: ${severity}.`,
    "",
    ...explanation.flatMap((paragraph) => [paragraph, ""]),
    "## Sources",
    "",
    ...sources.map((source) => `- ${source}`),
    "",
  ].join("\n");
}
