import { globalName, itemsOf, kindText, type PickleValue } from "../pickle/pickleValue";
import { quoteName } from "../quoteName";
import { storageDtype, type TorchDtype } from "./torchDtypes";

/** What a pickle says of a storage that is kept outside of it. */
export interface StorageId {
  readonly key: string;
  readonly dtype: TorchDtype;
  /** In elements of `dtype`. */
  readonly elements: number;
  /** Legacy files: the part of the storage that is meant. */
  readonly view: { readonly offset: number; readonly elements: number } | undefined;
}

/**
 * Reads the persistent id `("storage", class, key, location, elements[, view])`. Throws, naming `label`, where it is
 * none.
 */
export function readStorageId(id: PickleValue, label: string): StorageId {
  const [kind, type, key, , count, view] = itemsOf(id);
  if (kind !== "storage")
    throw new Error(`${label}: its storage is named by ${quoteName(kindText(id))}, not by a tuple`);
  if (typeof key !== "string" && typeof key !== "number") {
    throw new Error(`${label}: its storage has ${quoteName(kindText(key))} as key, not a string`);
  }
  const className = globalName(type);
  const dtype = className === undefined ? undefined : storageDtype(className);
  if (!dtype)
    throw new Error(`${label}: its storage is of the unknown class ${quoteName(className ?? kindText(type))}`);
  const elements = asCount(count, "elements of its storage", label);
  const [, offset, part] = itemsOf(view);
  if (offset === undefined) return { key: String(key), dtype, elements, view: undefined };
  const window = {
    offset: asCount(offset, "offset of a view", label),
    elements: asCount(part, "size of a view", label),
  };
  if (window.offset + window.elements > elements) {
    const end = window.offset + window.elements;
    throw new Error(`${label}: a view of its storage ends at element ${end}, but the storage has ${elements}`);
  }
  return { key: String(key), dtype, elements, view: window };
}

function asCount(value: PickleValue | undefined, what: string, label: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value * 16 <= Number.MAX_SAFE_INTEGER) {
    return value;
  }
  const found = typeof value === "number" || typeof value === "bigint" ? quoteName(String(value)) : kindText(value);
  throw new Error(`${label}: ${what}: ${quoteName(found)}, not an integer from 0 on`);
}
