import { formatExact, formatNumber, formatShare } from "../../engine/formatNumber";
import type { MomentumOutcome } from "../../engine/whatIf/exploration";
import type { RunOf } from "../figures/figure";
import { type ExploredRun, momentumFigure, remarkOf, warmUpText } from "../figures/momentum";
import { cleanName } from "../figures/safeText";
import { exploredMomenta } from "./exploredMomenta";
import { h } from "./h";
import type { Beneath } from "./layerDetail";
import { type Momentum, rounded } from "./momentum";
import { plotView } from "./plotView";
import type { ChangeView } from "./viewState";

/** Below the momentum's controls: what it leaves of noise and lag, which one would err least, and that as a figure. */
export function momentumExplorer(change: ChangeView): Beneath {
  const plot = plotView();
  const numbers = h("div", { class: "scrolled", "data-part": "momentum-numbers" });
  const advice = h("div", { class: "advice", "data-part": "momentum-advice" });
  const caveats = h("ul", { class: "caveats", "data-part": "momentum-caveats" });
  const left = h("p", { class: "note", "data-part": "momentum-left" });
  const explored = h("div", { class: "answered" }, numbers, advice, plot.element, caveats);
  return {
    tab: "running",
    element: h("div", { class: "what-if", "data-part": "momentum-explorer" }, explored, left),
    show(row, { momentum, asTable }) {
      const found = exploredMomenta(row, momentum);
      explored.hidden = found.runs.length === 0;
      left.textContent = found.left
        .map(
          ({ run, content }) => `${run === "" ? "" : `${cleanName(run)}: `}No momentum can be recommended: ${content}.`,
        )
        .join(" ");
      if (found.runs.length === 0) return;
      const convention =
        momentum?.convention ?? row.runs.find(({ content }) => content.running)!.content.running!.convention;
      const choose = (chosen: number | null) => change({ momentum: inConvention(chosen, convention) });
      replaceNumbers(numbers, numbersTable(found.runs, choose));
      advice.replaceChildren(...found.runs.map(adviceLine));
      const told = new Set(found.runs.flatMap(({ content }) => content.exploration.caveats));
      caveats.replaceChildren(...[...told].map((text) => h("li", {}, text)));
      plot.draw((canvas) => momentumFigure(canvas, row.name, found.runs), asTable, { of: row.name });
    },
    dispose: plot.dispose,
  };
}

/** While a run is followed there are new numbers every second: where the focus is on a button, it stays on its successor. */
function replaceNumbers(place: HTMLElement, table: HTMLElement): void {
  const buttons = (of: HTMLElement) => [...of.querySelectorAll<HTMLElement>("button")];
  const focused = buttons(place).indexOf(document.activeElement as HTMLElement);
  place.replaceChildren(table);
  if (focused >= 0) buttons(place)[focused]?.focus();
}

function inConvention(momentum: number | null, convention: Momentum["convention"]): Momentum {
  if (momentum === null || convention === "pytorch") return { momentum, convention };
  return { momentum: rounded(1 - momentum), convention };
}

function adviceLine({ run, content }: RunOf<ExploredRun>): HTMLElement {
  return h("p", {}, `${run === "" ? "" : `${cleanName(run)}: `}${content.exploration.advice}`);
}

const COLUMNS = [
  ["momentum (PyTorch)", "The weight of the new batch"],
  ["error (σ)", "√(noise² + lag²): how far evaluation would be from what the batches are drawn from"],
  ["noise (σ)", "What the scatter of single batches leaves in the average"],
  ["lag (σ)", "How far the average is behind the batches' trend"],
  ["warm after", "Until 1 % of the initial mean 0 and variance 1 is left"],
  ["initial left", "Of the initial mean 0 and variance 1, at the end of the run"],
] as const;

/** Of each run its own momentum, the one that is chosen, and the one that errs least. */
function numbersTable(runs: readonly RunOf<ExploredRun>[], choose: (momentum: number | null) => void): HTMLElement {
  const withRun = runs.some(({ run }) => run !== "");
  const head = COLUMNS.map(([name, hint], i) =>
    h("th", { scope: "col", title: hint, class: i === 0 ? null : "number" }, name),
  );
  return h(
    "table",
    { class: "momentum-numbers", "aria-label": "What momenta leave in the running averages" },
    h("thead", {}, h("tr", {}, ...(withRun ? [h("th", { scope: "col" }, "run")] : []), ...head)),
    h("tbody", {}, ...runs.flatMap((run) => rowsOf(run, withRun, choose))),
  );
}

function rowsOf(
  { run, content: { exploration, chosen } }: RunOf<ExploredRun>,
  withRun: boolean,
  choose: (momentum: number | null) => void,
): HTMLElement[] {
  const { own, recommended } = exploration;
  const shown = new Map([own, chosen, recommended].map((outcome) => [outcome.momentum, outcome]));
  return [...shown.values()].map((outcome, i) => {
    const isChosen = outcome.momentum === chosen.momentum;
    const name = outcome.momentum === null ? "cumulative" : String(outcome.momentum);
    const tryIt = h("button", { type: "button", class: "link", "data-action": "try-momentum" }, "Try");
    tryIt.addEventListener("click", () => choose(outcome.momentum));
    return h(
      "tr",
      { "data-momentum": name },
      ...(withRun ? [h("td", {}, i === 0 ? cleanName(run) : "")] : []),
      h(
        "th",
        { scope: "row" },
        `${name} `,
        h("small", {}, remarkOf(outcome, exploration, chosen)),
        " ",
        isChosen ? null : tryIt,
      ),
      ...cellsOf(outcome),
    );
  });
}

function cellsOf(outcome: MomentumOutcome): HTMLElement[] {
  const numbers = [outcome.error, outcome.noise, outcome.lag].map((value) =>
    h("td", { class: "number", title: formatExact(value) }, formatNumber(value)),
  );
  return [
    ...numbers,
    h("td", { class: "number" }, warmUpText(outcome)),
    h("td", { class: "number" }, formatShare(outcome.initialShare)),
  ];
}
