import { fieldReader } from "./fieldReader";
import type { Superblock } from "./superblock";

/**
 * The shape that a dataspace message tells (HDF5 File Format Specification 4.0, IV.A.2.b); null for the space that
 * holds nothing. Throws, naming `label`, where the message is cut off or of an unknown version.
 */
export function dimensions(
  bytes: Uint8Array<ArrayBuffer>,
  { lengthBytes }: Superblock,
  label: string,
): readonly number[] | null {
  const fields = fieldReader(bytes, `${label}: dataspace`);
  const version = fields.uint(1);
  if (version !== 1 && version !== 2) throw new Error(`${label}: dataspace of version ${version}; 1 and 2 can be read`);
  const rank = fields.uint(1);
  fields.skip(1);
  const isNull = version === 2 ? fields.uint(1) === 2 : false;
  fields.skip(version === 1 ? 5 : 0);
  return isNull ? null : Array.from({ length: rank }, () => fields.uint(lengthBytes));
}
