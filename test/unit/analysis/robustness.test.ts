import assert from "node:assert/strict";
import fc from "fast-check";
import { hoverAt } from "../../../src/analysis/hoverAt";
import { hoverMarkdown } from "../../../src/analysis/hoverMarkdown";
import { pythonOfCell } from "../../../src/analysis/notebookCells";
import { MAX_LENGTH, type PythonParser } from "../../../src/analysis/parse";
import { pythonParser } from "./pythonParser";

const PYTHON = `import torch.nn as nn, keras, flax
from flax import nnx, linen
from torch.nn import BatchNorm2d as BN, functional as F
class Net(nn.Module):
    def __init__(self, channels, norm=nn.LayerNorm):
        super().__init__()
        self.a = nn.BatchNorm2d(channels, momentum=0.01, affine=False)
        self.b = nn.GroupNorm(8, 32)
        self.c = [BN(2 * n) for n in (1, 2)]
    def forward(self, x):
        global nn
        return F.layer_norm(x, (3, 4), eps=-1e-5) if (y := x) else lambda nn: nn.RMSNorm((3, -1))
x = keras.layers.BatchNormalization(axis=[1, -1], momentum=0.9)(x, training=not x)
y = keras.layers.GroupNormalization(groups=-1, axis=-(2 ** 60))(keras.layers.LayerNormalization(axis=(9, -9)))
z = linen.LayerNorm(reduction_axes=(1, 2), feature_axes=-1), linen.GroupNorm(None, group_size=0)(z)
w = nnx.GroupNorm(0, num_groups=-3, rngs=w), nnx.BatchNorm(1e99, axis=2 ** 40, use_running_average=None)
net = nn.DataParallel(Net(64, Net).to(net))
net = net.cuda() if net.eval() else nn.Sequential(*[nn.Dropout() for _ in net], Net(Net)).train(False)
class Net2(Net, Net2):
    def __init__(self, net):
        self.net, self.d = net.eval(), {"a": Net2(self.eval()), **net}
        self.net = Net2(self.net.train(mode=True))
`;

describe("hovers on anything at all", function () {
  this.timeout(30_000);
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  /** Hovers at some offsets; whatever the text, there is a hover or none. */
  function hoverAround(text: string, offsets: readonly number[]): void {
    const file = parser.parse(text);
    if (!file) return;
    for (const offset of offsets) {
      const hover = hoverAt(file, offset);
      if (!hover) continue;
      assert.ok(0 <= hover.start && hover.start <= hover.end && hover.end <= text.length);
      const table = hover.rows.length > 0 ? (hoverMarkdown(hover).split("\n\n")[1] ?? "") : "||";
      for (const line of table.split("\n")) assert.match(line, /^\|.*\|$/);
    }
    file.dispose();
  }

  const offsets = fc.array(fc.integer({ min: -2, max: 1_900 }), { minLength: 1, maxLength: 12 });

  it("never throws on arbitrary text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), offsets, hoverAround), { numRuns: 300 });
  });

  it("never throws on Python with a piece cut out, doubled or replaced", () => {
    const cut = fc.tuple(fc.nat(PYTHON.length), fc.nat(40), fc.string({ unit: "binary", maxLength: 8 }));
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), offsets, (cuts, where) => {
        const mutated = cuts.reduce(
          (text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length),
          PYTHON,
        );
        hoverAround(mutated, where);
      }),
      { numRuns: 500 },
    );
  });

  it("never throws at any offset of Python cut off at any place", () => {
    for (let end = 0; end <= PYTHON.length; end += 7) {
      const text = PYTHON.slice(0, end);
      hoverAround(text, [end - 12, end - 8, end - 5, end - 2, end - 1, end, end + 1]);
    }
  });

  it("bears nesting of any depth", () => {
    for (const [open, close] of [
      ["(", ")"],
      ["nn.LayerNorm(", ")"],
      ["lambda: ", "0"],
      ["-", "1"],
      ["nn.", "x"],
      ["nn.Sequential(", ").eval()"],
      ["model.eval(", ")"],
      ["keras.layers.BatchNormalization(", ")"],
    ] as const) {
      const depth = 20_000;
      hoverAround(`import torch.nn as nn, keras\n${open.repeat(depth)}${close.repeat(depth)}`, [
        30,
        5_000,
        open.length * depth,
      ]);
    }
  });

  it("reads a megabyte, and gives up on more than its limit", () => {
    const text = PYTHON.repeat(Math.ceil(1e6 / PYTHON.length));
    hoverAround(text, [text.indexOf("BatchNorm2d(")]);
    assert.equal(parser.parse(" ".repeat(MAX_LENGTH + 1)), null);
  });

  it("gives up in time on a megabyte that is not Python, and reads on afterwards", () => {
    let seed = 1;
    const noise = Array.from({ length: 1_000_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return "([{'\"\n :=,x"[seed % 12];
    }).join("");
    const started = Date.now();
    hoverAround(noise, [3]);
    assert.ok(Date.now() - started < 10_000);
    const file = parser.parse(PYTHON)!;
    assert.ok(hoverAt(file, PYTHON.indexOf("GroupNorm")));
    file.dispose();
  });

  it("shows hostile names as text", () => {
    const names = ["a`b", "<img src=x>", "[x](http://e)", "a|b", "$(alert)", "x".repeat(500), "c\nd"];
    for (const name of names) {
      const file = parser.parse(`import torch.nn as nn\nnn.LayerNorm((${name}, 3))`)!;
      const hover = hoverAt(file, 26);
      const shown = hover ? hoverMarkdown(hover) : "";
      assert.doesNotMatch(shown, /<img|\]\(http:|x{100}/);
      file.dispose();
    }
  });

  it("escapes whatever a text holds", () => {
    const shown = hoverMarkdown({
      title: "a **b** <i>",
      rows: [{ label: "[x](y)|", pieces: ["a|b\nc", { code: "a`b|c" }] }],
      links: [],
    });
    assert.equal(
      shown,
      "**a \\*\\*b\\*\\* \\<i\\>**\n\n| | |\n|:--|:--|\n| \\[x\\](y)\\|&nbsp;&nbsp; | a\\|b c`a'b¦c` |",
    );
  });

  it("keeps a label in one line", () => {
    const shown = hoverMarkdown({ title: "", rows: [{ label: "Batch norm", pieces: ["two words"] }], links: [] });
    assert.match(shown, /\| Batch&nbsp;norm&nbsp;&nbsp; \| two words \|$/);
  });

  it("makes plain Python of notebook cells, offsets unchanged", () => {
    const cases: [string, string][] = [
      ["%matplotlib inline\nx = 1", "#matplotlib inline\nx = 1"],
      ["!pip install torch\n  %time f()", "#pip install torch\n  #time f()"],
      ["%%bash\nls", "      \n  "],
      ["%%time\nf()", "#%time\nf()"],
      ["x = 5 % 3", "x = 5 % 3"],
      ["print('%s of %d)'\n      %(name, n))\n%time f()", "print('%s of %d)'\n      %(name, n))\n#time f()"],
      ["if (a\n    != b):\n    !ls", "if (a\n    != b):\n    #ls"],
    ];
    for (const [cell, python] of cases) assert.equal(pythonOfCell(cell), python);
  });
});
