import { decompress } from "brotli/decompress";

/** Unpacks what the build has packed by brotli, which browsers cannot. */
export async function unpack(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return decompress(packed);
}
