import { formatCount } from "../../engine/formatNumber";
import { formatBytes } from "../figures/formatBytes";
import { cleanName } from "../figures/safeText";
import { h } from "../view/h";
import { type Folder, isFolder } from "./tensorTree";
import type { TreeRow } from "./treeRows";

const INDENT = 14;

/** Characters at a long name's end that stay in sight. */
const TAIL = 14;

/** A tensor or folder as a row of the tree grid: name, shape, dtype and size, or why it cannot be read. */
export function tensorRow(
  { entry, depth }: TreeRow,
  isOpen: (path: string) => boolean,
  toggle: (folder: Folder, open: boolean) => void,
): HTMLElement {
  if (isFolder(entry)) {
    const opened = isOpen(entry.path);
    const twistie = h("span", { class: "twistie", "aria-hidden": "true" }, opened ? "▾" : "▸");
    const row = h(
      "div",
      { class: "row folder", role: "row", "aria-expanded": String(opened), "data-folder": entry.path },
      nameCell(depth, twistie, entry.label, entry.path, `${formatCount(entry.tensors)}`),
      cell("shape", "", "shape"),
      cell("dtype", "", "dtype"),
      cell("size number", formatBytes(entry.bytes), "size", `${formatCount(entry.bytes)} bytes`),
    );
    row.addEventListener("click", () => toggle(entry, !opened));
    row.setAttribute("aria-level", String(depth + 1));
    return row;
  }
  const { name, dtype, shape, bytes, role, closed } = entry.tensor;
  const remark = closed !== null ? "closed" : role;
  const shapeText = shape.join("×") || "scalar";
  const row = h(
    "div",
    { class: closed === null ? "row" : "row closed", role: "row", "data-tensor": name },
    nameCell(depth, h("span", { class: "twistie" }), entry.label, name, remark ?? "", closed),
    cell(
      "shape",
      shapeText,
      "shape",
      `${shapeText}, ${formatCount(shape.reduce((product, n) => product * n, 1))} values`,
    ),
    cell("dtype", cleanName(dtype), "dtype"),
    cell("size number", formatBytes(bytes), "size", `${formatCount(bytes)} bytes`),
  );
  row.setAttribute("aria-level", String(depth + 1));
  return row;
}

function nameCell(
  depth: number,
  twistie: HTMLElement,
  label: string,
  whole: string,
  remark: string,
  closed: string | null = null,
): HTMLElement {
  const title = `${cleanName(whole)}${closed === null ? "" : `\nCannot be read: ${cleanName(closed)}`}`;
  const indent = h("span", { class: "indent" });
  indent.style.width = `${Math.min(depth, 12) * INDENT}px`;
  return h(
    "div",
    { role: "gridcell", class: "label", title },
    indent,
    twistie,
    ...labelOf(label),
    remark === "" ? null : h("small", { class: "badge" }, remark),
  );
}

/** A long label in two parts, of which the first gives way: its end tells it apart. */
function labelOf(label: string): HTMLElement[] {
  const characters = Array.from(cleanName(label));
  if (characters.length <= TAIL) return [h("span", { class: "text" }, characters.join(""))];
  return [
    h("span", { class: "text" }, characters.slice(0, -TAIL).join("").slice(0, 200)),
    h("span", { class: "tail" }, characters.slice(-TAIL).join("")),
  ];
}

function cell(className: string, text: string, column: string, title: string | null = null): HTMLElement {
  return h("div", { role: "gridcell", class: className, "data-column": column, title }, text);
}
