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

/** Text that stays text, in one line. */
export function escapeText(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>#|~&$]/g, "\\$&");
}

/** A code span cannot escape: what could end the span, the cell or the line is replaced. */
function codeSpan(text: string): string {
  return `\`${text.replace(/\s+/g, " ").replaceAll("`", "'").replaceAll("|", "¦")}\``;
}
