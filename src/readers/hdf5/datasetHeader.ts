import { dimensions } from "./dimensions";
import { type ElementType, elementType } from "./elementType";
import { fieldReader } from "./fieldReader";
import { type HeaderMessage, readObjectHeader } from "./objectHeader";
import type { Superblock } from "./superblock";
import type { SyncSource } from "./wholeSync";

/** What the header of a dataset says of it. */
export interface DatasetHeader {
  /** Null where the dataset is of no shape and holds nothing ("null dataspace"). */
  readonly shape: readonly number[] | null;
  readonly type: ElementType;
  readonly layout: Layout;
  /** Numbers of the filters that its chunks went through. */
  readonly filters: readonly number[];
  /** Its values lie in other files. */
  readonly isExternal: boolean;
}

export type Layout =
  /** `bytes` is null in old files, which leave it to shape and type. */
  | { readonly kind: "contiguous"; readonly at: number; readonly bytes: number | null }
  | { readonly kind: "chunked"; readonly chunk: readonly number[] }
  | { readonly kind: "compact" }
  /** Never written: what is read is the fill value. */
  | { readonly kind: "unwritten" }
  | { readonly kind: "virtual" };

const DATASPACE = 1;
const DATATYPE = 3;
const EXTERNAL_FILES = 7;
const LAYOUT = 8;
const FILTERS = 11;
const GROUPS = [0x2, 0x6, 0xa, 0x11];

const LAYOUTS = ["compact", "contiguous", "chunked", "virtual"] as const;

/** Undefined for headers of groups and named types. Throws, naming `label`, where a message cannot be read. */
export function datasetHeader(
  messages: readonly HeaderMessage[],
  source: SyncSource,
  superblock: Superblock,
  label: string,
): DatasetHeader | undefined {
  const find = (type: number) => messages.find((message) => message.type === type);
  const [space, type, layout, filters] = [find(DATASPACE), find(DATATYPE), find(LAYOUT), find(FILTERS)];
  if (!layout || !type || !space) return undefined;
  return {
    shape: dimensions(space.bytes, superblock, label),
    type: elementType(type.shared ? sharedType(type, source, superblock, label) : type.bytes, label),
    layout: layoutOf(layout.bytes, superblock, label),
    filters: filters ? filtersOf(filters.bytes, label) : [],
    isExternal: find(EXTERNAL_FILES) !== undefined,
  };
}

export function isGroup(messages: readonly HeaderMessage[]): boolean {
  return messages.some(({ type }) => GROUPS.includes(type));
}

/** A type that has been given a name is kept in an object of its own (version 2 and 3 of a shared message). */
function sharedType(message: HeaderMessage, source: SyncSource, superblock: Superblock, label: string) {
  const fields = fieldReader(message.bytes, `${label}: shared datatype`);
  const [version, kind] = [fields.uint(1), fields.uint(1)];
  fields.skip(version === 1 ? 6 : 0);
  if (version === 3 && kind === 1) throw new Error(`${label}: its datatype lies in a heap of shared messages`);
  const header = readObjectHeader(source, superblock, fields.uint(superblock.addressBytes), `${label}: its datatype`);
  const found = header.find(({ type, shared }) => type === DATATYPE && !shared);
  if (!found) throw new Error(`${label}: its datatype is said to be an object that holds none`);
  return found.bytes;
}

function layoutOf(bytes: HeaderMessage["bytes"], superblock: Superblock, label: string): Layout {
  const fields = fieldReader(bytes, `${label}: layout`);
  const version = fields.uint(1);
  if (version < 3) return oldLayout();
  if (version > 5) throw new Error(`${label}: layout of version ${version}; 1 to 5 can be read`);
  const kind = LAYOUTS[fields.uint(1)];
  if (kind === "contiguous")
    return contiguous(fields.uint(superblock.addressBytes), fields.uint(superblock.lengthBytes));
  if (kind === "chunked") return version === 3 ? chunkedOf3() : chunkedOf4();
  if (!kind) throw new Error(`${label}: layout of an unknown kind`);
  return { kind };

  function contiguous(address: number, length: number | null): Layout {
    if (!Number.isFinite(address)) return { kind: "unwritten" };
    return { kind: "contiguous", at: superblock.base + address, bytes: length };
  }

  function chunkedOf3(): Layout {
    const rank = fields.uint(1) - 1;
    const address = fields.uint(superblock.addressBytes);
    if (!Number.isFinite(address)) return { kind: "unwritten" };
    return { kind: "chunked", chunk: Array.from({ length: rank }, () => fields.uint(4)) };
  }

  function chunkedOf4(): Layout {
    fields.skip(1);
    const rank = fields.uint(1) - 1;
    const width = fields.uint(1);
    return { kind: "chunked", chunk: Array.from({ length: rank }, () => fields.uint(width)) };
  }

  function oldLayout(): Layout {
    const rank = fields.uint(1);
    const old = LAYOUTS[fields.uint(1)];
    fields.skip(5);
    if (old === "compact") return { kind: "compact" };
    const address = fields.uint(superblock.addressBytes);
    if (!Number.isFinite(address)) return { kind: "unwritten" };
    if (old === "chunked") return { kind: "chunked", chunk: Array.from({ length: rank - 1 }, () => fields.uint(4)) };
    if (old !== "contiguous") throw new Error(`${label}: layout of an unknown kind`);
    return contiguous(address, null);
  }
}

function filtersOf(bytes: HeaderMessage["bytes"], label: string): readonly number[] {
  const fields = fieldReader(bytes, `${label}: filters`);
  const version = fields.uint(1);
  const count = fields.uint(1);
  fields.skip(version === 1 ? 6 : 0);
  return Array.from({ length: count }, () => {
    const id = fields.uint(2);
    const nameBytes = version === 1 || id >= 256 ? fields.uint(2) : 0;
    fields.skip(2);
    const values = fields.uint(2);
    fields.skip(nameBytes + values * 4 + (version === 1 && values % 2 === 1 ? 4 : 0));
    return id;
  });
}
