import { cleanName, shortName } from "../figures/safeText";
import { h } from "../view/h";

/** A run of which no step is logged yet: its figures come with the first one. */
export function emptyOutput(element: HTMLElement, name: string, summary: string): void {
  element.replaceChildren(
    h(
      "div",
      { class: "normscope output", role: "article", "aria-label": cleanName(name), "data-state": "waiting" },
      h(
        "header",
        {},
        h("h2", { title: cleanName(name) }, shortName(name, 40)),
        h("span", { class: "muted", "data-part": "summary" }, summary),
      ),
      h("p", { class: "muted" }, "Figures are drawn once the first step is logged."),
    ),
  );
}
