import type { Checked } from "../../check/checked";
import type { PlacedFinding } from "../../check/checkedFile";

/** Workflow commands that GitHub Actions turn into annotations at the lines of a change. */
export function checkGithub({ files }: Checked): string {
  return files.flatMap(({ path, findings }) => findings.map((it) => annotation(path, it))).join("\n");
}

const COMMANDS: Readonly<Record<PlacedFinding["severity"], string>> = {
  error: "error",
  warning: "warning",
  information: "notice",
  hint: "notice",
};

function annotation(path: string, { code, severity, message, at }: PlacedFinding): string {
  const place = at.cell === null ? { line: at.line, endLine: at.endLine, ...columnsOf(at) } : {};
  const properties = { file: path, ...place, title: code };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const where = at.cell === null ? "" : `cell ${at.cell}, line ${at.line}: `;
  return `::${COMMANDS[severity]} ${list.join(",")}::${escapeData(where + message)}`;
}

/** GitHub refuses columns where an annotation has several lines. */
function columnsOf({ line, endLine, column, endColumn }: PlacedFinding["at"]) {
  return line === endLine ? { col: column, endColumn } : {};
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
