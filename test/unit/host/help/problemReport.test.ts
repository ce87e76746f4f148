import assert from "node:assert/strict";
import { problemReport, withoutFileNames, withoutPrivate } from "../../../../src/host/help/problemReport";

const FACTS = {
  versions: [
    ["Normscope", "0.1.0"],
    ["Node", "v24.1.0"],
  ],
  settings: [["normscope.onnx.nativeRuntime", "/people/ann/onnxruntime-node"]],
  log: ["[warn] profile of secret.npz: failed after 12 ms", "at /people/ann/nets/model.py"],
  url: undefined,
} as const;

describe("a report of a problem", () => {
  it("tells versions, settings that were changed and the log's last lines, and leaves room for a person", () => {
    const text = problemReport(FACTS, []);
    for (const part of ["- Node: v24.1.0", "`normscope.onnx.nativeRuntime`", "failed after 12 ms", "Nothing was sent"])
      assert.ok(text.includes(part), part);
    assert.match(
      problemReport({ ...FACTS, url: "https://example.org/issues" }, []),
      /send it to https:\/\/example\.org/,
    );
    assert.match(problemReport({ ...FACTS, settings: [], log: [] }, []), /None\.[\s\S]*\(empty\)/);
  });

  it("names nobody's home, wherever it stands", () => {
    const text = problemReport(FACTS, [
      ["/people/ann", "<home>"],
      ["ann", "<user>"],
    ]);
    assert.doesNotMatch(text, /\bann\b/);
    assert.ok(text.includes('"<home>/onnxruntime-node"') && text.includes("at <home>/nets/model.py"));
  });

  it("quotes no file", () => {
    const text = problemReport({ ...FACTS, log: ["it begins with the bytes 6e 6f 74 20 61 6e 20 61"] }, []);
    assert.ok(text.includes("it begins with the bytes <bytes>\n"));
  });

  it("cannot be broken out of by what the log holds", () => {
    const text = problemReport({ ...FACTS, log: ["````", "# not a heading"] }, []);
    assert.match(text, /\n`{5}\n````\n# not a heading\n`{5}\n/);
  });
});

const PRIVATE: readonly [what: string, text: string, hidden: readonly [string, string][], expected: string][] = [
  [
    "the longest first",
    "/people/ann/w/x",
    [
      ["/people/ann", "<home>"],
      ["/people/ann/w", "<workspace>"],
    ],
    "<workspace>/x",
  ],
  ["whatever its case", "C:\\Users\\ANN", [["ann", "<user>"]], "C:\\Users\\<user>"],
  ["not inside other words", "channel of Ann", [["ann", "<user>"]], "channel of <user>"],
  ["and nothing for nothing", "as it is", [["", "<user>"]], "as it is"],
  ["with signs that mean something to patterns", "run (2).npz", [["run (2).npz", "<file>"]], "<file>"],
];

describe("private texts are replaced", () => {
  for (const [what, text, hidden, expected] of PRIVATE)
    it(what, () => assert.equal(withoutPrivate(text, hidden), expected));
});

const NAMES: readonly [text: string, expected: string][] = [
  ["step-1.npz: the header says 3 bytes", "<file>.npz: the header says 3 bytes"],
  ["at run (/srv/x/dist/extension.js:12:7)", "at run (<path>.js:12:7)"],
  [
    "\tat Object.receive (<extension>/dist/extension.js:1:2)",
    "\tat Object.receive (<extension>/dist/extension.js:1:2)",
  ],
  ["\tat process.emit (node:internal/process:35:14)", "\tat process.emit (node:internal/process:35:14)"],
  ["file:///home/x/y z.npz and runs/a/b", "file:<path> <file>.npz and <path>"],
  ["C:\\data\\a.pt is 12.5 MB", "<path>.pt is 12.5 MB"],
  ["profile of digits: done in 1200 ms", "profile of digits: done in 1200 ms"],
  ["2026-11-26T10:00:00.000Z [info] ready", "2026-11-26T10:00:00.000Z [info] ready"],
];

describe("names of files that nobody has listed", () => {
  for (const [text, expected] of NAMES)
    it(`are left out of “${text}”`, () => assert.equal(withoutFileNames(text), expected));
});
