import { quoteName } from "../quoteName";
import { dimensions } from "./dimensions";
import { type FieldReader, fieldReader } from "./fieldReader";
import type { HeapObject } from "./globalHeap";
import type { HeaderMessage } from "./objectHeader";
import type { Superblock } from "./superblock";

/** The texts of the attributes of one object, by name; what is no text is left out. */
export type TextAttributes = ReadonlyMap<string, readonly string[]>;

type Bytes = Uint8Array<ArrayBuffer>;

const ATTRIBUTE = 12;
const FIXED_TEXT = 3;
const FREE_LENGTH = 9;
const MOST_TEXTS = 100_000;

/**
 * Reads the attributes of an object that hold text (HDF5 File Format Specification 4.0, IV.A.2.m), without the library,
 * which a damaged heap of texts sends round in circles. Those of objects with more than 8 attributes in the newest
 * format, which lie elsewhere, are not found.
 * Throws, naming `label`, where an attribute is cut off.
 */
export function textAttributes(
  messages: readonly HeaderMessage[],
  superblock: Superblock,
  heap: HeapObject,
  label: string,
): TextAttributes {
  const found = new Map<string, readonly string[]>();
  for (const { type, shared, bytes } of messages) {
    if (type !== ATTRIBUTE || shared) continue;
    const attribute = attributeOf(bytes, label);
    const texts = attribute && textsOf(attribute, superblock, heap, label);
    if (texts) found.set(attribute.name, texts);
  }
  return found;
}

interface Attribute {
  readonly name: string;
  readonly type: Bytes;
  readonly space: Bytes;
  readonly values: FieldReader;
}

function attributeOf(bytes: Bytes, label: string): Attribute | undefined {
  const fields = fieldReader(bytes, `${label}: attribute`);
  const version = fields.uint(1);
  const flags = fields.uint(1);
  // A type or a dataspace that is kept elsewhere.
  if (version > 3 || (version > 1 && flags !== 0)) return undefined;
  const sizes = [fields.uint(2), fields.uint(2), fields.uint(2)];
  fields.skip(version === 3 ? 1 : 0);
  const [name, type, space] = sizes.map((size) => {
    const part = fields.bytes(size);
    fields.skip(version === 1 ? (8 - (size % 8)) % 8 : 0);
    return part;
  });
  return { name: text(name!), type: type!, space: space!, values: fields };
}

function textsOf(
  { type, space, values, name }: Attribute,
  superblock: Superblock,
  heap: HeapObject,
  label: string,
): readonly string[] | undefined {
  const fields = fieldReader(type, `${label}: attribute`);
  const [kind, flags, size] = [fields.uint(1) & 15, fields.uint(3), fields.uint(4)];
  const isFree = kind === FREE_LENGTH && (flags & 15) === 1;
  if (kind !== FIXED_TEXT && !isFree) return undefined;
  const count = (dimensions(space, superblock, label) ?? [0]).reduce((product, length) => product * length, 1);
  if (count > MOST_TEXTS)
    throw new Error(`${label}: attribute ${quoteName(name)} of ${count} texts, more than ${MOST_TEXTS}`);
  return Array.from({ length: count }, () => {
    if (!isFree) return text(values.bytes(size));
    const length = values.uint(4);
    const [address, index] = [values.uint(superblock.addressBytes), values.uint(4)];
    return length === 0 ? "" : text(heap(address, index, label)?.subarray(0, length) ?? new Uint8Array(0));
  });
}

/** Up to the first zero byte, which ends most texts. */
function text(bytes: Bytes): string {
  const zero = bytes.indexOf(0);
  return new TextDecoder("utf-8").decode(zero < 0 ? bytes : bytes.subarray(0, zero));
}
