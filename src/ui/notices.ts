import { formatCount, formatShare } from "../engine/formatNumber";
import type { Progress } from "../protocol/engineApi";
import { cleanName } from "./figures/safeText";
import { h } from "./view/h";
import { severityMark } from "./view/verdictList";

/** What a page shows while it waits. Kept up to date by calling `show` again. Null: there is nothing to cancel. */
export function progressNotice(root: HTMLElement, cancel: (() => void) | null) {
  const bar = h("progress", { "aria-label": "Progress" });
  const title = h("h2");
  const text = h("p", { class: "muted", "data-part": "progress" });
  const button =
    cancel && h("button", { type: "button", class: "secondary", "data-action": "cancel", onclick: cancel }, "Cancel");
  const element = h("div", { class: "notice" }, h("div", { role: "status" }, title), bar, text, button);
  return (name: string, progress: Progress | null) => {
    if (!element.isConnected) root.replaceChildren(element);
    title.textContent = cleanName(name);
    text.textContent = progress === null || progress.total === 0 ? "Starting…" : progressText(progress);
    if (progress === null || progress.total === 0) bar.removeAttribute("value");
    else bar.value = progress.done / progress.total;
  };
}

function progressText({ done, total, drawing, running }: Progress): string {
  if (drawing) return `${formatShare(done)} of the batches drawn`;
  if (running) return `${formatCount(done)} of ${formatCount(total)} batches run`;
  return total === 1
    ? `${formatShare(done)} read`
    : `${formatCount(Math.floor(done))} of ${formatCount(total)} files read`;
}

/** Why there is nothing to see, and how to try again; null where that would not help. */
export function failedNotice(root: HTMLElement, title: string, message: string, retry: (() => void) | null): void {
  root.replaceChildren(
    h(
      "div",
      { class: "notice", role: "alert" },
      h("h2", {}, severityMark("error"), cleanName(title)),
      h("p", { "data-part": "message" }, cleanName(message)),
      retry && h("button", { type: "button", "data-action": "retry", onclick: retry }, "Retry"),
    ),
  );
}

/** A report without layers: what was looked for, and the next step. */
export function emptyNotice(root: HTMLElement, source: string, retry: () => void): void {
  root.replaceChildren(
    h(
      "div",
      { class: "notice", "data-part": "empty" },
      h("h2", {}, "No tensors found"),
      h("p", {}, `${cleanName(source)} holds no tensor that could be profiled.`),
      h(
        "p",
        { class: "muted" },
        "Normscope reads NumPy, safetensors, PyTorch, Keras, ONNX, GGUF and Flax files, folders with one file per training step, and logs of training runs.",
      ),
      h("button", { type: "button", class: "secondary", "data-action": "retry", onclick: retry }, "Look again"),
    ),
  );
}

/** A run that has begun and logged nothing yet. */
export function waitingNotice(root: HTMLElement, source: string): void {
  root.replaceChildren(
    h(
      "div",
      { class: "notice", "data-part": "waiting", role: "status" },
      h("h2", {}, "Waiting for the first step"),
      h("p", {}, `${cleanName(source)} has no logged step yet. It shows here as soon as it is written.`),
    ),
  );
}
