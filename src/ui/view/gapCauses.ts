import { formatNumber, formatShare } from "../../engine/formatNumber";
import { WARMED_UP } from "../../engine/running/average";
import type { ExplainedGap } from "../../engine/whatIf/gapAdvice";
import { h } from "./h";

/** What a gap is made of and what takes part of it away, as a table. */
export function gapCauses(found: ExplainedGap): HTMLElement {
  return h(
    "table",
    { class: "gap-causes", "aria-label": "What the gap between training and inference comes from" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "cause"),
        h("th", { scope: "col", colspan: 2 }, "share of the squared gap"),
      ),
    ),
    h("tbody", {}, ...causeRows(found).map(rowElement)),
  );
}

export interface CauseRow {
  readonly cause: string;
  /** Of the squared gap; below 0 where the gap would be larger without the cause; null where it is not known. */
  readonly share: number | null;
  readonly remark: string;
}

/** The first two add up to the gap; the others say how much of it they account for. */
export function causeRows(found: ExplainedGap): readonly CauseRow[] {
  const { rms, rmsFromMean, rmsFromVariance, noise, noiseShare, causes, reestimated } = found.gap;
  return [
    { cause: "running mean", share: causes.mean, remark: `${formatNumber(rmsFromMean)} RMS` },
    { cause: "running variance", share: causes.variance, remark: `${formatNumber(rmsFromVariance)} RMS` },
    { cause: "of these, lagging average", share: causes.laggingAverage, remark: laggingRemark(found) },
    { cause: "bias correction", share: causes.biasCorrection, remark: biasRemark(causes.biasCorrection) },
    { cause: "sampling noise", share: noiseShare, remark: `${formatNumber(noise)} RMS is expected` },
    {
      cause: "left when estimated anew",
      share: reestimated === null || rms === 0 ? null : (reestimated / rms) ** 2,
      remark: reestimated === null ? "takes four examples" : `${formatNumber(reestimated)} RMS`,
    },
  ];
}

const LARGER = "without it, the gap would be larger";

function laggingRemark({ updates, initialShare, gap }: ExplainedGap): string {
  if (updates === null) return "not known: the checkpoint counts no batches";
  if (initialShare === 1) return "the averages took in no batch";
  if (initialShare < WARMED_UP) return "none: the averages are warm";
  if (gap.causes.laggingAverage !== null && gap.causes.laggingAverage < 0) return LARGER;
  return `${formatShare(initialShare)} of the initial values is left`;
}

function biasRemark(share: number | null): string {
  if (share === null) return "not looked for: takes the batch size in training";
  return share < 0 ? LARGER : "would be gone with unbiased variances";
}

function rowElement({ cause, share, remark }: CauseRow): HTMLElement {
  const bar = h("span", { class: "bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", String(Math.min(1, Math.max(0, share ?? 0))));
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, cause),
    h("td", { class: "number" }, share === null ? "–" : share <= 0 ? "none" : formatShare(share)),
    h("td", {}, bar, h("small", {}, remark)),
  );
}
