import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import type { Inflate } from "../readers/zip/inflateRaw";

/** Inflates with Node's zlib in large pieces: twice as fast as the web platform's stream that readers use elsewhere. */
export const inflate: Inflate = async function* (deflated) {
  const inflating = createInflateRaw({ chunkSize: 1 << 18 });
  // Its failure comes out of `inflating`.
  pipeline(Readable.from(deflated), inflating).catch(() => {});
  for await (const piece of inflating) yield piece as Uint8Array<ArrayBuffer>;
};
