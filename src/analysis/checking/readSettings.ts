import { type CheckSettings, DEFAULT_SETTINGS, isCodePattern, LEVELS, type Level } from "./severities";

/** Settings as they are, and one line for each that is left out because it is not what it should be. */
export interface ReadSettings {
  readonly settings: CheckSettings;
  /** Paths that are not checked, as patterns like `tests/**`. */
  readonly exclude: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Reads what stands in `[tool.normscope]` of a pyproject.toml, or `{ rules: …, "every-place": … }` with the editor's
 * settings. Never throws: a key that is wrong is left out and named in `problems`.
 */
export function readSettings(raw: unknown): ReadSettings {
  const problems: string[] = [];
  if (!isTable(raw)) return { settings: DEFAULT_SETTINGS, exclude: [], problems };
  for (const key of Object.keys(raw)) {
    if (!KEYS.includes(key)) problems.push(`${quote(key)} is no key; there are: ${KEYS.join(", ")}`);
  }
  const select = codesOf(raw, "select", problems);
  const ignore = codesOf(raw, "ignore", problems);
  const everyPlace = codesOf(raw, "every-place", problems);
  const exclude = textsOf(raw, "exclude", problems);
  const rules = levelsOf(raw.rules, problems);
  return { settings: { select, ignore, rules, everyPlace }, exclude, problems };
}

const KEYS = ["select", "ignore", "rules", "every-place", "exclude"];

function codesOf(raw: Table, key: string, problems: string[]): readonly string[] {
  return textsOf(raw, key, problems).filter((code) => isCode(code, key, problems));
}

function isCode(code: string, key: string, problems: string[]): boolean {
  if (isCodePattern(code)) return true;
  problems.push(`${key} names ${quote(code)}, but codes are like NRM301, families like NRM3`);
  return false;
}

function textsOf(raw: Table, key: string, problems: string[]): readonly string[] {
  const value = raw[key];
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  problems.push(`${key} must be a list of texts`);
  return [];
}

function levelsOf(value: unknown, problems: string[]): Readonly<Record<string, Level>> {
  if (value === undefined) return {};
  if (!isTable(value)) {
    problems.push(`rules must be a table of codes and levels`);
    return {};
  }
  const levels = Object.entries(value).filter(([code, level]) => {
    if (!isCode(code, "rules", problems)) return false;
    if (LEVELS.includes(level as Level)) return true;
    problems.push(`rules sets ${code} to ${quote(String(level))}, but levels are ${LEVELS.join(", ")}`);
    return false;
  });
  return Object.fromEntries(levels) as Record<string, Level>;
}

type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text from outside, short and in one line. */
function quote(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, "\ufffd");
  return `"${plain.length > 40 ? `${plain.slice(0, 39)}…` : plain}"`;
}
