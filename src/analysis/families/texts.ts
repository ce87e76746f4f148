import type { Text } from "./kind";

/** The string literal given by that keyword, or else the one at that place among those without a keyword. */
export function textNamed(texts: readonly Text[], name: string, place: number): string | null {
  const byName = texts.find((text) => text.name === name);
  return (byName ?? texts.filter((text) => text.name === null)[place])?.text ?? null;
}
