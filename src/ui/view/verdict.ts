import type { Finding } from "../../engine/finding";
import { cleanName } from "../figures/safeText";
import type { LayerRow } from "./layerRow";

/** One thing to know about a layer, in plain words. */
export interface Verdict {
  readonly severity: "good" | Finding["severity"];
  readonly title: string;
  readonly text: string;
  /** A finding's stable code, or what the verdict is about. */
  readonly code: string;
}

/** From the gravest. */
export const ORDER = { error: 0, warning: 1, information: 2, hint: 3, good: 4 } as const;

/** The gravest of what a layer's findings say; null where they say nothing. */
export function worstOf(row: LayerRow): Finding["severity"] | null {
  const found = row.runs.flatMap(({ content }) => content.findings.map(({ severity }) => severity));
  return found.sort((a, b) => ORDER[a] - ORDER[b])[0] ?? null;
}

/** A finding as a verdict: the first sentence is the title, the rest its explanation; `run` is where it was found. */
export function ofFinding({ severity, message, code }: Finding, run: string): Verdict {
  const [, head, rest] = /^(.+?)[.;:]\s+(.+)$/su.exec(cleanName(message)) ?? [];
  const who = run === "" ? "" : `${cleanName(run)}: `;
  return { severity, code, title: `${who}${head ?? cleanName(message)}`, text: sentence(rest ?? "") };
}

/** With a capital at its beginning; Greek letters are symbols, and stay small. */
function sentence(text: string): string {
  return /^[a-z]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
