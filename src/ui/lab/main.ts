import type { FromLab, ToLab } from "../../protocol/lab";
import menuCss from "../editor/menu.css";
import { failedNotice } from "../notices";
import pageCss from "../page.css";
import { whenReleased } from "../view/press";
import { adoptStyles } from "../view/styles";
import { tablesFirst } from "../view/tableToggle";
import css from "./lab.css";
import { readChoice } from "./labChoice";
import { labPage } from "./labPage";

declare function acquireVsCodeApi(): {
  postMessage(message: FromLab): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
const root = document.getElementById("normscope")!;
const post = (message: FromLab) => vscode.postMessage(message);

adoptStyles(pageCss + menuCss + css);
root.className = "normscope lab";
const page = labPage(
  root,
  readChoice(vscode.getState() ?? { asTable: tablesFirst() }),
  (choice) => vscode.setState(choice),
  post,
);
window.addEventListener("message", ({ data }: MessageEvent<ToLab>) => whenReleased(() => receive(data)));
post({ type: "ready" });

function receive(message: ToLab): void {
  try {
    page.receive(message);
  } catch (error) {
    root.dataset.state = "failed";
    failedNotice(root, "The lab cannot be drawn", (error as Error).message, () => location.reload());
  }
}
