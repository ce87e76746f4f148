import { quoteName } from "./quoteName";

const LONGEST_FACT = 300;

/** What a file says of itself, on one line; the middle of a long text is left out. */
export function factText(text: string): string {
  return quoteName(text.trim().replace(/\s+/g, " "), LONGEST_FACT);
}
