import { BOTH_CAVEATS } from "../../engine/whatIf/networkAdvice";
import type { NetworkAnswer } from "../../protocol/whatIf";
import { networkFigure } from "../figures/network";
import { cleanName, shortName } from "../figures/safeText";
import type { AskWhatIf } from "./asked";
import { askedPlace } from "./askedPlace";
import { h } from "./h";
import type { Beneath } from "./layerDetail";
import type { LayerRow } from "./layerRow";
import { plotView } from "./plotView";
import { studiedRun } from "./studiedRun";
import type { ChangeView, ViewState } from "./viewState";

const TITLE = "In which layer does the gap arise?";

/** Below a layer's gap: in which of the captured layers it arises, once a recording of inference was chosen. */
export function networkExplorer(ask: AskWhatIf, change: ChangeView): Beneath {
  const choose = () => ask.chooseFile("inference");
  const button = (text: string, kind: string) =>
    h("button", { type: "button", class: kind, "data-action": "choose-inference", onclick: choose }, text);
  const wanted = h(
    "div",
    { class: "next-step", "data-part": "inference-wanted" },
    h("h3", {}, TITLE),
    h(
      "p",
      {},
      "A layer's input changes from training to inference, too, where layers before it have a gap. To tell what a layer " +
        "inherits from what is its own, record the same examples in inference, and choose that file:",
    ),
    h("pre", {}, 'normscope.capture(model.eval(), batch, "inference.safetensors")'),
    button("Choose Recording of Inference…", "secondary"),
  );
  const name = h("strong", { "data-part": "inference" });
  const chosen = h("p", { class: "picker" }, "inference recorded in", name, button("Choose another…", "link"));
  const place = askedPlace(ask, () => change({}));
  const plot = plotView();
  const advice = h("p", { class: "advice", "data-part": "network-advice", "aria-live": "polite" });
  const caveats = h(
    "ul",
    { class: "caveats", "data-part": "network-caveats" },
    ...BOTH_CAVEATS.map((one) => h("li", {}, one)),
  );
  const answered = h("div", { class: "answered" }, plot.element, advice, chosen, caveats);
  const answerTo = (row: LayerRow, view: ViewState): NetworkAnswer | null => {
    const { checkpoint, inference, trainingMomentum: momentum, trainingExamples } = view;
    if (checkpoint === null || inference === null) return null;
    const { run } = studiedRun(row, view);
    return place.show(TITLE, { about: "network", run, checkpoint, inference, momentum, trainingExamples }, null);
  };
  return {
    tab: "gap",
    element: h(
      "section",
      { class: "what-if network", "data-part": "network", "aria-label": TITLE },
      wanted,
      place.element,
      answered,
    ),
    show(row, view) {
      const { inference } = view;
      wanted.hidden = inference !== null;
      place.element.hidden = inference === null;
      const answer = answerTo(row, view);
      // Another file may be chosen where this one cannot tell it.
      answered.hidden = inference === null;
      for (const part of [plot.element, advice, caveats]) part.hidden = answer === null;
      name.textContent = shortName(inference?.split(/[\\/]/).at(-1) ?? "", 40);
      name.title = cleanName(inference ?? "");
      if (answer === null) return;
      advice.textContent = answer.advice;
      plot.draw((canvas) => networkFigure(canvas, answer, row.name), view.asTable, { of: row.name });
    },
    dispose: plot.dispose,
  };
}
