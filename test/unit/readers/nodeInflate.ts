import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import type { Inflate } from "../../../src/readers/inflateRaw";
import type { Bytes } from "./bytes";

/** What a caller on Node may give as `inflateRaw`. */
export const nodeInflate: Inflate = async function* (deflated) {
  const inflate = createInflateRaw({ chunkSize: 1 << 18 });
  // Its failure comes out of `inflate`.
  pipeline(Readable.from(deflated), inflate).catch(() => {});
  for await (const piece of inflate) yield piece as Bytes;
};
