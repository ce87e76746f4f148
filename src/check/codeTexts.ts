import { UNUSED_SUPPRESSION } from "../analysis/checking/unusedSuppression";
import { findingPages } from "../analysis/rules/pages";
import { CODE_RULES } from "../analysis/rules/rules";
import type { Finding } from "../engine/finding";
import { EXPLANATIONS } from "../engine/findings/explanations";

/** What there is to read about a code. */
export interface CodeText extends Pick<Finding, "code" | "severity"> {
  readonly title: string;
  readonly explanation: readonly string[];
  /** Its page. */
  readonly markdown: string;
}

/** All codes, those of code as well as the measured ones, in order. */
export function codeTexts(): ReadonlyMap<string, CodeText> {
  const pages = findingPages();
  const all = [UNUSED_SUPPRESSION, ...CODE_RULES, ...EXPLANATIONS.values()];
  const texts = all.map(({ code, severity, title, explanation }) => {
    return { code, severity, title, explanation, markdown: pages.get(`${code}.md`)! };
  });
  return new Map(texts.sort((a, b) => (a.code < b.code ? -1 : 1)).map((text) => [text.code, text]));
}
