import type { HoverText, Piece } from "./hoverText";

/** A hover as Markdown: a bold line, a table of two columns, links. Text of any origin stays text. */
export function hoverMarkdown({ title, rows, links }: HoverText): string {
  const lines = rows.map(
    ({ label, pieces }) =>
      `| ${escapeText(label).replaceAll(" ", "&nbsp;")}${GAP} | ${pieces.map(pieceMarkdown).join("")} |`,
  );
  const table = lines.length > 0 ? ["| | |", "|:--|:--|", ...lines].join("\n") : "";
  const footer = links.map(({ label, url }) => `[${escapeText(label)}](${url})`).join(" · ");
  return [`**${escapeText(title)}**`, table, footer].filter((part) => part !== "").join("\n\n");
}

/** VS Code sets a table's columns side by side. */
const GAP = "&nbsp;&nbsp;";

/** A stretch of text as Markdown. */
export function pieceMarkdown(piece: Piece): string {
  return typeof piece === "string" ? escapeText(piece) : codeSpan(piece.code);
}

/** Text that stays text, in one line. Addresses would become links by themselves. */
export function escapeText(text: string): string {
  return seen(text)
    .replace(/[\\`*_[\]<>#|~&$@]/g, "\\$&")
    .replace(/:(?=\/\/)|(?<=www)\./gi, "\\$&");
}

/** A code span cannot escape: what could end the span, the cell or the line is replaced. */
function codeSpan(text: string): string {
  return `\`${seen(text).replaceAll("`", "'").replaceAll("|", "¦")}\``;
}

/** More than anyone reads in a hover. */
const MOST_READ = 2000;

/** One line without what hides or turns the text around it. */
function seen(text: string): string {
  const short = text.length > MOST_READ ? `${text.slice(0, MOST_READ - 1)}…` : text;
  return short.replace(/\s+/g, " ").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, "\ufffd");
}
