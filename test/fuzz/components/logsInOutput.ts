import { deflateSync, inflateSync } from "node:zlib";
import type { Bytes } from "../../unit/readers/bytes";

/** A log as a notebook's output holds it. */
export function deflated(log: Bytes): string {
  return deflateSync(log, { level: 1 }).toString("base64");
}

export function inflated(log: string): Bytes {
  return new Uint8Array(inflateSync(Buffer.from(log, "base64")));
}
