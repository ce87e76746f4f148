import type { Progress, TensorListing } from "../../protocol/engineApi";
import { cleanName } from "../figures/safeText";
import { h } from "../view/h";
import { severityMark } from "../view/verdictList";

/** Shown while the layers are being put together. */
export function normsWaiting(progress: Progress = { done: 0, total: 0 }): HTMLElement {
  const bar = h("progress", { "aria-label": "Progress" });
  if (progress.total > 0) bar.value = progress.done / progress.total;
  return h(
    "div",
    { class: "notice", "data-part": "norms-waiting" },
    h("h2", {}, "Looking for normalization layers"),
    bar,
    h("p", { class: "muted" }, "Their parameters and running statistics are read; other tensors are not."),
  );
}

/** Why the layers are not known, and how to try again. */
export function normsFailed(message: string, compared: boolean, retry: () => void, drop: () => void): HTMLElement {
  return h(
    "div",
    { class: "notice", role: "alert", "data-part": "norms-failed" },
    h("h2", {}, severityMark("error"), "The normalization layers could not be read"),
    h("p", { "data-part": "message" }, cleanName(message)),
    h("button", { type: "button", "data-action": "retry", onclick: retry }, "Retry"),
    compared
      ? h(
          "button",
          { type: "button", class: "secondary", "data-action": "drop-reference", onclick: drop },
          "Without comparing",
        )
      : null,
  );
}

/** A file without normalization layers: why that is said, and what was looked for. */
export function normsEmpty({ tensors }: TensorListing): HTMLElement {
  const examples = tensors.slice(0, 3).map(({ name }) => cleanName(name));
  return h(
    "div",
    { class: "notice", "data-part": "norms-empty" },
    h("h2", {}, "No normalization layer found"),
    h(
      "p",
      {},
      "Normscope looks for vectors that belong together by name and length: running_mean and running_var, weight and " +
        "bias, gamma and beta, scale, moving_mean, below a module that is named like a normalization layer or keeps " +
        "running statistics.",
    ),
    examples.length === 0
      ? h("p", { class: "muted" }, "This file holds no tensors at all.")
      : h("p", { class: "muted" }, `Names here are like ${examples.join(", ")}.`),
    h(
      "p",
      { class: "muted" },
      "To see what normalization does to activations, run Normscope: Profile Activations on files of them.",
    ),
  );
}
