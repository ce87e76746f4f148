import { parseComparison } from "../../protocol/comparisonJson";
import { type Drawn, type Page, startPage } from "../page";
import { tablesFirst } from "../view/tableToggle";
import { readChoice } from "./choice";
import css from "./compare.css";
import { compareView } from "./compareView";

startPage({
  css,
  className: "compare",
  waiting: "Comparing normalizations",
  undrawable: "The comparison cannot be drawn",
  draw,
});

function draw({ root, savedView, saveView, post }: Page, json: unknown): Drawn {
  let choice = readChoice(savedView ?? { asTable: tablesFirst() });
  const shown = compareView(root, parseComparison(json), {
    choose(changes) {
      choice = { ...choice, ...changes };
      saveView(choice);
      shown.show(choice);
    },
    // Another layer or another number of groups takes the engine.
    change: (changes) => post({ type: "change", changes }),
  });
  shown.show(choice);
  return { dispose: shown.dispose };
}
