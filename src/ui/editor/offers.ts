import type { FileToSave, FromEditor } from "../../protocol/editor";
import type { TensorListing } from "../../protocol/engineApi";
import { parseReport } from "../../protocol/reportJson";
import { shortName } from "../figures/safeText";
import { figureImage } from "../view/figureImage";
import type { ShownFigure } from "../view/plotView";
import { normsCsv, tensorsCsv } from "./csv";
import type { Offer } from "./exportMenu";

/** What is on the page, as far as it can be taken away. */
export interface Exportable {
  readonly listing: TensorListing;
  /** The report of the normalization layers, or of the selected tensor, as JSON text; null before there is one. */
  readonly report: { readonly what: "normalization" | "tensor"; readonly json: string } | null;
  readonly figures: readonly ShownFigure[];
}

/** What the export menu offers for it. */
export function offersFor(
  { listing, report, figures }: Exportable,
  post: (message: FromEditor) => void,
  failed: (message: string) => void,
): Offer[] {
  const stem = shortName(listing.name, 80).replace(/[\\/:*?"<>|]/g, "-");
  const save = (what: string, kind: FileToSave["kind"], content: string) =>
    post({ type: "save", file: { name: `${stem}-${what}.${kind}`, kind, content } });
  const picture = (shown: ShownFigure, kind: "png" | "svg"): Offer => ({
    title: `${kind.toUpperCase()}: ${shown.figure.title}`,
    action: `save-${kind}`,
    run: () =>
      void figureImage(shown, kind).then(
        (content) => save(shown.figure.id, kind, content),
        (error: Error) => failed(`The figure could not be drawn: ${error.message}`),
      ),
  });
  const norms = report?.what === "normalization" ? parseReport(JSON.parse(report.json)).norms : [];
  return [
    ...(report === null
      ? []
      : [
          {
            title: `JSON: the report of ${report.what === "tensor" ? "this tensor" : "the normalization layers"}`,
            action: "save-json",
            run: () => save(report.what, "json", report.json),
          },
        ]),
    {
      title: "CSV: all tensors",
      action: "save-tensors",
      run: () => save("tensors", "csv", tensorsCsv(listing.tensors)),
    },
    ...(norms.length === 0
      ? []
      : [
          {
            title: "CSV: normalization layers",
            action: "save-norms",
            run: () => save("norms", "csv", normsCsv(norms)),
          },
        ]),
    ...figures.flatMap((shown) => [picture(shown, "png"), picture(shown, "svg")]),
    ...(report === null
      ? []
      : [
          {
            title: "Open as notebook output",
            action: "notebook",
            run: () => post({ type: "notebook", report: report.json }),
          },
        ]),
  ];
}
