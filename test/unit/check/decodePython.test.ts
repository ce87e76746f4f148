import assert from "node:assert/strict";
import { decodePython } from "../../../src/check/decodePython";

const BOM = [0xef, 0xbb, 0xbf];
const text = (value: string) => [...Buffer.from(value, "utf8")];

const READ: readonly (readonly [title: string, bytes: readonly number[], text: string])[] = [
  ["nothing", [], ""],
  ["UTF-8", text("x = 'é😀'\n"), "x = 'é😀'\n"],
  ["UTF-8 with a mark in front, which is not part of the text", [...BOM, ...text("x = 'é'\r\n")], "x = 'é'\r\n"],
  ["UTF-8 that says so", text("# -*- coding: utf-8 -*-\nx = 'é'\n"), "# -*- coding: utf-8 -*-\nx = 'é'\n"],
  ["a mark in front before what the file says", [...BOM, ...text("# coding: latin-1\né")], "# coding: latin-1\né"],
  ["Latin-1 that says so", [...text("# coding: latin-1\n"), 0xe9], "# coding: latin-1\né"],
  [
    "Latin-1 that says so on its second line",
    [...text("#!/usr/bin/python\n# vim: set fileencoding=iso-8859-1 :\n"), 0xe9],
    "#!/usr/bin/python\n# vim: set fileencoding=iso-8859-1 :\né",
  ],
  ["control characters of Latin-1", [...text("# coding: latin_1\n"), 0x85, 0xa0], "# coding: latin_1\n\u0085\u00a0"],
];

const REFUSED: readonly (readonly [title: string, bytes: readonly number[], message: RegExp])[] = [
  ["Latin-1 that does not say so", [0x78, 0xe9, 0x0a], /is not UTF-8, and declares no other encoding/],
  ["Latin-1 that says so too late", [...text("x = 1\ny = 2\n# coding: latin-1\n"), 0xe9], /is not UTF-8/],
  ["Latin-1 that says so below code", [...text("x = 1\n# coding: latin-1\n"), 0xe9], /is not UTF-8/],
  [
    "another encoding",
    [...text("# coding: gbk\n"), 0xe9],
    /declares the encoding gbk, but only UTF-8 and Latin-1 are read/,
  ],
  ["UTF-16", [0xff, 0xfe, 0x78, 0], /is no text: there are zeros in it/],
];

describe("the text of a Python file", () => {
  for (const [title, bytes, expected] of READ) {
    it(`reads ${title}, and writes it as it was`, () => {
      const source = decodePython(Uint8Array.from(bytes));
      assert.equal(source.text, expected);
      assert.deepEqual([...source.encode(source.text)], bytes);
    });
  }
  for (const [title, bytes, message] of REFUSED) {
    it(`refuses ${title}`, () => assert.throws(() => decodePython(Uint8Array.from(bytes)), message));
  }
});
