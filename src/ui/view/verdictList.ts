import { h } from "./h";
import type { Verdict } from "./verdict";

const MARKS = {
  good: ["●", "good"],
  error: ["✖", "error"],
  warning: ["▲", "warning"],
  information: ["■", "note"],
  hint: ["◆", "hint"],
} as const;

/** The shape and the word that stand for a severity, beside its colour. */
export function severityMark(severity: Verdict["severity"]): HTMLElement {
  const [shape, word] = MARKS[severity];
  return h("span", { class: `mark ${severity}`, role: "img", "aria-label": word, title: word }, shape);
}

/** Verdicts as a list: mark, word, title, numbers. */
export function verdictList(verdicts: readonly Verdict[]): HTMLElement {
  return h(
    "ul",
    { class: "verdicts", "data-part": "verdicts" },
    ...verdicts.map(({ severity, title, text, code }) =>
      h(
        "li",
        { "data-verdict": code, "data-severity": severity, title: text },
        severityMark(severity),
        h(
          "div",
          {},
          h("strong", {}, title),
          ...text.split("\n").map((line) => h("p", {}, line)),
          code.startsWith("NRM") ? h("code", {}, code) : null,
        ),
      ),
    ),
  );
}
