/** What a report of a problem is made of. */
export interface ProblemFacts {
  /** Names and versions, of what runs here. */
  readonly versions: readonly (readonly [name: string, version: string])[];
  /** Settings that are not as they come, with what they are. */
  readonly settings: readonly (readonly [id: string, value: unknown])[];
  readonly log: readonly string[];
  /** Where to send it; undefined where there is no such place. */
  readonly url: string | undefined;
}

/** What must not be in a report, and what stands there instead; the longest first, so that no rest of one stays. */
export type Private = readonly (readonly [text: string, instead: string])[];

/** The report as Markdown, for a person to read before it is sent. */
export function problemReport({ versions, settings, log, url }: ProblemFacts, hidden: Private): string {
  const clean = (text: string) => withoutPrivate(text, hidden);
  const lines = log.slice(-MOST_LINES).map((line) => clean(line).replace(BYTES, "<bytes>"));
  return [
    "# A problem with Normscope",
    "",
    `<!-- Nothing was sent. Read this, take out what you do not want to tell, and ${url ? `send it to ${url}` : "send it to whom you like"}. -->`,
    "",
    "## What I did, what happened, and what I expected",
    "",
    "",
    "",
    "## Versions",
    "",
    ...versions.map(([name, version]) => `- ${name}: ${clean(version)}`),
    "",
    "## Settings that differ from the defaults",
    "",
    ...(settings.length > 0
      ? settings.map(([id, value]) => `- \`${id}\`: \`${clean(JSON.stringify(value))}\``)
      : ["None."]),
    "",
    "## The log's last lines",
    "",
    fence(lines),
    ...(lines.length > 0 ? lines : ["(empty)"]),
    fence(lines),
    "",
  ].join("\n");
}

const MOST_LINES = 60;
/** Some messages quote the beginning of a file. */
const BYTES = /\b[0-9a-f]{2}(?: [0-9a-f]{2}){3,}\b/g;

/** Longer than any row of backticks in what it encloses. */
function fence(lines: readonly string[]): string {
  const longest = Math.max(
    2,
    ...lines
      .join("\n")
      .split(/[^`]+/)
      .map((ticks) => ticks.length),
  );
  return "`".repeat(longest + 1);
}

/** Replaces private texts whatever their case, since file systems may not care either. */
export function withoutPrivate(text: string, hidden: Private): string {
  const found = hidden.filter(([secret]) => secret.length > 0);
  if (found.length === 0) return text;
  const longestFirst = found.toSorted(([a], [b]) => b.length - a.length);
  const instead = new Map(longestFirst.toReversed().map(([secret, word]) => [secret.toLowerCase(), word]));
  const pattern = new RegExp(longestFirst.map(([secret]) => bounded(secret)).join("|"), "gi");
  return text.replace(pattern, (match) => instead.get(match.toLowerCase()) ?? "<hidden>");
}

/** A name inside another word is another word: who is called "ann" leaves "channel" alone. */
function bounded(secret: string): string {
  const escaped = secret.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return `${/^\w/.test(secret) ? "(?<![A-Za-z0-9])" : ""}${escaped}${/\w$/.test(secret) ? "(?![A-Za-z0-9])" : ""}`;
}

/** Paths, and whatever looks like a file's name, without the ending, which says what kind of file it was. */
export function withoutFileNames(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      const short = line.replace(PATH, (path) => `<path>${endingOf(path)}`);
      // Lines of a stack have names of functions in their place.
      return /^\s+at /.test(line) ? short : short.replace(FILE, (name) => `<file>${endingOf(name)}`);
    })
    .join("\n");
}

/** From a root anywhere, or from the beginning of a word; Node's own modules tell nothing of a person. */
const PATH =
  /(?<![\w>.\\/-])(?:[A-Za-z]:)?[\\/]+[^\s"'`“”()<>:,;]+|(?<![^\s("'`“=,[])[^\s"'`“”()<>:\\/]+[\\/][^\s"'`“”()<>:,;]*/g;
const FILE = /[^\s"'`“”()<>:,;]+\.(?=[A-Za-z])[A-Za-z0-9]{2,12}\b(?!\()/g;

function endingOf(path: string): string {
  return /\.[A-Za-z][A-Za-z0-9]{1,11}$/.exec(path)?.[0] ?? "";
}
