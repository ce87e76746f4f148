import assert from "node:assert/strict";
import { readCode } from "../../../src/analysis/flow/readCode";
import { hoverAt } from "../../../src/analysis/hoverAt";
import type { HoverCell } from "../../../src/analysis/modelHover";
import type { PythonParser } from "../../../src/analysis/parse";
import { plainRows } from "./plainRows";
import { pythonParser } from "./pythonParser";

/** Eleven lines. */
const NET = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(8)
        self.drop = nn.Dropout()
    def forward(self, x):
        return self.drop(self.bn(x))

`;
const BATCH = "normalizes with the batch's statistics and moves its running ones";
const RUNNING = "normalizes with its running statistics, which stay as they are";

describe("the hover on a model", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  function rowsAt(marked: string, cells: readonly HoverCell[] = []): Map<string, string> | null {
    const file = parser.parse(marked.replace("|", ""))!;
    const hover = hoverAt(file, marked.indexOf("|"), { cells });
    file.dispose();
    return hover && plainRows(hover);
  }

  const CASES: Record<string, [code: string, rows: Record<string, string>]> = {
    "as its constructor leaves it": [
      "model = Net()\nmod|el(x)",
      {
        title: "model is in training mode here",
        Because: "Net() in line 12 leaves it in training mode",
        "Batch norm": BATCH,
        Dropout: "on",
      },
    ],
    "as a call puts it": [
      "model = Net()\nmodel.eval()\ny = mod|el(x)",
      {
        title: "model is in evaluation mode here",
        Because: "model.eval() in line 13 puts it into evaluation mode",
        "Batch norm": RUNNING,
        Dropout: "off",
      },
    ],
    "before the call that puts it into another": [
      "model = Net()\nmod|el.eval()",
      { title: "model is in training mode before this call" },
    ],
    "where it is handed on": [
      "model = Net().cuda().eval()\nprint(len(list(mo|del.parameters())))",
      { title: "model is in evaluation mode here" },
    ],
    "in a loop that evaluates": [
      "model = Net()\nfor e in range(3):\n    for x in xs:\n        mod|el(x)\n    model.eval()",
      {
        title: "model is in training or evaluation mode here",
        Because: "Net() in line 12 leaves it in training mode",
        Or: "model.eval() in line 16 puts it into evaluation mode",
        "Batch norm": "normalizes with the batch's statistics or with its running ones",
        Dropout: "on or off",
      },
    ],
    "that a function has left in a mode": [
      "def evaluate(m):\n    m.eval()\nnet = Net()\nevaluate(net)\nne|t(x)",
      { Because: "m.eval() in line 13, called in line 15, puts it into evaluation mode" },
    ],
    "that a function is called with": [
      "def evaluate(m):\n    return |m(x)\nnet = Net()\nnet.eval()\nevaluate(net)",
      { title: "m is in evaluation mode here", Because: "net.eval() in line 15 puts it into evaluation mode" },
    ],
    "that is a parameter, once its mode is set": [
      "def evaluate(net):\n    net.eval()\n    return n|et(x)",
      {
        title: "net is in evaluation mode here",
        "Batch norm": `if there is any: ${RUNNING}`,
        Dropout: "if there is any: off",
      },
    ],
    "that is an attribute": [
      "class Job:\n    def __init__(self):\n        self.net = Net()\n    def run(self):\n        self.net.train(False)\n        self.n|et(x)",
      {
        title: "self.net is in evaluation mode here",
        Because: "self.net.train(False) in line 16 puts it into evaluation mode",
      },
    ],
    "that wraps another": [
      "model = nn.DataParallel(Net())\nmod|el(x)",
      { title: "model is in training mode here", "Batch norm": BATCH },
    ],
    "of a family that is known": [
      "import torchvision\nmodel = torchvision.models.resnet18()\nmod|el(x)",
      { "Batch norm": BATCH, Dropout: "none in this model" },
    ],
    "in which nothing changes": [
      "model = nn.Sequential(nn.Linear(8, 8), nn.ReLU())\nmod|el(x)",
      { "Batch norm": "none in this model", Dropout: "none in this model" },
    ],
    "that is a part, once it was put into a mode": [
      "model = Net()\nmodel.bn.eval()\nmodel.b|n(x)",
      {
        title: "model.bn is in evaluation mode here",
        Because: "model.bn.eval() in line 13 puts it into evaluation mode",
      },
    ],
  };
  for (const [title, [code, rows]] of Object.entries(CASES)) {
    it(`tells the mode of one ${title}`, () => {
      const found = rowsAt(NET + code);
      assert.ok(found, "no hover");
      for (const [label, text] of Object.entries(rows)) assert.equal(found.get(label), text, label);
    });
  }

  const SILENT: Record<string, string> = {
    "a parameter whose caller is not known": "def run(model):\n    return mod|el(x)",
    "what an unknown function made": "from helpers import build\nmodel = build()\nmod|el(x)",
    "what an unknown function was given": "from helpers import tune\nmodel = Net()\ntune(model)\nmod|el(x)",
    "a mode that depends on what is not known": "model = Net()\nmodel.train(flag)\nmod|el(x)",
    "a global, where nobody calls the function": "model = Net()\ndef run():\n    return mod|el(x)",
    "an attribute of another method's":
      "class Job:\n    def __init__(self):\n        self.net = Net()\n    def run(self):\n        self.n|et(x)",
    "the class": "model = N|et()",
    "what is assigned to": "mod|el = Net()",
    "a loss": "criterion = nn.CrossEntropyLoss()\ncriteri|on(x, y)",
    "an optimizer": "optimizer = torch.optim.SGD(Net().parameters())\noptimi|zer.step()",
    "a tensor": "model = Net()\ny = model(x)\nprint(|y)",
    "a value of the model's": "model = Net()\nprint(model.wid|th)",
    self: "class Other(nn.Module):\n    def forward(self, x):\n        return se|lf.f(x)",
    "Lightning's models":
      "import pytorch_lightning as pl\nclass T(pl.LightningModule):\n    def __init__(self):\n        self.net = Net()\n    def training_step(self, b, i):\n        return self.n|et(b)",
    "one of two, which may be something else": "model = Net() if a else load()\nmod|el(x)",
    "broken code": "model = Net(\nmod|el(x",
  };
  for (const [title, code] of Object.entries(SILENT)) {
    it(`is silent on ${title}`, () => assert.equal(rowsAt(NET + code), null));
  }

  it("says in which cell of a notebook", () => {
    const cells = [
      { start: 0, number: 1 },
      { start: NET.length, number: 3 },
    ];
    const rows = rowsAt(`${NET}\nmodel = Net()\nmod|el(x)`, cells);
    assert.equal(rows!.get("Because"), "Net() in cell 3, line 2 leaves it in training mode");
  });

  it("follows a call into another file", () => {
    const helper = parser.parse("def freeze(m):\n    m.eval()\n")!;
    const code = readCode(helper.syntax, helper.text);
    const find = (module: string) => (module === "helpers" ? { path: "lib/helpers.py", code } : null);
    const marked = `${NET}import helpers\nmodel = Net()\nhelpers.freeze(model)\nmod|el(x)`;
    const file = parser.parse(marked.replace("|", ""))!;
    const hover = hoverAt(file, marked.indexOf("|"), { files: { path: "train.py", find } })!;
    const because = "helpers.freeze(model) in line 14 leads to lib/helpers.py, which puts it into evaluation mode";
    assert.equal(plainRows(hover).get("Because"), because);
    for (const { dispose } of [helper, file]) dispose();
  });
});
