import { quoteName } from "../quoteName";
import type { Hdf5AttributeType } from "./hdf5Library";
import type { Hdf5File } from "./openInLibrary";

const TEXT = 3;
const MOST_BYTES = 64 << 20;
/** Keras cuts lists of names that are too long for one attribute into `layer_names0`, `layer_names1` … */
const MOST_PARTS = 10_000;

/** Names of an object's attributes. */
export function attributeNames(file: Hdf5File, path: string): readonly string[] {
  return file.ask(path || "/", ({ get_attribute_names }, id) => get_attribute_names(id, `/${path}`));
}

/**
 * The texts of an attribute, one or several; undefined where the object has none of this name, or it is no text.
 * Throws where it is text of more than 64 MiB.
 */
export function textAttribute(file: Hdf5File, path: string, name: string): readonly string[] | undefined {
  if (!attributeNames(file, path).includes(name)) return undefined;
  const place = `${path}/@${name}`;
  return file.ask(place, (functions, id) => {
    const type = functions.get_attribute_metadata(id, `/${path}`, name);
    if (type.type !== TEXT || !type.shape) return undefined;
    const bytes = type.size * type.total_size;
    if (!(bytes <= MOST_BYTES)) throw new Error(`text of ${bytes} bytes, more than the ${MOST_BYTES} that are read`);
    const pointer = functions._malloc(Math.max(1, bytes));
    if (pointer === 0) throw new Error(`no memory for text of ${bytes} bytes`);
    try {
      if (functions.get_attribute_data(id, `/${path}`, name, BigInt(pointer)) < 0) {
        throw new Error(`the attribute ${quoteName(name)} cannot be read`);
      }
      const texts = type.vlen
        ? freeTexts(functions.HEAPU8, pointer, type)
        : fixedTexts(functions.HEAPU8, pointer, type);
      if (type.vlen) functions.reclaim_vlen_memory(id, `/${path}`, name, BigInt(pointer));
      return texts;
    } finally {
      functions._free(pointer);
    }
  });
}

/** A list of names, also where Keras has cut it into several attributes. */
export function listAttribute(file: Hdf5File, path: string, name: string): readonly string[] | undefined {
  const whole = textAttribute(file, path, name);
  if (whole) return whole;
  const parts: string[] = [];
  for (let i = 0; i < MOST_PARTS; i++) {
    const part = textAttribute(file, path, `${name}${i}`);
    if (!part) return i === 0 ? undefined : parts;
    parts.push(...part);
  }
  return parts;
}

function fixedTexts(memory: Uint8Array<ArrayBuffer>, pointer: number, type: Hdf5AttributeType): readonly string[] {
  return Array.from({ length: type.total_size }, (_, i) => {
    const start = pointer + i * type.size;
    return textUntilZero(memory, start, start + type.size);
  });
}

function freeTexts(memory: Uint8Array<ArrayBuffer>, pointer: number, type: Hdf5AttributeType): readonly string[] {
  const pointers = new DataView(memory.buffer, pointer, type.total_size * 4);
  return Array.from({ length: type.total_size }, (_, i) => {
    const start = pointers.getUint32(i * 4, true);
    return start === 0 ? "" : textUntilZero(memory, start, memory.length);
  });
}

function textUntilZero(memory: Uint8Array<ArrayBuffer>, start: number, end: number): string {
  const zero = memory.indexOf(0, start);
  return new TextDecoder("utf-8").decode(memory.slice(start, zero < 0 || zero > end ? end : zero));
}
