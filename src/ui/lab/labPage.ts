import type { FromLab, ToLab } from "../../protocol/lab";
import { exportMenu } from "../editor/exportMenu";
import { type LabLine, labCurvesFigure } from "../figures/labCurves";
import { labEndsFigure } from "../figures/labEnds";
import { labInputsFigure, watchedLines } from "../figures/labInputs";
import { onThemeChange, readTheme } from "../theme";
import { h } from "../view/h";
import { plotView } from "../view/plotView";
import { tableToggle } from "../view/tableToggle";
import { severityMark } from "../view/verdictList";
import { linesOf } from "./drawnLines";
import type { LabChoice } from "./labChoice";
import { labOffers } from "./labExport";
import { outcomeView } from "./outcomeView";
import { type RunCard, runCard } from "./runCard";
import { setupForm } from "./setupForm";
import { hear, isActive, resultsOf, type ShownRun } from "./shownRuns";

/** The lab's page: what is to be trained and what was on the left, what came out on the right. */
export interface LabPage {
  readonly receive: (message: ToLab) => void;
}

export function labPage(
  root: HTMLElement,
  initial: LabChoice,
  save: (choice: LabChoice) => void,
  post: (message: FromLab) => void,
): LabPage {
  let choice = initial;
  let runs: readonly ShownRun[] = [];
  const cards = new Map<number, RunCard>();
  const plots = { curves: plotView(), inputs: plotView(), ends: plotView() };
  const outcome = outcomeView();
  const notices = h("div", { class: "notices", role: "status" });
  const list = h("div", { class: "runs", "data-part": "runs" });
  const figures = h("div", { class: "lab-figures" }, ...Object.values(plots).map(({ element }) => element));
  const empty = emptyLab();

  const change = (changes: Partial<LabChoice>) => {
    choice = { ...choice, ...changes };
    save(choice);
    show();
  };
  const form = setupForm(
    choice.request,
    (request) => change({ request }),
    (request) => {
      change({ request, focus: null });
      post({ type: "start", request });
    },
  );
  const logarithmic = h(
    "button",
    {
      type: "button",
      class: "link",
      "data-action": "logarithmic",
      onclick: () => change({ logarithmic: !choice.logarithmic }),
    },
    "Error, logarithmic",
  );
  const toggle = tableToggle((asTable) => change({ asTable }), "asTable");
  const warn = (text: string) => notices.replaceChildren(h("p", {}, severityMark("warning"), text));
  const menu = exportMenu(() => {
    const shown = Object.values(plots).flatMap((plot) => (plot.element.hidden ? [] : (plot.shown() ?? [])));
    return labOffers(focused(), shown, post, warn);
  });
  const actions = h("span", { class: "actions controls" }, logarithmic, toggle.element, menu);
  const detail = h("div", { class: "detail" }, outcome.element, figures);
  root.replaceChildren(
    h("header", {}, h("h1", {}, "Normalization Lab"), h("span", { class: "muted" }, INTRODUCTION), actions),
    notices,
    h(
      "div",
      { class: "sides" },
      h("aside", {}, form.element, h("h2", { class: "runs-title" }, "Runs of this session"), list),
      h("div", { class: "results" }, empty, detail),
    ),
  );

  const focused = () => runs.find(({ run }) => run.id === choice.focus) ?? runs.at(-1) ?? null;

  function showCards(lines: readonly LabLine[], focus: ShownRun | null): void {
    const theme = readTheme();
    for (const [id, card] of cards) {
      if (runs.some(({ run }) => run.id === id)) continue;
      card.element.remove();
      cards.delete(id);
    }
    for (const shown of runs) {
      const { id } = shown.run;
      const card = cards.get(id) ?? runCard(shown, { post, focus: (chosen) => change({ focus: chosen }), draw });
      // The latest stands on top.
      if (!cards.has(id)) list.prepend(card.element);
      cards.set(id, card);
      card.show(shown, lines, shown === focus, theme);
    }
  }
  const draw = (id: number, arms: readonly number[]) => change({ drawn: { ...choice.drawn, [id]: arms } });

  function showRuns(): void {
    form.show(runs.some(isActive), runs.length > 0);
    showCards(linesOf(runs, choice.drawn), focused());
  }

  function show(): void {
    const lines = linesOf(runs, choice.drawn);
    const focus = focused();
    showRuns();
    empty.hidden = focus !== null;
    for (const part of [detail, actions]) part.hidden = focus === null;
    logarithmic.setAttribute("aria-pressed", String(choice.logarithmic));
    toggle.show(choice.asTable);
    if (focus === null) return;
    outcome.show(focus);
    const { logarithmic: log, asTable: tables } = choice;
    plots.curves.draw((canvas) => labCurvesFigure(canvas, lines, log), tables, { of: String(log) });
    const watched = watchedLines(
      lines.filter(({ id }) => id === focus.run.id),
      focus.experiment.compared.lines,
    );
    plots.inputs.element.hidden = watched.length === 0;
    if (watched.length > 0) plots.inputs.draw((canvas) => labInputsFigure(canvas, watched), tables);
    const finished = resultsOf(focus, false);
    plots.ends.element.hidden = finished.every((result) => result.runs.length === 0);
    plots.ends.draw((canvas) => labEndsFigure(canvas, focus.experiment, finished), tables, {
      of: String(focus.run.id),
    });
  }

  onThemeChange(show);
  show();
  return {
    receive(message) {
      runs = hear(runs, message);
      if (message.type === "session") root.dataset.state = "ready";
      // After a reload of the window runs are counted from 1 again: what was chosen was of others.
      if (message.type === "session" && runs.length === 0) return change({ drawn: {}, focus: null });
      // How far a run is changes many times a second; figures are drawn again where there is more to draw.
      if (message.type === "run") showRuns();
      else show();
    },
  };
}

const INTRODUCTION = "Small networks learn handwritten digits here, to show what normalization does.";

/** What there is to do before anything was trained. */
function emptyLab(): HTMLElement {
  return h(
    "div",
    { class: "notice", "data-part": "empty" },
    h("h2", {}, "Nothing was trained yet"),
    h(
      "p",
      {},
      "Choose an experiment and press Start. Its networks are trained on this machine, in the background, from several seeds; curves, outcome and the papers' figures show here.",
    ),
    h("p", { class: "muted" }, "An experiment takes minutes. Training stops when this panel is closed."),
  );
}
