import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

/** Unpacks what the build has packed by brotli. */
export const unpack: (packed: Uint8Array<ArrayBuffer>) => Promise<Uint8Array> = promisify(brotliDecompress);
