import type { Report } from "../../../src/engine/report";
import { normFigures } from "../../../src/ui/norms/normFigures";
import { figuresOf, tabOf, tabsOf } from "../../../src/ui/view/layerFigures";
import { rowsOf } from "../../../src/ui/view/layerRow";
import { verdictsOf } from "../../../src/ui/view/verdicts";
import { INITIAL_VIEW, type ViewState } from "../../../src/ui/view/viewState";
import { CANVAS } from "../../unit/ui/samples";

const TABS = ["curve", "running", "distribution", "overTime", "channels"] as const;
const NORM_TABS = ["depth", "running", "affine", "drift"] as const;
/** Reports are changed in one place, and drawn from the front. */
const MOST = 6;

/** Every figure of a report's first layers, as the panel and a notebook's output would draw it. */
export function drawAll(report: Report, view: ViewState = INITIAL_VIEW): void {
  for (const row of rowsOf(report).slice(0, MOST)) {
    tabOf(row, view);
    verdictsOf(report, row, view.momentum);
    for (const tab of tabsOf(row, TABS)) for (const draw of figuresOf(row, tab, view)) draw(CANVAS);
    for (const draw of figuresOf(row, "running", { ...view, absolute: true })) draw(CANVAS);
  }
  for (const norm of report.norms.slice(0, MOST)) {
    for (const tab of NORM_TABS) for (const draw of normFigures(report.norms, norm, tab)) draw(CANVAS);
  }
}
