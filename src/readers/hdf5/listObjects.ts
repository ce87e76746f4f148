import { quoteName } from "../quoteName";
import { type TextAttributes, textAttributes } from "./attributes";
import { type DatasetHeader, datasetHeader, isGroup } from "./datasetHeader";
import { globalHeap } from "./globalHeap";
import { readObjectHeader } from "./objectHeader";
import { type Hdf5File, refusal } from "./openInLibrary";
import type { Superblock } from "./superblock";
import type { SyncSource } from "./wholeSync";

/** A dataset of a file; its path has no slash in front. */
export interface Hdf5Dataset {
  readonly path: string;
  readonly header: DatasetHeader;
}

export interface Hdf5Objects {
  readonly datasets: readonly Hdf5Dataset[];
  /** Paths of the groups, "" for the first. */
  readonly groups: readonly string[];
  /** Links that are not followed: those by name, within the file or out of it. */
  readonly links: number;
  /** The attributes of a group or dataset that hold text; none where there is no such object. */
  attributesOf(path: string): TextAttributes;
}

const MOST_OBJECTS = 200_000;
const MOST_DEPTH = 100;
const LONGEST_PATH = 4096;

/**
 * All groups and datasets of a file, depth first, in the order that the library has them: that of creation where the
 * file keeps it, else by name. An object with several names is listed by the first, so circles end.
 * Throws, naming `label`, for what `readObjectHeader` refuses, for more than 200,000 objects, 100 levels or 4096
 * characters of names.
 */
export function listObjects(file: Hdf5File, source: SyncSource, superblock: Superblock, label: string): Hdf5Objects {
  const datasets: Hdf5Dataset[] = [];
  const groups: string[] = [];
  const root = addressOf("")!;
  const seen = new Set([root]);
  const headers = new Map([["", readObjectHeader(source, superblock, root, label)]]);
  const heap = globalHeap(source, superblock);
  let links = 0;
  visitGroup("", 0);
  return {
    datasets,
    groups,
    links,
    attributesOf: (path) => textAttributes(headers.get(path) ?? [], superblock, heap, `${label}: ${quoteName(path)}`),
  };

  function visitGroup(path: string, depth: number): void {
    if (depth > MOST_DEPTH) throw new Error(`${label}: ${quoteName(path)}: groups in more than ${MOST_DEPTH} levels`);
    groups.push(path);
    const names = file.ask(path, ({ get_names }, id) => get_names(id, `/${path}`, false));
    // A damaged index can tell a name a million times.
    for (const name of new Set(names)) visit(path === "" ? name : `${path}/${name}`, name, depth + 1);
  }

  function visit(path: string, name: string, depth: number): void {
    const address = isAddressable(name) ? addressOf(path) : undefined;
    if (address === undefined) links++;
    if (address === undefined || seen.has(address)) return;
    seen.add(address);
    if (path.length > LONGEST_PATH) {
      throw new Error(`${label}: ${quoteName(path)}: ${path.length} characters of names, more than ${LONGEST_PATH}`);
    }
    if (seen.size > MOST_OBJECTS) throw new Error(`${label}: more than ${MOST_OBJECTS} objects`);
    const place = `${label}: ${quoteName(path)}`;
    const messages = readObjectHeader(source, superblock, address, place);
    headers.set(path, messages);
    const header = datasetHeader(messages, source, superblock, place);
    if (header) datasets.push({ path, header });
    else if (isGroup(messages)) visitGroup(path, depth);
  }

  /** Where an object's header is; undefined for a link by name. */
  function addressOf(path: string): number | undefined {
    return file.ask(path, (functions, id) => {
      const place = `/${path}`;
      if (path !== "" && functions.get_symbolic_link(id, place) !== null) return undefined;
      const address = littleEndian(functions.create_object_reference(id, place));
      if (address !== 0) return address;
      // The library sees no other file, so a link into one leads nowhere.
      if (functions.get_external_link(id, place).filename !== undefined) return undefined;
      throw refusal("there is no object");
    });
  }
}

/** The library takes "." for the group itself. */
function isAddressable(name: string): boolean {
  return name !== "" && name !== "." && !name.includes("/") && !name.includes("\ufffd");
}

function littleEndian(bytes: ArrayLike<number>): number {
  let address = 0;
  for (let i = bytes.length - 1; i >= 0; i--) address = address * 256 + bytes[i]!;
  return Number.isSafeInteger(address) ? address : Number.POSITIVE_INFINITY;
}
