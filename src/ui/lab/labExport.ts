import type { FileToSave } from "../../protocol/editor";
import type { FromLab } from "../../protocol/lab";
import type { Offer } from "../editor/exportMenu";
import { figureImage } from "../view/figureImage";
import type { ShownFigure } from "../view/plotView";
import { labCsv, labJson } from "./labFiles";
import type { ShownRun } from "./shownRuns";

/** What of a run can be taken away: its numbers, and the figures on the page. */
export function labOffers(
  shown: ShownRun | null,
  figures: readonly ShownFigure[],
  post: (message: FromLab) => void,
  failed: (message: string) => void,
): Offer[] {
  if (shown === null) return [];
  const save = (what: string, kind: FileToSave["kind"], content: string) =>
    post({ type: "save", file: { name: `lab-${shown.experiment.name}${what}.${kind}`, kind, content } });
  const picture = (one: ShownFigure, kind: "png" | "svg"): Offer => ({
    title: `${kind.toUpperCase()}: ${one.figure.title}`,
    action: `save-${kind}`,
    run: () =>
      void figureImage(one, kind).then(
        (content) => save(one.figure.id.replace("lab", ""), kind, content),
        (error: Error) => failed(`The figure could not be drawn: ${error.message}`),
      ),
  });
  return [
    {
      title: `JSON: all numbers of run ${shown.run.id}`,
      action: "save-json",
      run: () => save("", "json", labJson(shown)),
    },
    { title: `CSV: all points of run ${shown.run.id}`, action: "save-csv", run: () => save("", "csv", labCsv(shown)) },
    ...figures.flatMap((one) => [picture(one, "png"), picture(one, "svg")]),
  ];
}
