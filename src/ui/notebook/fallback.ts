import type { OutputItem } from "vscode-notebook-renderer";
import { h } from "../view/h";
import { severityMark } from "../view/verdictList";

/** VS Code's own extension of an item: every MIME type of the output. */
interface WithSiblings {
  readonly _allOutputItems?: readonly { readonly mime: string }[];
}

/**
 * Says why a report cannot be drawn, and lets VS Code show what else the output holds (a table, a
 * picture, text), under the message. Without anything else the message stands alone.
 *
 * @throws the error by which VS Code and Theia take the output's next MIME type
 */
export function fallBack(item: OutputItem, element: HTMLElement, reason: string, signal: AbortSignal): void {
  const line = h(
    "div",
    { class: "normscope output", "data-state": "failed" },
    h("p", {}, severityMark("warning"), `Normscope cannot draw this report: ${reason}`),
  );
  element.replaceChildren(line);
  const siblings = (item as WithSiblings)._allOutputItems;
  if (siblings !== undefined && !siblings.some(({ mime }) => mime !== item.mime)) return;
  keepAbove(element, line, signal);
  const error = new Error(`Normscope cannot draw this report: ${reason}`);
  error.name = "vscode.fallbackToNextRenderer";
  throw error;
}

/** The next renderer empties the element first: the line goes back in once, above what that one drew. */
function keepAbove(element: HTMLElement, line: HTMLElement, signal: AbortSignal): void {
  const observer = new MutationObserver(() => {
    if (line.isConnected || !element.hasChildNodes()) return;
    observer.disconnect();
    element.prepend(line);
  });
  observer.observe(element, { childList: true });
  signal.addEventListener("abort", () => observer.disconnect());
}
