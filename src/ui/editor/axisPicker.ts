import { formatCount } from "../../engine/formatNumber";
import { h } from "../view/h";

/** Chooses the axis that channels lie along. */
export function axisPicker(change: (channelAxis: number) => void): {
  readonly element: HTMLElement;
  /** @param axis that the channels on the page lie along */
  readonly show: (shape: readonly number[], axis: number) => void;
} {
  const select = h("select", { "aria-label": "axis that channels lie along", "data-part": "axis" });
  select.addEventListener("change", () => change(Number(select.value)));
  return {
    element: h("label", { class: "picker" }, "channels along", select),
    show: (shape, axis) => {
      select.replaceChildren(
        ...shape.map((size, at) => h("option", { value: at }, `axis ${at} of ${formatCount(size)}`)),
      );
      select.value = String(axis);
    },
  };
}
