import { type Bytes, concat, uint, utf8 } from "../bytes";

/** A .safetensors file: `header` is an object to write as JSON, or the header's text or bytes as they are. */
export function safetensorsBytes(
  header: object | string | Uint8Array,
  data: Uint8Array,
  headerLength?: number | bigint,
): Bytes {
  const bytes =
    header instanceof Uint8Array ? header : utf8(typeof header === "string" ? header : JSON.stringify(header));
  return concat(uint(8, headerLength ?? bytes.length), bytes, data);
}
