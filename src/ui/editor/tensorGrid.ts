import { formatCount } from "../../engine/formatNumber";
import type { ListedTensor, TensorListing } from "../../protocol/engineApi";
import { formatBytes } from "../figures/formatBytes";
import { cleanName } from "../figures/safeText";
import { h } from "../view/h";
import { whenReleased } from "../view/press";
import { type HeaderColumn, sortHeader } from "../view/sortHeader";
import { virtualRows } from "../view/virtualRows";
import type { ChangeEditor, EditorView } from "./editorView";
import { tensorRow } from "./tensorRow";
import { type Folder, isFolder, tensorsNamed, tensorTree } from "./tensorTree";
import { listRows, type TreeRow, treeRows } from "./treeRows";

const ROW_HEIGHT = 24;

/** Few enough folders to show what is in them at once. */
const OPEN_AT_FIRST = 12;

const COLUMNS: readonly HeaderColumn[] = [
  { id: "name", title: "name", explanation: "Parts of the names as folders", ascending: true },
  { id: "shape", title: "shape", explanation: "Sorts by the number of values" },
  { id: "dtype", title: "dtype", explanation: "Type of one value", ascending: true },
  { id: "size", title: "size", explanation: "Bytes of the values; of folders, of everything inside" },
];

/** The tensors of a file as an ARIA tree grid, or as a flat list; only the rows in sight are in the document. */
export interface TensorGrid {
  readonly element: HTMLElement;
  readonly show: (view: EditorView) => void;
  /** The folder at a path, as the search leaves it. */
  readonly folder: (path: string) => Folder | null;
  readonly dispose: () => void;
}

export function tensorGrid({ tensors }: TensorListing, change: ChangeEditor): TensorGrid {
  const header = h("div", { class: "row header", role: "row", "aria-rowindex": 1 });
  const empty = h("p", { class: "empty", hidden: true });
  const counted = h("p", { class: "counted muted", "data-part": "counted", "aria-live": "polite" });
  let view: EditorView;
  let found: readonly ListedTensor[] = [];
  let tree: Folder = tensorTree([]);
  let rows: readonly TreeRow[] = [];
  let [foundBy, arrangedBy, orderedBy] = ["", "", ""];
  let open: ReadonlySet<string> = new Set();
  let scrolled = false;
  let saving: ReturnType<typeof setTimeout> | undefined;

  const isOpen = (path: string) => view.filter !== "" || open.has(path);
  const toggle = (folder: Folder, opened: boolean) => {
    // While searching, everything that was found is in sight.
    if (view.filter !== "") return;
    const others = view.open.filter((path) => path !== folder.path);
    change({ open: opened ? [...others, folder.path] : others });
  };
  const select = (place: number) => {
    const { entry } = rows[place]!;
    if (isFolder(entry)) change({ selected: entry.path, selectedFolder: true });
    else change({ selected: entry.tensor.name, selectedFolder: false, channelAxis: null });
  };
  /** As ARIA's tree grid has it: right opens or goes in, left closes or goes out. */
  const key = (name: string, place: number) => {
    const row = rows[place];
    if (row === undefined) return false;
    const folder = isFolder(row.entry) ? row.entry : null;
    const opened = folder !== null && isOpen(folder.path);
    if (name === "ArrowRight" && folder) {
      if (opened) scroller.choose(place + 1);
      else toggle(folder, true);
    } else if (name === "ArrowLeft") {
      if (folder && opened && view.filter === "") toggle(folder, false);
      else scroller.choose(parentOf(rows, place));
    } else if (name === "Enter" || name === " ") {
      if (folder) toggle(folder, !opened);
      else select(place);
    } else return false;
    return true;
  };
  const scroller = virtualRows({
    rowHeight: ROW_HEIGHT,
    row: (place) => tensorRow(rows[place]!, isOpen, toggle),
    select,
    key,
    scrolled: (scroll) => {
      clearTimeout(saving);
      saving = setTimeout(() => whenReleased(() => change({ scroll })), 200);
    },
  });
  const grid = h(
    "div",
    { class: "grid tensors", role: "treegrid", "aria-label": "Tensors", "data-part": "tensors" },
    h("div", { role: "rowgroup" }, header),
    scroller.element,
    empty,
    counted,
  );
  grid.style.setProperty("--row", `${ROW_HEIGHT}px`);

  const find = () => {
    if (foundBy === view.filter && found.length > 0) return;
    if (scrolled) scroller.scrollTo(0);
    foundBy = view.filter;
    found = tensorsNamed(tensors, view.filter);
    tree = tensorTree(found);
    empty.hidden = found.length > 0;
    scroller.element.hidden = found.length === 0;
    empty.textContent =
      tensors.length === 0
        ? "No tensors."
        : `None of the ${formatCount(tensors.length)} tensors is named like “${cleanName(view.filter)}”.`;
    const bytes = formatBytes(found.reduce((sum, tensor) => sum + tensor.bytes, 0));
    counted.textContent = `${formatCount(found.length)} of ${formatCount(tensors.length)} tensors found, ${bytes}`;
    counted.hidden = view.filter === "" || found.length === 0;
  };
  return {
    element: grid,
    show: (next) => {
      view = next;
      grid.classList.toggle("flat", view.flat);
      const order = JSON.stringify([view.filter, view.sort, view.flat]);
      const by = JSON.stringify([order, view.open]);
      // What was on top in one order means nothing in another.
      const reordered = scrolled && order !== orderedBy;
      orderedBy = order;
      if (by !== arrangedBy) {
        arrangedBy = by;
        find();
        open = new Set(view.open);
        rows = view.flat ? listRows(found, view.sort) : treeRows(tree, isOpen, view.sort);
        header.replaceChildren(...sortHeader(COLUMNS, view.sort, (sort) => change({ sort })));
        grid.setAttribute("aria-rowcount", String(rows.length + 1));
      }
      scroller.show(rows.length, placeOf(rows, view));
      if (!scrolled || reordered) scroller.scrollTo(reordered ? 0 : view.scroll);
      scrolled = true;
    },
    folder: (path) => folderAt(tree, path),
    dispose: () => {
      clearTimeout(saving);
      scroller.dispose();
    },
  };
}

/** The folders that are open before a person has opened any: the outer ones, as long as they are few. */
export function openAtFirst({ tensors }: TensorListing): string[] {
  const outer = tensorTree(tensors).children.filter(isFolder);
  return outer.length > OPEN_AT_FIRST || tensors.length > 2000 ? [] : outer.map(({ path }) => path);
}

function placeOf(rows: readonly TreeRow[], { selected, selectedFolder }: EditorView): number {
  return rows.findIndex(({ entry }) =>
    isFolder(entry) ? selectedFolder && entry.path === selected : !selectedFolder && entry.tensor.name === selected,
  );
}

function parentOf(rows: readonly TreeRow[], place: number): number {
  const { depth } = rows[place]!;
  for (let above = place - 1; above >= 0; above--) if (rows[above]!.depth < depth) return above;
  return place;
}

function folderAt(folder: Folder, path: string): Folder | null {
  if (folder.path === path) return folder;
  const inside = folder.children.find((entry) => isFolder(entry) && path.startsWith(entry.path));
  return inside === undefined ? null : folderAt(inside as Folder, path);
}
