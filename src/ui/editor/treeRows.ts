import type { ListedTensor } from "../../protocol/engineApi";
import type { Sort } from "../view/sortHeader";
import { bytesOf, type Entry, type Folder, isFolder } from "./tensorTree";

/** A line of the tree, or of the flat list. */
export interface TreeRow {
  readonly entry: Entry;
  /** From 0. */
  readonly depth: number;
}

/** The rows that are in sight: those of open folders, siblings in the order asked for. */
export function treeRows(root: Folder, isOpen: (path: string) => boolean, sort: Sort | null): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (folder: Folder, depth: number) => {
    for (const entry of arranged(folder.children, sort)) {
      rows.push({ entry, depth });
      if (isFolder(entry) && isOpen(entry.path)) add(entry, depth + 1);
    }
  };
  add(root, 0);
  return rows;
}

/** All tensors without folders, in the order asked for. */
export function listRows(tensors: readonly ListedTensor[], sort: Sort | null): TreeRow[] {
  const leaves = tensors.map((tensor) => ({ label: tensor.name, tensor }));
  return arranged(leaves, sort).map((entry) => ({ entry, depth: 0 }));
}

function arranged(entries: readonly Entry[], sort: Sort | null): readonly Entry[] {
  if (sort === null) return entries;
  const sign = sort.descending ? -1 : 1;
  const compare = COMPARE[sort.column];
  return compare === undefined ? entries : entries.toSorted((a, b) => sign * compare(a, b));
}

const { compare: byName } = new Intl.Collator("en", { numeric: true });

const COMPARE: Readonly<Record<string, (a: Entry, b: Entry) => number>> = {
  name: (a, b) => byName(a.label, b.label),
  dtype: (a, b) => byName(dtypeOf(a), dtypeOf(b)),
  shape: (a, b) => valuesOf(a) - valuesOf(b),
  size: (a, b) => bytesOf(a) - bytesOf(b),
};

function dtypeOf(entry: Entry): string {
  return isFolder(entry) ? "" : entry.tensor.dtype;
}

function valuesOf(entry: Entry): number {
  return isFolder(entry) ? 0 : entry.tensor.shape.reduce((product, size) => product * size, 1);
}
