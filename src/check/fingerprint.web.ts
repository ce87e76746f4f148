import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** As Node makes it: the web platform's own digest is no answer at once. */
export function fingerprintOf(code: string, line: string): string {
  return bytesToHex(sha256(utf8ToBytes(`${code}\n${line.replace(/\s+/g, "")}`))).slice(0, 16);
}
