const LONGEST_NAME = 60;

/** A name from a file as text for Plotly, which would read markup in it. */
export function plotText(name: string, longest = LONGEST_NAME): string {
  return shortName(name, longest).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A name from a file without what would turn, hide or break the text around it. */
export function cleanName(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "");
  return clean.trim() === "" ? "(unnamed)" : clean;
}

/** A clean name with its middle left out where it is long: both ends of a layer's path tell it apart. */
export function shortName(name: string, longest = LONGEST_NAME): string {
  const characters = Array.from(cleanName(name));
  if (characters.length <= longest) return characters.join("");
  const head = Math.ceil((longest - 1) / 3);
  return `${characters.slice(0, head).join("")}…${characters.slice(-(longest - 1 - head)).join("")}`;
}
