import type { NormRule } from "./normRule";

/** The documentation page of a measured finding, as Markdown. */
export function findingPage({ code, title, severity, explanation, sources }: Omit<NormRule, "check">): string {
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
