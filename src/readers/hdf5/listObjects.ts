import { quoteName } from "../quoteName";
import { type DatasetHeader, datasetHeader, isGroup } from "./datasetHeader";
import { readObjectHeader } from "./objectHeader";
import type { Hdf5File } from "./openInLibrary";
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
}

const MOST_OBJECTS = 200_000;
const MOST_DEPTH = 100;

/**
 * All groups and datasets of a file, depth first, in the order that the library has them: that of creation where the
 * file keeps it, else by name. An object with several names is listed by the first, so circles end.
 * Throws, naming `label`, for what `readObjectHeader` refuses, for more than 200,000 objects and more than 100 levels.
 */
export function listObjects(file: Hdf5File, source: SyncSource, superblock: Superblock, label: string): Hdf5Objects {
  const datasets: Hdf5Dataset[] = [];
  const groups: string[] = [];
  const seen = new Set<number>();
  let links = 0;
  visitGroup("", 0);
  return { datasets, groups, links };

  function visitGroup(path: string, depth: number): void {
    if (depth > MOST_DEPTH) throw new Error(`${label}: ${quoteName(path)}: groups in more than ${MOST_DEPTH} levels`);
    groups.push(path);
    const names = file.ask(path || "/", ({ get_names }, id) => get_names(id, `/${path}`, false));
    for (const name of names) visit(path === "" ? name : `${path}/${name}`, name, depth + 1);
  }

  function visit(path: string, name: string, depth: number): void {
    if (!isAddressable(name) || isLinkByName(path)) {
      links++;
      return;
    }
    const address = file.ask(path, ({ create_object_reference }, id) => create_object_reference(id, `/${path}`));
    const place = addressOf(address);
    if (seen.has(place)) return;
    seen.add(place);
    if (seen.size > MOST_OBJECTS) throw new Error(`${label}: more than ${MOST_OBJECTS} objects`);
    const messages = readObjectHeader(source, superblock, place, `${label}: ${quoteName(path)}`);
    const header = datasetHeader(messages, source, superblock, `${label}: ${quoteName(path)}`);
    if (header) datasets.push({ path, header });
    else if (isGroup(messages)) visitGroup(path, depth);
  }

  function isLinkByName(path: string): boolean {
    return file.ask(path, ({ get_symbolic_link, get_external_link }, id) => {
      if (get_symbolic_link(id, `/${path}`) !== null) return true;
      return get_external_link(id, `/${path}`).filename !== undefined;
    });
  }
}

/** The library takes "." for the group itself. */
function isAddressable(name: string): boolean {
  return name !== "" && name !== "." && !name.includes("/") && !name.includes("\ufffd");
}

function addressOf(bytes: ArrayLike<number>): number {
  let address = 0;
  for (let i = bytes.length - 1; i >= 0; i--) address = address * 256 + bytes[i]!;
  return Number.isSafeInteger(address) ? address : Number.POSITIVE_INFINITY;
}
