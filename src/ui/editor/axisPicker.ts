import type { ListedTensor } from "../../protocol/engineApi";
import { formatCount } from "../figures/formatNumber";
import { h } from "../view/h";
import { usualChannelAxis } from "./channelAxis";

/** Chooses the axis that channels lie along; null is the usual one. */
export function axisPicker(
  format: string,
  change: (channelAxis: number | null) => void,
): {
  readonly element: HTMLElement;
  readonly show: (tensor: ListedTensor, chosen: number | null, wanted: boolean) => void;
} {
  const select = h("select", { "aria-label": "axis that channels lie along", "data-part": "axis" });
  select.addEventListener("change", () => change(select.value === "" ? null : Number(select.value)));
  const element = h("label", { class: "picker" }, "channels along", select);
  return {
    element,
    show: (tensor, chosen, wanted) => {
      element.hidden = !wanted || tensor.shape.length < 2;
      const usual = usualChannelAxis(format, tensor);
      select.replaceChildren(
        ...(usual === null ? [h("option", { value: "" }, "the settings' axis")] : []),
        ...tensor.shape.map((size, axis) =>
          h("option", { value: axis === usual ? "" : axis }, `axis ${axis} of ${formatCount(size)}`),
        ),
      );
      select.value = chosen === null || chosen === usual ? "" : String(chosen);
    },
  };
}
