import { formatCount, formatShare } from "../../engine/formatNumber";
import type { ListedTensor, Progress } from "../../protocol/engineApi";
import { parseReport } from "../../protocol/reportJson";
import { formatBytes } from "../figures/formatBytes";
import { cleanName, shortName } from "../figures/safeText";
import { h } from "../view/h";
import { layerDetail } from "../view/layerDetail";
import { rowsOf } from "../view/layerRow";
import type { ShownFigure } from "../view/plotView";
import { ofFinding } from "../view/verdict";
import { severityMark, verdictList } from "../view/verdictList";
import { INITIAL_VIEW } from "../view/viewState";
import { axisPicker } from "./axisPicker";
import type { ChangeEditor, EditorView } from "./editorView";

/** What is known of the selected tensor's values so far. */
export type Measured =
  | { readonly state: "waiting" }
  | { readonly state: "reading"; readonly progress: Progress }
  | { readonly state: "failed"; readonly message: string }
  | { readonly state: "done"; readonly report: string };

/** One tensor's values: progress while they are read, then distribution, statistics and channels. */
export interface TensorDetail {
  readonly element: HTMLElement;
  readonly show: (tensor: ListedTensor, measured: Measured, view: EditorView) => void;
  readonly shown: () => ShownFigure[];
  readonly dispose: () => void;
}

export interface DetailActions {
  readonly change: ChangeEditor;
  readonly retry: () => void;
  readonly cancel: () => void;
}

export function tensorDetail({ change, retry, cancel }: DetailActions): TensorDetail {
  const title = h("h2");
  const facts = h("p", { class: "muted", "data-part": "tensor-facts" });
  const axis = axisPicker((channelAxis) => change({ channelAxis }));
  const findings = h("div", { class: "tensor-findings" });
  const bar = h("progress", { "aria-label": "Progress" });
  const share = h("span", { class: "muted number" });
  const reading = h(
    "div",
    { class: "reading", "data-part": "reading" },
    bar,
    share,
    h("button", { type: "button", class: "secondary", "data-action": "cancel", onclick: cancel }, "Cancel"),
  );
  const notice = h("div", { class: "missing", role: "status" });
  const detail = layerDetail(
    ({ tab, logarithmic }) =>
      change({
        ...(tab === "distribution" || tab === "channels" ? { tensorTab: tab } : {}),
        ...(logarithmic === undefined ? {} : { logarithmic }),
      }),
    {
      tabs: [
        { name: "distribution", title: "Distribution" },
        { name: "channels", title: "Channels" },
      ],
      quantity: "value",
      asking: [],
      beneath: [],
    },
  );
  const element = h(
    "section",
    { class: "tensor-detail", "aria-label": "Tensor" },
    h("div", { class: "detail-head" }, title, facts, axis.element, findings),
    reading,
    notice,
    detail.element,
  );
  let drawn: { readonly json: string; readonly row: ReturnType<typeof rowsOf>[number] | undefined } | null = null;

  return {
    element,
    show: (tensor, measured, view) => {
      const { name, dtype, shape, bytes, role, closed } = tensor;
      title.textContent = shortName(name, 80);
      title.title = cleanName(name);
      facts.textContent = [
        `${shape.join(" × ") || "scalar"} ${cleanName(dtype)}`,
        `${formatCount(shape.reduce((product, size) => product * size, 1))} values`,
        formatBytes(bytes),
        ...(role === null ? [] : [`${role} state`]),
      ].join(" · ");
      if (measured.state === "done" && drawn?.json !== measured.report) {
        const report = parseReport(JSON.parse(measured.report));
        drawn = { json: measured.report, row: rowsOf(report)[0] };
        const found = [...report.findings, ...report.layers.flatMap((layer) => layer.findings)];
        findings.replaceChildren(verdictList(found.map((finding) => ofFinding(finding, ""))));
      }
      const row = measured.state === "done" ? drawn?.row : undefined;
      findings.hidden = row === undefined;
      detail.element.hidden = row === undefined;
      const along = row?.runs[0]?.content.channelAxis ?? null;
      axis.element.hidden = along === null || view.tensorTab !== "channels" || shape.length < 2;
      if (along !== null) axis.show(shape, along);
      reading.hidden = closed !== null || measured.state !== "reading";
      if (measured.state === "reading") {
        const { done, total } = measured.progress;
        if (total === 0) bar.removeAttribute("value");
        else bar.value = done / total;
        share.textContent = total === 0 ? "Starting…" : `${formatShare(done / total)} read`;
      }
      notice.hidden = closed === null && measured.state !== "failed" && !(measured.state === "done" && !row);
      notice.replaceChildren(...noticeOf(tensor, measured, retry));
      if (row)
        detail.show(row, {
          ...INITIAL_VIEW,
          tab: view.tensorTab,
          logarithmic: view.logarithmic,
          asTable: view.asTable,
        });
    },
    shown: () => (detail.element.hidden ? [] : detail.shown()),
    dispose: detail.dispose,
  };
}

/** Why there is nothing to see of a tensor, and the next step. */
function noticeOf({ closed }: ListedTensor, measured: Measured, retry: () => void): HTMLElement[] {
  if (closed !== null)
    return [
      h("h3", {}, severityMark("information"), "Its values cannot be read"),
      h("p", { "data-part": "closed" }, `They are listed, but ${cleanName(closed)}.`),
    ];
  if (measured.state === "failed")
    return [
      measured.message === "Cancelled."
        ? h("h3", {}, "Nothing was measured")
        : h("h3", {}, severityMark("error"), "Its values could not be read"),
      h("p", { "data-part": "message" }, cleanName(measured.message)),
      h("button", { type: "button", "data-action": "retry", onclick: retry }, "Retry"),
    ];
  return [h("h3", {}, "Nothing to measure"), h("p", {}, "This tensor holds no values.")];
}
