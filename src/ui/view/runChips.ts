import { hueOf, type Theme } from "../figures/figure";
import { cleanName, shortName } from "../figures/safeText";
import { h } from "./h";

/** The runs' names with their colours; none for a single unnamed run. */
export function runChips(runs: readonly string[]): HTMLElement | null {
  if (runs.length === 1 && runs[0] === "") return null;
  const chips = runs.map((run, index) =>
    h(
      "li",
      { class: "chip", title: cleanName(run) },
      h("span", { class: "swatch", "data-run": index }),
      shortName(run, 24),
    ),
  );
  return h("ul", { class: "chips", "aria-label": "Runs", "data-part": "runs" }, ...chips);
}

/** Paints run colours from the theme: swatches and marks below `root` use `--run-N`. */
export function paintRuns(root: HTMLElement, theme: Theme, runs: readonly string[]): void {
  for (const swatch of root.querySelectorAll<HTMLElement>(".swatch"))
    swatch.style.backgroundColor = hueOf(theme, Number(swatch.dataset.run));
  runs.forEach((_, index) => {
    root.style.setProperty(`--run-${index}`, hueOf(theme, index));
  });
}
