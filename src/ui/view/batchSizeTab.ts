import { atLimit } from "../../engine/whatIf/smallestBatch";
import type { BatchSizeAnswer, Question } from "../../protocol/whatIf";
import { batchSizeFigure } from "../figures/batchSize";
import { cleanName } from "../figures/safeText";
import type { AskWhatIf } from "./asked";
import { askedPlace } from "./askedPlace";
import { h } from "./h";
import type { AskingTab } from "./layerDetail";
import { missingActivations } from "./missingActivations";
import { runPicker } from "./runPicker";
import { studiedRun } from "./studiedRun";
import type { ChangeView } from "./viewState";

/** Whether a layer's batches are large enough for batch norm: below the figure, what follows from it. */
export function batchSizeTab(ask: AskWhatIf, change: ChangeView): AskingTab {
  const limit = limitInput((chosen) => change({ limit: chosen }));
  const runs = runPicker((run) => change({ studied: run }));
  const advice = h("p", { class: "advice", "data-part": "advice", "aria-live": "polite" });
  const caveats = h("ul", { class: "caveats", "data-part": "caveats" });
  const answered = h(
    "div",
    { class: "answered" },
    advice,
    h("div", { class: "controls" }, limit.element, runs.element),
    caveats,
  );
  const place = askedPlace(ask, () => change({}));
  return {
    tab: "batchSize",
    element: h("div", { class: "what-if", "data-part": "batch-size" }, answered, place.element),
    show(row, view) {
      const run = studiedRun(row, view);
      const missing = missingActivations(row.name, run.content);
      const question: Question = { about: "batchSize", run: run.run, layer: row.name };
      const answer = place.show("What batch size does to this layer", question, missing);
      answered.hidden = answer === null;
      if (answer === null) return [];
      const found = atLimit(answer.sensitivity, view.limit);
      limit.show(view.limit);
      runs.show(row, run);
      advice.textContent = found.advice;
      caveats.replaceChildren(...[...found.caveats, ...stepCaveat(answer)].map((text) => h("li", {}, text)));
      const name = runs.isNeeded(row) ? `${cleanName(run.run)} / ${row.name}` : row.name;
      return [(canvas) => batchSizeFigure(canvas, name, found)];
    },
  };
}

function stepCaveat({ step }: BatchSizeAnswer): string[] {
  return step === null ? [] : [`The activations are those of step ${step}, the last.`];
}

const LEAST_LIMIT = 0.001;

function limitInput(change: (limit: number) => void) {
  const input = h("input", {
    type: "number",
    min: LEAST_LIMIT,
    step: "any",
    "data-part": "limit",
    title: "Noise on the output that you accept, where its σ is 1",
  });
  let shown = Number.NaN;
  input.addEventListener("change", () => {
    const value = input.valueAsNumber;
    if (value >= LEAST_LIMIT) change(value);
    else input.value = String(shown);
  });
  return {
    element: h("label", { class: "picker" }, "noise you accept (σ)", input),
    show: (limit: number) => {
      shown = limit;
      if (document.activeElement !== input || input.valueAsNumber !== limit) input.value = String(limit);
    },
  };
}
