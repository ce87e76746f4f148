import { createHash } from "node:crypto";

/** A finding by its code and its line's text without the space in it, which stays the same where code moves or is formatted. */
export function fingerprintOf(code: string, line: string): string {
  return createHash("sha256")
    .update(`${code}\n${line.replace(/\s+/g, "")}`)
    .digest("hex")
    .slice(0, 16);
}
