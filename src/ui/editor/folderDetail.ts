import { formatCount } from "../../engine/formatNumber";
import { formatBytes } from "../figures/formatBytes";
import { cleanName, shortName } from "../figures/safeText";
import { h } from "../view/h";
import { type Folder, folderLabel, tensorsIn } from "./tensorTree";

/** What is in a folder of tensors: how many, of which dtypes, and how much of it. */
export function folderDetail(folder: Folder): HTMLElement {
  const sums = new Map<string, { tensors: number; values: number; bytes: number }>();
  for (const { dtype, shape, bytes } of tensorsIn(folder)) {
    const sum = sums.get(dtype) ?? { tensors: 0, values: 0, bytes: 0 };
    sums.set(dtype, sum);
    sum.tensors++;
    sum.values += shape.reduce((product, size) => product * size, 1);
    sum.bytes += bytes;
  }
  if (folder.tensors === 0) return nothingHere();
  const name = folder.path === "" ? "All tensors" : shortName(folderLabel(folder.path), 80);
  const rows = [...sums].sort(([, a], [, b]) => b.bytes - a.bytes);
  return h(
    "section",
    { class: "folder-detail", "aria-label": "Folder", "data-part": "folder" },
    h("h2", { title: cleanName(folder.path) }, name),
    h(
      "p",
      { class: "muted" },
      `${formatCount(folder.tensors)} ${folder.tensors === 1 ? "tensor" : "tensors"} · ${formatBytes(folder.bytes)}`,
    ),
    h(
      "table",
      { class: "statistics" },
      h(
        "thead",
        {},
        h("tr", {}, ...["dtype", "tensors", "values", "size"].map((title) => h("th", { scope: "col" }, title))),
      ),
      h(
        "tbody",
        {},
        ...rows.map(([dtype, { tensors, values, bytes }]) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, cleanName(dtype)),
            h("td", { class: "number" }, formatCount(tensors)),
            h("td", { class: "number" }, formatCount(values)),
            h("td", { class: "number", title: `${formatCount(bytes)} bytes` }, formatBytes(bytes)),
          ),
        ),
      ),
    ),
    h("p", { class: "muted" }, "Choose a tensor to see its statistics and how its values are distributed."),
  );
}

function nothingHere(): HTMLElement {
  return h(
    "section",
    { class: "folder-detail", "aria-label": "Folder", "data-part": "folder" },
    h("h2", {}, "This file holds no tensors"),
    h("p", {}, "It can be read, but nothing was saved in it."),
    h("p", { class: "muted" }, "Next: save it again with what it is to hold, or open another file."),
  );
}
