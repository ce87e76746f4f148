import * as vscode from "vscode";
import { gapPicture } from "../../analysis/measured/gapPicture";
import { titleOf } from "../pages";
import { lineOf } from "./lines";
import { CHOOSE, EXPLAIN, groundOf, linksOf, SHOW } from "./links";
import type { MeasuredCode } from "./measuredCode";
import { measuredMarkdown } from "./measuredText";

/** Says over the line of a call what was measured last of the modules that it builds. */
export function registerMeasuredHover(code: MeasuredCode): vscode.Disposable {
  const provider: vscode.HoverProvider = {
    async provideHover(document, position) {
      const settings = vscode.workspace.getConfiguration("normscope", document.uri);
      const latest = code.latest();
      const file = code.in(document.uri);
      if (!settings.get("measured.hover", true) || !latest || !file) return undefined;
      const here = file.placed.filter((placed) => lineOf(placed, document).contains(position));
      const placed = here.find(({ doubt }) => doubt === null) ?? here[0];
      if (!placed) return undefined;
      const { gaps, findings } = placed.layers[0]!;
      const text = measuredMarkdown(placed, latest.measured, {
        title: findings[0] ? await titleOf(findings[0].code) : "",
        now: Date.now(),
        stale: file.changed || document.isDirty,
        picture: gaps && gapPicture(gaps, groundOf(vscode.window.activeColorTheme)),
        links: linksOf(placed),
      });
      const markdown = new vscode.MarkdownString(text, true);
      markdown.isTrusted = { enabledCommands: [SHOW, EXPLAIN, CHOOSE] };
      return new vscode.Hover(markdown, lineOf(placed, document));
    },
  };
  return vscode.languages.registerHoverProvider({ language: "python", scheme: "file" }, provider);
}
