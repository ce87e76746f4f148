import { parseReport } from "../../protocol/reportJson";
import { emptyNotice } from "../notices";
import { type Page, startPage } from "../page";
import { INITIAL_VIEW, readView } from "../view/viewState";
import css from "./panel.css";
import { reportView } from "./reportView";

startPage({
  css,
  className: "panel",
  waiting: "Profiling activations",
  undrawable: "The report cannot be drawn",
  draw,
});

function draw({ root, savedView, saveView, post }: Page, json: unknown): () => void {
  const report = parseReport(json);
  if (report.layers.length === 0) {
    emptyNotice(root, report.source.name, () => post({ type: "retry" }));
    return () => {};
  }
  let view = readView(savedView ?? INITIAL_VIEW);
  const shown = reportView(root, report, (changes) => {
    view = { ...view, ...changes };
    saveView(view);
    shown.show(view);
  });
  shown.show(view);
  return shown.dispose;
}
