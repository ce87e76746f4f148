/** Text from a log as one line without what would turn, hide or break the text around it. */
export function oneLine(text: string): string {
  const clean = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ")
    // No script stacks more than four marks.
    .replace(/(?<=\p{M}{4})\p{M}+/gu, "\ufffd")
    .trim();
  return clean === "" ? "(unnamed)" : clean;
}

/** The same with its middle left out where it is long. */
export function shortLine(text: string, longest = 60): string {
  const characters = Array.from(oneLine(text));
  if (characters.length <= longest) return characters.join("");
  const head = Math.ceil((longest - 1) / 3);
  return `${characters.slice(0, head).join("")}…${characters.slice(-(longest - 1 - head)).join("")}`;
}

/** The same as Markdown that shows it as it is: no links, no markup, no HTML. */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()<>#+\-.!|~&$:@/]/g, "\\$&")
    .replace(/\s+/g, " ");
}

/** Text in a notification or a prompt, where VS Code makes links of `[…](…)`, of commands, too. */
export function messageText(text: string): string {
  return shortLine(text, 300).replaceAll("](", "] (");
}

/** Text in a choice, above code or in the status bar, where VS Code makes icons of `$(…)`. */
export function labelText(text: string): string {
  return shortLine(text, 100).replaceAll("$(", "\\$(");
}
