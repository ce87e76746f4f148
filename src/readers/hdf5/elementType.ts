import type { Dtype } from "../../engine/tensor";
import { type FieldReader, fieldReader } from "./fieldReader";

/** How a dataset stores one element: as a dtype, or as something that is only named. */
export type ElementType =
  | {
      readonly kind: "numbers";
      readonly dtype: Dtype;
      readonly bigEndian: boolean;
      readonly bytes: number;
      /** The library leaves their byte order as it is in the file. */
      readonly isEnumeration?: true;
    }
  | { readonly kind: "opaque"; readonly bytes: number }
  | { readonly kind: "other"; readonly name: string; readonly bytes: number };

type Fields = FieldReader;

const NAMES: Readonly<Record<number, string>> = {
  2: "time",
  3: "text",
  4: "bit field",
  6: "compound",
  7: "reference",
  9: "variable-length",
  10: "array",
  11: "complex",
};

/** Place and width of exponent and mantissa, and the exponent's bias, of the floating-point types that are known. */
const FLOATS: readonly (readonly [layout: string, dtype: Dtype])[] = [
  ["2: 10 5 0 10 15", "float16"],
  ["2: 7 8 0 7 127", "bfloat16"],
  ["4: 23 8 0 23 127", "float32"],
  ["8: 52 11 0 52 1023", "float64"],
];

/**
 * What a datatype message says (HDF5 File Format Specification 4.0, IV.A.2.d). h5py writes bool as an enumeration of
 * FALSE and TRUE, and types of ml_dtypes as opaque bytes. Throws, naming `label`, where the message is cut off.
 */
export function elementType(bytes: Uint8Array<ArrayBuffer>, label: string): ElementType {
  const fields = fieldReader(bytes, label);
  const first = fields.uint(1);
  const flags = fields.uint(3);
  const size = fields.uint(4);
  switch (first & 15) {
    case 0:
      return integer(fields, flags, size);
    case 1:
      return float(fields, flags, size);
    case 5:
      return { kind: "opaque", bytes: size };
    case 8:
      return enumeration(fields, { version: first >> 4, members: flags & 0xffff, size }, label);
    default:
      return other(NAMES[first & 15] ?? `type of class ${first & 15}`, size);
  }
}

function integer(fields: Fields, flags: number, size: number): ElementType {
  const [offset, precision] = [fields.uint(2), fields.uint(2)];
  if (offset !== 0 || precision !== size * 8 || ![1, 2, 4, 8].includes(size)) {
    return other(`integer of ${precision} bits`, size);
  }
  const dtype = `${flags & 8 ? "" : "u"}int${precision}` as Dtype;
  return { kind: "numbers", dtype, bigEndian: (flags & 1) !== 0, bytes: size };
}

function float(fields: Fields, flags: number, size: number): ElementType {
  const [offset, precision] = [fields.uint(2), fields.uint(2)];
  const layout = `${size}: ${[fields.uint(1), fields.uint(1), fields.uint(1), fields.uint(1), fields.uint(4)].join(" ")}`;
  const dtype = FLOATS.find(([known]) => known === layout)?.[1];
  const [isVax, signPlace, isImplied] = [(flags & 0x40) !== 0, (flags >> 8) & 0xff, (flags & 0x30) === 0x20];
  if (!dtype || isVax || !isImplied || offset !== 0 || precision !== size * 8 || signPlace !== precision - 1) {
    return other(`float of ${precision} bits in an unknown layout`, size);
  }
  return { kind: "numbers", dtype, bigEndian: (flags & 1) !== 0, bytes: size };
}

/** Bytes of the message that describes an integer, which is what an enumeration begins with. */
const INTEGER_BYTES = 12;

function enumeration(
  fields: Fields,
  { version, members, size }: { readonly version: number; readonly members: number; readonly size: number },
  label: string,
): ElementType {
  if (fields.left < INTEGER_BYTES) return other("enumeration", size);
  const base = elementType(fields.bytes(INTEGER_BYTES), label);
  if (base.kind !== "numbers" || base.bytes !== size) return other("enumeration", size);
  if (members !== 2 || size !== 1) return { ...base, isEnumeration: true };
  const names = [memberName(fields, version), memberName(fields, version)];
  const values = [fields.uint(1), fields.uint(1)];
  return names.join() === "FALSE,TRUE" && values.join() === "0,1" ? { ...base, dtype: "bool" } : base;
}

/** Names end in a zero byte; versions before 3 fill them up to a multiple of 8 bytes. */
function memberName(fields: Fields, version: number): string {
  let name = "";
  for (let code = fields.uint(1); code !== 0; code = fields.uint(1)) name += String.fromCharCode(code);
  if (version < 3) fields.skip((8 - ((name.length + 1) % 8)) % 8);
  return name;
}

function other(name: string, bytes: number): ElementType {
  return { kind: "other", name, bytes };
}
