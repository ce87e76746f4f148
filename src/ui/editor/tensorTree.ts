import type { ListedTensor } from "../../protocol/engineApi";
import { cleanName } from "../figures/safeText";

/** Tensors whose names begin alike, as a folder. */
export interface Folder {
  /** The names' beginning, its separator included: "layer1.0."; "" is the whole file. */
  readonly path: string;
  /** What tells it from its siblings: "0", or "0.conv" where nothing else lies in between. */
  readonly label: string;
  readonly children: readonly Entry[];
  /** Sums over everything inside. */
  readonly tensors: number;
  readonly bytes: number;
}

/** One tensor, under the part of its name that its folder does not say. */
export interface Leaf {
  readonly label: string;
  readonly tensor: ListedTensor;
}

export type Entry = Folder | Leaf;

interface Growing {
  readonly path: string;
  readonly label: string;
  readonly folders: Map<string, Growing>;
  readonly children: (Growing | Leaf)[];
}

/** Deeper than any network; what is beyond stays together as the leaf's label. */
const DEEPEST = 32;

export function isFolder(entry: Entry): entry is Folder {
  return "children" in entry;
}

/** The tensors as a tree by the parts of their names, which "." and "/" separate. */
export function tensorTree(tensors: readonly ListedTensor[]): Folder {
  const root: Growing = { path: "", label: "", folders: new Map(), children: [] };
  for (const tensor of tensors) {
    const parts = partsOf(tensor.name);
    let folder = root;
    for (const part of parts.slice(0, -1)) {
      let next = folder.folders.get(part);
      if (next === undefined) {
        next = { path: folder.path + part, label: part, folders: new Map(), children: [] };
        folder.folders.set(part, next);
        folder.children.push(next);
      }
      folder = next;
    }
    folder.children.push({ label: parts.at(-1)!, tensor });
  }
  return finished(root);
}

/** The tensors whose name holds every word of the filter, whatever the case. */
export function tensorsNamed(tensors: readonly ListedTensor[], filter: string): readonly ListedTensor[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return tensors;
  return tensors.filter(({ name, dtype }) => {
    const text = `${cleanName(name)} ${dtype}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The tensors inside a folder, in the order of the file. */
export function tensorsIn(folder: Folder): ListedTensor[] {
  return folder.children.flatMap((entry) => (isFolder(entry) ? tensorsIn(entry) : [entry.tensor]));
}

/** "a.b/c" as "a.", "b/", "c". A separator at either end belongs to the part beside it. */
function partsOf(name: string): string[] {
  const parts: string[] = [];
  let [start, filled] = [0, false];
  for (let i = 0; i < name.length - 1 && parts.length < DEEPEST - 1; i++) {
    if (!isSeparator(name[i]!)) filled = true;
    else if (filled && !isSeparator(name[i + 1]!)) {
      parts.push(name.slice(start, i + 1));
      [start, filled] = [i + 1, false];
    }
  }
  return [...parts, name.slice(start)];
}

function isSeparator(character: string): boolean {
  return character === "." || character === "/";
}

/** A folder's name without the separators that end it. */
export function folderLabel(part: string): string {
  let end = part.length;
  while (end > 0 && isSeparator(part[end - 1]!)) end--;
  return part.slice(0, end);
}

/** A folder with nothing in it but another folder is one with it. */
function finished(growing: Growing): Folder {
  const only = growing.children[0];
  if (growing.path !== "" && growing.children.length === 1 && only !== undefined && "folders" in only) {
    return finished({ ...only, label: growing.label + only.label });
  }
  const children = growing.children.map((child) => ("folders" in child ? finished(child) : child));
  return {
    path: growing.path,
    label: folderLabel(growing.label),
    children: numbersInOrder(children),
    tensors: children.reduce((sum, child) => sum + (isFolder(child) ? child.tensors : 1), 0),
    bytes: children.reduce((sum, child) => sum + bytesOf(child), 0),
  };
}

/** The file's order, but numbered siblings count up: files list "10" before "2". */
function numbersInOrder(children: readonly Entry[]): Entry[] {
  const numbered = children.filter(({ label }) => /^\d/.test(label));
  const ascending = numbered.toSorted((a, b) => Number.parseInt(a.label, 10) - Number.parseInt(b.label, 10));
  let next = 0;
  return children.map((child) => (/^\d/.test(child.label) ? ascending[next++]! : child));
}

/** Bytes of a tensor, or of everything inside a folder. */
export function bytesOf(entry: Entry): number {
  return isFolder(entry) ? entry.bytes : entry.tensor.bytes;
}
