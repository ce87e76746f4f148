import { h } from "./h";
import { type Momentum, momentumText, rounded } from "./momentum";

const LEAST = 0.001;

/** Slider, number and convention of the momentum; `change` gets what was chosen. */
export function momentumControl(change: (momentum: Momentum) => void): {
  readonly element: HTMLElement;
  readonly show: (momentum: Momentum) => void;
} {
  let shown: Momentum = { momentum: 0.1, convention: "pytorch" };
  const slider = h("input", {
    type: "range",
    min: 0,
    max: 1000,
    step: 1,
    "aria-label": "momentum",
    "data-part": "momentum-slider",
  });
  const number = h("input", {
    type: "number",
    min: 0,
    max: 1,
    step: "any",
    "aria-label": "momentum, exact",
    "data-part": "momentum",
  });
  const convention = h(
    "select",
    { "aria-label": "convention of the momentum", "data-part": "convention" },
    h("option", { value: "pytorch" }, "momentum (PyTorch)"),
    h("option", { value: "keras" }, "momentum (Keras)"),
    h("option", { value: "cumulative" }, "cumulative average"),
  );
  const text = h("span", { class: "muted", "aria-live": "polite" });
  let frame = 0;
  slider.addEventListener("input", () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(slide);
  });
  const slide = () => {
    const weight = Number((LEAST * (1 / LEAST) ** (slider.valueAsNumber / 1000)).toPrecision(2));
    change({ ...shown, momentum: shown.convention === "pytorch" ? weight : rounded(1 - weight) });
  };
  number.addEventListener("change", () => {
    const value = number.valueAsNumber;
    if (value >= 0 && value <= 1) change({ ...shown, momentum: value });
    else number.value = String(shown.momentum);
  });
  convention.addEventListener("change", () => change(converted(shown, convention.value)));
  return {
    element: h("div", { class: "controls", role: "group", "aria-label": "Momentum" }, convention, slider, number, text),
    show: (momentum) => {
      // Not the whole: a report's running averages are a momentum too, and what is chosen gets saved.
      shown = { momentum: momentum.momentum, convention: momentum.convention };
      const cumulative = momentum.momentum === null;
      convention.value = cumulative ? "cumulative" : momentum.convention;
      slider.hidden = cumulative;
      number.hidden = cumulative;
      text.textContent = momentumText(momentum);
      if (momentum.momentum === null) return;
      const weight = momentum.convention === "pytorch" ? momentum.momentum : 1 - momentum.momentum;
      slider.value = String(Math.round((1000 * Math.log(Math.max(LEAST, weight) / LEAST)) / Math.log(1 / LEAST)));
      slider.setAttribute("aria-valuetext", `${momentum.momentum} ${momentumText(momentum)}`);
      if (document.activeElement !== number || number.valueAsNumber !== momentum.momentum)
        number.value = String(momentum.momentum);
    },
  };
}

/** The same weight of the new batch in another convention; 0.1 after a cumulative average. */
function converted({ momentum, convention }: Momentum, wanted: string): Momentum {
  if (wanted === "cumulative") return { momentum: null, convention };
  const to = wanted === "keras" ? "keras" : "pytorch";
  const weight = momentum === null ? 0.1 : convention === "pytorch" ? momentum : rounded(1 - momentum);
  return { momentum: to === "pytorch" ? weight : rounded(1 - weight), convention: to };
}
