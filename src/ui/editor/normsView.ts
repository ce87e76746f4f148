import { formatCount } from "../../engine/formatNumber";
import type { Report } from "../../engine/report";
import type { Reference } from "../../protocol/editor";
import { cleanName, shortName } from "../figures/safeText";
import { normGrid } from "../norms/normGrid";
import { type NormVerdict, normVerdicts } from "../norms/normVerdicts";
import { h } from "../view/h";
import type { ShownFigure } from "../view/plotView";
import { connectSearch } from "../view/searchKeys";
import { verdictCount, verdictList } from "../view/verdictList";
import type { ChangeEditor, EditorView } from "./editorView";
import { normDetail } from "./normDetail";

/** More findings than these come on demand: hundreds of layers may share one. */
const FIRST_FINDINGS = 30;

/** The tab "Normalization": findings and the table of layers on the left, figures on the right. */
export interface NormsView {
  readonly element: HTMLElement;
  /** For the tab: how many findings there are, and how grave; null where there is none. */
  readonly sign: HTMLElement | null;
  readonly show: (view: EditorView) => void;
  readonly shown: () => ShownFigure[];
  readonly dispose: () => void;
}

/** @param report with at least one normalization layer */
export function normsView(report: Report, reference: Reference | null, change: ChangeEditor): NormsView {
  const { norms } = report;
  const filter = h("input", {
    type: "search",
    placeholder: "Filter layers…",
    "aria-label": "Filter layers by name, method or finding",
    "data-part": "norm-filter",
    oninput: () => change({ normFilter: filter.value }),
  });
  const table = normGrid(norms, ({ norm, sort, scroll }) =>
    change({
      ...(norm === undefined ? {} : { norm }),
      ...(sort === undefined ? {} : { normSort: sort }),
      ...(scroll === undefined ? {} : { normScroll: scroll }),
    }),
  );
  connectSearch(filter, table.element);
  const detail = normDetail(norms, reference !== null, change);
  const byName = new Map(norms.map((norm) => [norm.name, norm]));
  const verdicts = normVerdicts(report);
  const worst = verdicts.find(({ norm }) => norm !== null)?.norm ?? norms[0]!.name;
  const shared = norms.filter(({ drift }) => drift !== null).length;
  return {
    element: h(
      "div",
      { class: "sides" },
      h(
        "aside",
        { "aria-label": "Findings and layers" },
        findingsElement(verdicts, report.partial, change),
        reference === null
          ? null
          : h(
              "p",
              { class: "compared muted", "data-part": "compared" },
              `${formatCount(shared)} of ${formatCount(norms.length)} layers are compared with ${shortName(cleanName(reference.name), 40)}.`,
            ),
        h("div", { class: "filter" }, filter),
        table.element,
      ),
      detail.element,
    ),
    sign: verdictCount(verdicts),
    show: (view) => {
      const norm = byName.get(view.norm ?? worst) ?? byName.get(worst)!;
      if (filter.value !== view.normFilter) filter.value = view.normFilter;
      table.show({ filter: view.normFilter, sort: view.normSort, norm: norm.name, scroll: view.normScroll });
      detail.show(norm, view);
    },
    shown: detail.shown,
    dispose: () => {
      table.dispose();
      detail.dispose();
    },
  };
}

function findingsElement(verdicts: readonly NormVerdict[], isPartial: boolean, change: ChangeEditor): HTMLElement {
  const list = (shown: readonly NormVerdict[]) =>
    verdictList(shown, (verdict) => {
      const { norm, layers, code } = verdict as NormVerdict;
      if (norm === null) return [];
      return layers === 1
        ? [{ title: "Show layer", run: () => change({ norm, normFilter: "" }) }]
        : [{ title: "Show layers", run: () => change({ norm, normFilter: code }) }];
    });
  const place = h("div", { class: "verdict-place" }, list(verdicts.slice(0, FIRST_FINDINGS)));
  if (verdicts.length > FIRST_FINDINGS) {
    const all = () => place.replaceChildren(list(verdicts));
    place.append(
      h(
        "button",
        { type: "button", class: "link", "data-action": "all-findings", onclick: all },
        `Show all ${formatCount(verdicts.length)} findings`,
      ),
    );
  }
  const bad = verdicts.filter(({ severity }) => severity !== "good").length;
  const partial = isPartial ? h("p", { class: "muted" }, "Part of the file could not be read.") : null;
  return h(
    "section",
    { class: "findings", "aria-label": "Findings" },
    h("h2", {}, bad === 0 ? "Findings" : `Findings (${formatCount(bad)})`),
    partial,
    place,
  );
}
