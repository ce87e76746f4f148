import type { Followable, FromPanel, ToPanel } from "../protocol/panel";
import { failedNotice, progressNotice } from "./notices";
import pageCss from "./page.css";
import { whenReleased } from "./view/press";
import { adoptStyles } from "./view/styles";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): Record<string, unknown> | undefined;
  setState(state: unknown): void;
};

/** A panel's page, as what it draws sees it. */
export interface Page {
  readonly root: HTMLElement;
  /** What a person last looked at, as `saveView` was given it: anything may be in saved state. */
  readonly savedView: unknown;
  readonly saveView: (view: unknown) => void;
  readonly post: (message: FromPanel) => void;
}

/** What a page shows, and how. */
export interface PageContent {
  readonly css: string;
  readonly className: string;
  /** What it says before it knows more. */
  readonly waiting: string;
  /** What it says where `draw` throws. */
  readonly undrawable: string;
  /** Fills the page with the host's answer. */
  readonly draw: (page: Page, json: unknown, followed: Followable) => Drawn;
}

/** What is on the page. */
export interface Drawn {
  readonly dispose: () => void;
  /** Takes what the host tells of it later; left out where nothing is expected. */
  readonly receive?: (message: LaterMessage) => void;
}

export type LaterMessage = Extract<
  ToPanel,
  { type: "update" | "layer" | "layerFailed" | "select" | "asking" | "answer" | "unanswered" | "chosenFile" }
>;

/** Shows progress, failures and answers as the host sends them. */
export function startPage(content: PageContent): void {
  const vscode = acquireVsCodeApi();
  const root = document.getElementById("normscope")!;
  const post = (message: FromPanel) => vscode.postMessage(message);
  const retry = () => post({ type: "retry" });
  const showProgress = progressNotice(root, () => post({ type: "cancel" }));
  // The host keeps its request in the same state, so that the panel can be made again after a reload.
  const remember = (part: object) => vscode.setState({ ...vscode.getState(), ...part });
  let drawn: Drawn | null = null;

  const enter = (state: "loading" | "ready" | "failed") => {
    drawn?.dispose();
    drawn = null;
    root.dataset.state = state;
  };
  const show = ({ report, ...followed }: Extract<ToPanel, { type: "show" }>) => {
    enter("ready");
    const page: Page = { root, savedView: vscode.getState()?.view, saveView: (view) => remember({ view }), post };
    drawing(() => {
      drawn = content.draw(page, JSON.parse(report), followed);
    });
  };
  const drawing = (work: () => void) => {
    try {
      work();
    } catch (error) {
      enter("failed");
      failedNotice(root, content.undrawable, (error as Error).message, retry);
    }
  };
  const receive = (message: ToPanel) => {
    switch (message.type) {
      case "remember":
        remember({ ...message.state });
        break;
      case "progress":
        enter("loading");
        showProgress(message.title, message.progress);
        break;
      case "failed":
        enter("failed");
        failedNotice(root, message.title, message.message, retry);
        break;
      case "show":
        show(message);
        break;
      default:
        drawing(() => drawn?.receive?.(message));
    }
  };

  adoptStyles(pageCss + content.css);
  root.className = `normscope ${content.className}`;
  window.addEventListener("message", ({ data }: MessageEvent<ToPanel>) => whenReleased(() => receive(data)));
  enter("loading");
  showProgress(content.waiting, null);
  post({ type: "ready" });
}
