import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_LENGTH, type PythonParser } from "../../../src/analysis/parse";
import { pythonParser } from "./pythonParser";
import { allCases } from "./rules/readCases";

/** Code of every kind that the rules know. */
const CASES = [...allCases().values()]
  .flatMap((text) => text.split(/^(?=# --- )/m))
  .map((text) => `import torch\n${text}`);

const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom("(", ")", "[", ":", "\n", "\n    ", "    ", '"""', "'", "#", "\\\n", "self.", "= nn.ReLU()", "é😀"),
  fc.constantFrom(
    "class A(nn.Module):\n    ",
    "def f(x):\n        return x\n",
    "if x:\n    y\n",
    "lambda: ",
    "f'{x",
    "}'",
  ),
);
const edit = fc.tuple(fc.nat(4_000), fc.oneof(fc.constant(0), fc.nat(3), fc.nat(200)), piece);

describe("parsing the next version of a file", function () {
  this.timeout(120_000);
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  /** Whatever the edits, each version's syntax and scopes are those of the same text parsed alone. */
  function follow(texts: readonly string[]): void {
    let last = parser.parse(texts[0]!);
    for (const text of texts.slice(1)) {
      const next = parser.parse(text, last);
      const alone = parser.parse(text);
      assert.deepEqual(next?.syntax, alone?.syntax, JSON.stringify(texts));
      assert.deepEqual(next?.module, alone?.module);
      alone?.dispose();
      last = next;
    }
    last?.dispose();
  }

  const accepted: Record<string, boolean> = { "x = 1\n": true, "": true, "x = (\n": false, "x = = 1": false };
  for (const [text, fine] of Object.entries(accepted)) {
    it(`${fine ? "accepts" : "refuses"} ${JSON.stringify(text)}`, () => assert.equal(parser.accepts(text), fine));
  }

  it("reads on where it was given up", () => {
    const last = parser.parse("x = 1\n");
    assert.equal(parser.parse(" ".repeat(MAX_LENGTH + 1), last), null);
    follow(["x = 1\n", "x = 12\n"]);
  });

  it("ends blocks in broken text where they end when it is read alone", () => {
    const text = `)for h in s:\n for y in r:\n  ()\n ("")`;
    follow([text, `f'{x${text}`, text]);
  });

  it("frees every version's tree but the last one's, whose owner does", () => {
    const trees = treesAlive(() => {
      let last = parser.parse("x = 1\n");
      for (const text of ["x = 12\n", "x = (12\n", "x = (1\n", "x = (1)\n", "x = (1)\n"])
        last = parser.parse(text, last);
      parser.parse(" ".repeat(MAX_LENGTH + 1), last);
      parser.accepts("x = (");
      last = parser.parse("x = 1\n", null);
    });
    assert.equal(trees, 1);
  });

  it("gives what parsing it alone gives, whatever was changed", () => {
    fc.assert(
      fc.property(fc.constantFrom(...CASES), fc.array(edit, { minLength: 1, maxLength: 6 }), (text, edits) => {
        const texts = [text];
        for (const [at, length, put] of edits) {
          const before = texts.at(-1)!;
          const from = at % (before.length + 1);
          texts.push(before.slice(0, from) + put + before.slice(from + length));
        }
        follow([...texts, ...texts.toReversed()]);
      }),
      { numRuns: 300 },
    );
  });
});

declare const require: (name: "web-tree-sitter") => typeof import("web-tree-sitter");

/** How many trees more there are in WebAssembly memory afterwards. */
function treesAlive(run: () => void): number {
  const { Parser, Tree } = require("web-tree-sitter");
  const [parse, free] = [Parser.prototype.parse, Tree.prototype.delete];
  const alive = new Set<object>();
  Parser.prototype.parse = function (...given) {
    const tree = parse.apply(this, given);
    if (tree) alive.add(tree);
    return tree;
  };
  Tree.prototype.delete = function () {
    alive.delete(this);
    free.call(this);
  };
  try {
    run();
    return alive.size;
  } finally {
    [Parser.prototype.parse, Tree.prototype.delete] = [parse, free];
  }
}
