import { EXPERIMENTS } from "../../engine/lab/experiments/experiments";
import type { LabRequest } from "../../protocol/lab";
import { h } from "../view/h";
import { MOST_SEEDS } from "./labChoice";

/** What is to be trained next: an experiment, each with what a paper claims, and how much of it. */
export interface SetupForm {
  readonly element: HTMLElement;
  /**
   * @param busy whether an experiment is being trained, which another has to wait for
   * @param brief whether to tell more of the chosen experiment only
   */
  readonly show: (busy: boolean, brief: boolean) => void;
}

export function setupForm(
  initial: LabRequest,
  change: (request: LabRequest) => void,
  start: (request: LabRequest) => void,
): SetupForm {
  const options = EXPERIMENTS.map(({ name, title, question, papers }) => {
    const input = h("input", { type: "radio", name: "experiment", value: name, checked: name === initial.experiment });
    const [{ text, source }] = papers as [(typeof papers)[number]];
    const element = h(
      "label",
      { class: "option", "data-experiment": name },
      input,
      h(
        "span",
        {},
        h("strong", {}, title),
        h("span", { class: "question" }, question),
        h("small", {}, `${text}. ${source}.`),
      ),
    );
    return { input, element };
  });
  const seeds = h("input", {
    type: "number",
    "data-part": "seeds",
    min: 1,
    max: MOST_SEEDS,
    step: 1,
    required: true,
    value: initial.seeds,
  });
  const steps = h("input", {
    type: "number",
    "data-part": "steps",
    min: 1,
    step: 1,
    placeholder: "all",
    value: initial.steps,
  });
  const hint = h("small", {}, "Fewer steps are a quicker look: networks that learn slowly are then judged too soon.");
  const button = h("button", { type: "submit", "data-action": "start" }, "Start");
  const why = h("small", { hidden: true }, "One experiment is trained at a time.");
  const request = (): LabRequest => ({
    experiment: options.find(({ input }) => input.checked)!.input.value,
    seeds: seeds.valueAsNumber,
    steps: Number.isNaN(steps.valueAsNumber) ? null : steps.valueAsNumber,
  });
  const element = h(
    "form",
    {
      class: "setup",
      onchange: () => element.checkValidity() && change(request()),
      onsubmit: (event: Event) => {
        event.preventDefault();
        if (button.getAttribute("aria-disabled") !== "true") start(request());
      },
    },
    h("fieldset", {}, h("legend", {}, "Experiment"), ...options.map((option) => option.element)),
    h(
      "div",
      { class: "foot" },
      h(
        "div",
        { class: "controls" },
        h("label", { class: "picker" }, "Seeds", seeds),
        h("label", { class: "picker" }, "Steps at most", steps),
        button,
      ),
      why,
      hint,
    ),
  );
  return {
    element,
    show: (busy, brief) => {
      element.classList.toggle("brief", brief);
      // Disabled, it would lose the focus of whoever has just pressed it.
      button.setAttribute("aria-disabled", String(busy));
      why.hidden = !busy;
      hint.hidden = busy;
    },
  };
}
