import assert from "node:assert/strict";
import type { CodeFile } from "../../../src/analysis/flow/code";
import { readCode } from "../../../src/analysis/flow/readCode";
import type { PythonParser } from "../../../src/analysis/parse";
import { packCode, unpackCode } from "../../../src/check/packCode";
import { pythonParser } from "../analysis/pythonParser";

/** What code is made of, and how many bodies of functions stand in it. */
const CODE: Readonly<Record<string, readonly [bodies: number, text: string]>> = {
  "statements alone": [0, "import torch\nx = [1, 2]\nprint(x)\n"],
  functions: [2, "def one(a, b=2, *c, **d):\n    return a\n\n@torch.no_grad()\ndef two():\n    yield 1\n"],
  "functions in functions": [3, "def one():\n    def two():\n        def three(): pass\n        return three\n"],
  methods: [2, "class A(B):\n    x = 1\n    def f(self): return self.g()\n    def __proto__(self): return 1\n"],
  "functions in every statement that holds others": [
    9,
    `if a:
    def f1(): pass
else:
    def f2(): pass
for a in b:
    def f3(): pass
while a:
    def f4(): pass
with a as b:
    def f5(): pass
try:
    def f6(): pass
except A:
    def f7(): pass
else:
    def f8(): pass
finally:
    def f9(): pass
`,
  ],
  lambdas: [1, "f = lambda x: x + 1\ndef g(key=lambda y: y): return sorted(key=lambda z: z.eval())\n"],
  "broken code": [0, "def (x):\n    x.eval()\nclass :\n    def"],
};

describe("code as lines", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });
  const plain = (code: CodeFile) => JSON.parse(JSON.stringify(code));

  for (const [title, [bodies, text]] of Object.entries(CODE)) {
    it(`is the same again: ${title}`, () => {
      const file = parser.parse(text)!;
      const code = readCode(file.syntax, text);
      const packed = packCode(code);
      assert.deepEqual(plain(unpackCode(packed)), plain(code));
      assert.equal(packed.length, 1 + bodies);
      assert.ok(packed.every((line) => !line.includes("\n")));
      file.dispose();
    });
  }
});
