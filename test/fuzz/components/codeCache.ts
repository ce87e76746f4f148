import { deflateRawSync, inflateRawSync } from "node:zlib";
import { readCode } from "../../../src/analysis/flow/readCode";
import { decodeEntry, encodeEntry, sha256 } from "../../../src/check/cacheEntry";
import { pythonParser } from "../../unit/analysis/pythonParser";
import { type Bytes, concat } from "../../unit/readers/bytes";
import type { Component, Input } from "../component";
import { mutateBytes } from "../mutations/mutateBytes";
import { hold } from "../told";
import { pythonSamples } from "./pythonSamples";

const PATH = "/project/model.py";
const HASH_LENGTH = 64;

/** What is kept of files that were imported; only bytes that were written so are trusted. */
export const codeCache: Component = {
  name: "code-cache",
  async samples(): Promise<readonly Input[]> {
    const parser = await pythonParser();
    return pythonSamples()
      .slice(0, 40)
      .map((text) => {
        const file = parser.parse(text)!;
        const code = readCode(file.syntax, file.text);
        file.dispose();
        const stamp = { size: text.length, mtime: 1, settled: true };
        const bytes = encodeEntry({ path: PATH, stamp, hash: "0", source: { code, lines: [0] } });
        return { name: "entry", bytes: new Uint8Array(bytes) };
      });
  },
  mutate: ({ bytes }, _, random) =>
    random.below(2) === 0 ? mutateBytes(bytes, random) : inBody(bytes, (body) => mutateBytes(body, random)),
  async run({ bytes }) {
    const entry = decodeEntry(bytes, PATH);
    hold(entry === null || entry.path === PATH, "another file's entry");
    return entry ? "read" : "told";
  },
};

/** Changes the text of an entry, its checksum right. */
function inBody(bytes: Bytes, change: (body: Bytes) => Bytes): Bytes {
  const head = bytes.indexOf(0x0a);
  const body = deflateRawSync(change(new Uint8Array(inflateRawSync(bytes.slice(head + 1)))), { level: 1 });
  const sum = Buffer.from(`${sha256(body)}\n`);
  return concat(bytes.slice(0, head - HASH_LENGTH), sum, body);
}
