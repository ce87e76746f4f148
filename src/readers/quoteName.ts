const LONGEST_NAME = 80;
const LONGEST_REASON = 160;
/** Most names, for which nothing is to be done. */
const PLAIN = /^[ -~]*$/;

/**
 * A name or a message from outside as one short line that is safe in an error message: runs of control,
 * line-breaking, invisible and text-direction characters become U+FFFD, and the middle of a long one is left out.
 */
export function quoteName(name: string, longest = LONGEST_NAME): string {
  if (name.length <= longest && PLAIN.test(name)) return name;
  const kept = longest / 2;
  const short = name.length > longest ? `${name.slice(0, kept - 1)}…${name.slice(-kept)}` : name;
  return short.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, "\ufffd");
}

const MOST_NAMES = 8;

/** The first of several names, as `quoteName` has them, and a mark where there are more. */
export function quoteNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => quoteName(name));
  return `${shown.join(", ")}${names.length > MOST_NAMES ? " …" : ""}`;
}

/** What an unknown thrown thing says, as one short line. */
export function quoteReason(thrown: unknown): string {
  return quoteName(thrown instanceof Error ? thrown.message : String(thrown), LONGEST_REASON);
}
