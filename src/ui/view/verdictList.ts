import { formatCount } from "../../engine/formatNumber";
import { type Explain, explanationOf } from "./explanation";
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

/** How many verdicts are not good, with the shape of the gravest, which comes first; null where all are good. */
export function verdictCount(verdicts: readonly Verdict[]): HTMLElement | null {
  const bad = verdicts.filter(({ severity }) => severity !== "good");
  const [gravest] = bad;
  if (gravest === undefined) return null;
  const [shape, word] = MARKS[gravest.severity];
  const text = bad.length === 1 ? `1 finding: ${word}` : `${formatCount(bad.length)} findings, the gravest: ${word}`;
  return h(
    "span",
    { class: "count", role: "img", "aria-label": text, title: text },
    h("span", { class: `mark ${gravest.severity}` }, shape),
    ` ${formatCount(bad.length)}`,
  );
}

/** Something to do about a verdict, as a link at its end. */
export interface VerdictAction {
  readonly title: string;
  readonly run: () => void;
}

/** Verdicts as a list: mark, word, title, numbers, and what can be done about each. */
export function verdictList(
  verdicts: readonly Verdict[],
  actionsOf: (verdict: Verdict) => readonly VerdictAction[] = () => [],
  explain: Explain = explanationOf,
): HTMLElement {
  return h(
    "ul",
    { class: "verdicts", "data-part": "verdicts" },
    ...verdicts.map((verdict) => {
      const { severity, title, text, code } = verdict;
      const explanation = explain(code);
      const links = actionsOf(verdict).map((action) =>
        h("button", { type: "button", class: "link", "data-action": "verdict", onclick: action.run }, action.title),
      );
      return h(
        "li",
        { "data-verdict": code, "data-severity": severity, title: text },
        severityMark(severity),
        h(
          "div",
          {},
          h("strong", {}, title),
          ...text.split("\n").map((line) => h("p", {}, line)),
          h(
            "span",
            { class: "verdict-end" },
            code.startsWith("NRM") ? h("code", {}, code) : null,
            ...links,
            explanation === null ? null : explainer(explanation),
          ),
        ),
      );
    }),
  );
}

/** Unfolds an explanation on demand. */
function explainer(explanation: string): HTMLElement {
  return h(
    "details",
    { "data-part": "explanation" },
    h("summary", {}, "Explain"),
    ...explanation.split("\n").map((line) => h("p", {}, line)),
  );
}
