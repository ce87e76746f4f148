import type { Finding } from "../../engine/finding";

/** What a person can set a rule to. */
export type Level = "off" | "hint" | "info" | "warning" | "error";

/**
 * Which findings are told, and how grave they are. Codes may be families: "NRM3" and "NRM3xx" are all that begin with
 * NRM3; the longest that fits a finding decides.
 */
export interface CheckSettings {
  /** Nothing but these; all where empty. */
  readonly select: readonly string[];
  /** Not these; on equal terms with `select`, this wins. */
  readonly ignore: readonly string[];
  readonly rules: Readonly<Record<string, Level>>;
  /** Told at every place, where one finding for each class is told otherwise. */
  readonly everyPlace: readonly string[];
}

export const DEFAULT_SETTINGS: CheckSettings = { select: [], ignore: [], rules: {}, everyPlace: [] };

/** `off`: told only where its very code is selected or given a severity. */
type Told = Finding & { readonly off?: true };

/** A finding's severity under the settings; null where it is not told. */
export function severityOf(finding: Told, settings: CheckSettings): Finding["severity"] | null {
  const { code, severity } = finding;
  if (finding.off && ![...settings.select, ...Object.keys(settings.rules)].some((it) => it.toUpperCase() === code))
    return null;
  const selected = settings.select.length === 0 ? 0 : longest(settings.select, code);
  if (selected < 0) return null;
  const ignored = longest(settings.ignore, code);
  if (ignored >= 0 && ignored >= selected) return null;
  const level = levelOf(code, settings.rules);
  return level === undefined ? severity : SEVERITIES[level];
}

/** Whether a finding is told at every place. */
export function isToldEverywhere(code: string, { everyPlace }: CheckSettings): boolean {
  return everyPlace.some((pattern) => codeFits(code, pattern));
}

/** The findings that are told, with the severities that are set. */
export function withSeverities<T extends Told>(findings: readonly T[], settings: CheckSettings): readonly T[] {
  return findings.flatMap((finding) => {
    const severity = severityOf(finding, settings);
    if (severity === null) return [];
    return [severity === finding.severity ? finding : { ...finding, severity }];
  });
}

/** Whether a code belongs to a code or family as people write them: "NRM301", "nrm3", "NRM3xx". */
export function codeFits(code: string, pattern: string): boolean {
  return isCodePattern(pattern) && code.startsWith(prefixOf(pattern));
}

/** Whether a text is a code or a family of codes. */
export function isCodePattern(text: string): boolean {
  return /^NRM(\d{0,3}|\dxx)$/i.test(text);
}

export const LEVELS: readonly Level[] = ["off", "hint", "info", "warning", "error"];

const SEVERITIES: Readonly<Record<Level, Finding["severity"] | null>> = {
  off: null,
  hint: "hint",
  info: "information",
  warning: "warning",
  error: "error",
};

function prefixOf(pattern: string): string {
  return pattern.toUpperCase().replace(/X+$/, "");
}

/** The length of the longest pattern that a code fits; -1 where it fits none. */
function longest(patterns: readonly string[], code: string): number {
  return patterns.reduce((most, it) => (codeFits(code, it) ? Math.max(most, prefixOf(it).length) : most), -1);
}

function levelOf(code: string, rules: CheckSettings["rules"]): Level | undefined {
  const fitting = Object.keys(rules).filter((pattern) => codeFits(code, pattern));
  const best = fitting.sort((a, b) => prefixOf(b).length - prefixOf(a).length)[0];
  return best === undefined ? undefined : rules[best];
}
