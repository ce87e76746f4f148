import type { Layer } from "../../engine/report";
import { gapAdvice, gapCaveats } from "../../engine/whatIf/gapAdvice";
import type { GapAnswer, GapQuestion } from "../../protocol/whatIf";
import type { RunOf } from "../figures/figure";
import { gapFigure } from "../figures/gap";
import { cleanName, shortName } from "../figures/safeText";
import type { AskWhatIf } from "./asked";
import { askedPlace } from "./askedPlace";
import { checkpointPlace } from "./checkpointPlace";
import { gapCauses } from "./gapCauses";
import { h } from "./h";
import type { AskingTab } from "./layerDetail";
import type { LayerRow } from "./layerRow";
import { missingActivations } from "./missingActivations";
import { optionalNumber } from "./optionalNumber";
import { runPicker } from "./runPicker";
import { studiedRun } from "./studiedRun";
import { type ChangeView, isExamples, isMomentum, type ViewState } from "./viewState";

/** Whether a trained batch norm does in inference what it does in training: below the figure, what it comes from. */
export function gapTab(ask: AskWhatIf, change: ChangeView): AskingTab {
  const checkpoint = checkpointPlace(() => ask.chooseFile("checkpoint"));
  const runs = runPicker((run) => change({ studied: run }));
  const examples = optionalNumber({
    label: "batch size in training",
    part: "training-examples",
    hint: "Examples of a batch; with it, a variance that was kept biased is looked for",
    fits: isExamples,
    change: (trainingExamples) => change({ trainingExamples }),
  });
  const momentum = optionalNumber({
    label: "momentum in training",
    part: "training-momentum",
    hint: "In the meaning of the checkpoint's framework; it tells how much of the initial values is left",
    fits: isMomentum,
    change: (trainingMomentum) => change({ trainingMomentum }),
  });
  const advice = h("p", { class: "advice", "data-part": "gap-advice", "aria-live": "polite" });
  const causes = h("div", { class: "scrolled", "data-part": "gap-causes" });
  const caveats = h("ul", { class: "caveats", "data-part": "gap-caveats" });
  const controls = h("div", { class: "controls" }, checkpoint.chosen, runs.element, examples.element, momentum.element);
  const place = askedPlace(ask, () => change({}));
  const answerTo = (row: LayerRow, { run, content }: RunOf<Layer>, view: ViewState): GapAnswer | null => {
    const missing = missingActivations(row.name, content);
    const isWanted = missing === null && view.checkpoint === null;
    checkpoint.show(view.checkpoint, isWanted);
    controls.hidden = missing !== null || isWanted;
    if (!isWanted) return place.show("How training and inference differ", questionOf(run, row.name, view), missing);
    place.element.hidden = true;
    return null;
  };
  const say = (answer: GapAnswer, layer: string) => {
    advice.textContent = gapAdvice(answer).join(" ");
    causes.replaceChildren(gapCauses(answer));
    caveats.replaceChildren(...caveatsOf(answer, layer).map((text) => h("li", {}, text)));
  };
  return {
    tab: "gap",
    element: h(
      "div",
      { class: "what-if answered", "data-part": "gap" },
      checkpoint.wanted,
      place.element,
      advice,
      causes,
      controls,
      caveats,
    ),
    show(row, view) {
      const run = studiedRun(row, view);
      const answer = answerTo(row, run, view);
      runs.show(row, run);
      examples.show(view.trainingExamples, "not told");
      momentum.show(view.trainingMomentum, answer === null ? "" : momentumTaken(answer));
      for (const part of [advice, causes, caveats]) part.hidden = answer === null;
      if (answer === null) return [];
      say(answer, row.name);
      const name = runs.isNeeded(row) ? `${cleanName(run.run)} / ${row.name}` : row.name;
      return [(canvas) => gapFigure(canvas, name, answer.gap)];
    },
  };
}

function caveatsOf(answer: GapAnswer, layer: string): readonly string[] {
  const name = answer.layer === layer ? [] : [`The checkpoint calls the layer ${shortName(answer.layer)}.`];
  const step = answer.step === null ? [] : [`The activations are those of step ${answer.step}, the last.`];
  return [
    ...gapCaveats(answer, { momentum: "momentum in training", batch: "batch size in training" }),
    ...name,
    ...step,
  ];
}

function momentumTaken({ momentum, isMomentumAssumed }: GapAnswer): string {
  return isMomentumAssumed ? `${momentum} assumed` : "from the file";
}

function questionOf(
  run: string,
  layer: string,
  { checkpoint, trainingMomentum, trainingExamples }: ViewState,
): GapQuestion {
  return { about: "gap", run, layer, checkpoint: checkpoint ?? "", momentum: trainingMomentum, trainingExamples };
}
