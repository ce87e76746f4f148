const LONGEST_NAME = 60;
const MOST_READ = 1000;
const UNSEEN = "\ufffd";

/** A name from a file as text for Plotly, which would read markup in it. */
export function plotText(name: string, longest = LONGEST_NAME): string {
  return shortName(name, longest).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * A name from a file in which U+FFFD stands for what would turn, hide or break the text around it, so that it is seen
 * that something is there; of more than anyone reads, the middle is left out.
 */
export function cleanName(name: string): string {
  const short = name.length > MOST_READ ? `${name.slice(0, MOST_READ / 2 - 1)}…${name.slice(-MOST_READ / 2)}` : name;
  // No script stacks more than four marks; floods of them cover the lines around.
  const clean = short.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, UNSEEN).replace(/(?<=\p{M}{4})\p{M}+/gu, UNSEEN);
  return clean.replaceAll(UNSEEN, "").trim() === "" ? "(unnamed)" : clean;
}

/** A clean name with its middle left out where it is long: both ends of a layer's path tell it apart. */
export function shortName(name: string, longest = LONGEST_NAME): string {
  const characters = Array.from(cleanName(name));
  if (characters.length <= longest) return characters.join("");
  const head = Math.ceil((longest - 1) / 3);
  return `${characters.slice(0, head).join("")}…${characters.slice(-(longest - 1 - head)).join("")}`;
}
