import assert from "node:assert/strict";
import { hoverAt } from "../../../src/analysis/hoverAt";
import type { PythonParser } from "../../../src/analysis/parse";
import { plainRows } from "./plainRows";
import { pythonParser } from "./pythonParser";

const NET = `import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3)
        self.bn = nn.BatchNorm2d(c)

class Net(nn.Module):
    def __init__(self, backbone):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(64)
        self.drop = nn.Dropout(0.5)
        self.norm = nn.LayerNorm(64)
        self.block = Block(64)
        self.head = nn.Sequential(nn.Linear(64, 10), nn.BatchNorm1d(10, track_running_stats=False), nn.Dropout2d())
`;

const NNX = `from flax import nnx

class Net(nnx.Module):
    def __init__(self, rngs):
        self.bn = nnx.BatchNorm(8, rngs=rngs)
        self.drop = nnx.Dropout(0.5)
        self.norm = nnx.LayerNorm(8, rngs=rngs)
`;

const EVALUATION = {
  title: "Evaluation mode: changes 4 layers of Net",
  BatchNorm2d: "bn1, block.bn: the running statistics, frozen",
  Dropout: "drop: off",
  Dropout2d: "head.2: off",
  Unchanged: "norm, head.1: LayerNorm, BatchNorm1d",
  "Not shown here": null,
  Untouched: "gradients, which torch.no_grad() turns off, and which parameters learn",
};

describe("the hover on a model's mode", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  function rowsAt(marked: string): Map<string, string> | null {
    const file = parser.parse(marked.replace("|", ""))!;
    const hover = hoverAt(file, marked.indexOf("|"));
    file.dispose();
    return hover && plainRows(hover);
  }

  function inClass(lines: string): string {
    return `${NET.replace("def __init__(self, backbone):\n", `def __init__(self, backbone):\n${lines}\n`)}m = Net(b)\nm.ev|al()`;
  }

  const CASES: [string, string, Record<string, string | null>][] = [
    ["a model of the file", `${NET}model = Net()\nmodel.ev|al()`, EVALUATION],
    ["moved to a device", `${NET}model = Net().to(device)\nmodel.ev|al()`, EVALUATION],
    ["moved later", `${NET}model = Net()\nmodel = model.cuda()\nmodel.ev|al()`, EVALUATION],
    ["in parallel", `${NET}net = Net()\nmodel = nn.DataParallel(net)\nmodel.ev|al()`, EVALUATION],
    ["train(False)", `${NET}model = Net()\nmodel.tra|in(False)`, EVALUATION],
    ["train(mode=False)", `${NET}model = Net()\nmodel.tra|in(mode=False)`, EVALUATION],
    [
      "train()",
      `${NET}model = Net()\nmodel.tra|in()`,
      {
        title: "Training mode: changes 4 layers of Net",
        BatchNorm2d: "bn1, block.bn: the batch's statistics; the running ones move",
        Dropout: "drop: zeroes values at random",
        Untouched: null,
      },
    ],
    ["self, in a method", `${NET}    def freeze(self):\n        self.ev|al()`, EVALUATION],
    [
      "an attribute",
      `${NET}class Job:\n    def __init__(self):\n        self.net = Net()\n    def run(self):\n        self.net.ev|al()`,
      EVALUATION,
    ],
    ["the file's own function", `${NET}def run():\n    model = Net()\n    model.ev|al()`, EVALUATION],
    [
      "a container",
      "import torch.nn as nn\nm = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.ReLU())\nm.ev|al()",
      { title: "Evaluation mode: changes 1 layer of nn.Sequential", BatchNorm1d: "1: the running statistics, frozen" },
    ],
    [
      "nothing to change",
      "import torch.nn as nn\nm = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))\nm.ev|al()",
      { title: "Evaluation mode: nothing in nn.Sequential changes", Unchanged: "1: LayerNorm" },
    ],
    [
      "code that asks for the mode",
      "from torch import nn\nimport torch.nn.functional as F\nclass Net(nn.Module):\n    def forward(self, x):\n        return F.dropout(x, training=self.training)\nnet = Net()\nnet.ev|al()",
      {
        title: "Evaluation mode: no layer of Net that is seen here changes",
        Besides: "code of the model's own that asks for the mode, as self.training",
      },
    ],
    [
      "attention and transformers with dropout inside",
      "from torch import nn\nm = nn.Sequential(nn.MultiheadAttention(8, 2), nn.LSTM(3, 3, dropout=0.2), nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2), 3), nn.GRU(3, 3, dropout=0.0))\nm.ev|al()",
      {
        title: "Evaluation mode: changes 2 layers of nn.Sequential",
        LSTM: "1: its dropout off",
        TransformerEncoderLayer: "2: its dropout off",
      },
    ],
    [
      "dictionaries and comprehensions",
      'from torch import nn\nfrom collections import OrderedDict\nm = nn.Sequential(OrderedDict([("a", nn.BatchNorm1d(3)), ("b", nn.ModuleList([nn.Dropout() for _ in x]))]))\nm.ev|al()',
      { BatchNorm1d: "a: the running statistics, frozen", Dropout: "b[…]: off" },
    ],
    [
      "layers from elsewhere",
      inClass("        self.layer1 = self._make(3)\n        self.backbone = resnet50()"),
      {
        title: "Evaluation mode: changes at least 4 layers of Net",
        "Not shown here": "layer1, backbone: what they hold follows the mode, too",
      },
    ],
    [
      "what is no layer",
      inClass("        self.n = int(3)\n        self.w = torch.zeros(3)\n        self.c = backbone.c"),
      EVALUATION,
    ],
    [
      "a module that is given",
      inClass("        self.backbone = backbone\n        self.backbone(x)"),
      {
        "Not shown here": "backbone: what they hold follows the mode, too",
      },
    ],
    [
      "lists that grow",
      inClass("        self.more = nn.ModuleList()\n        self.more.append(f())"),
      {
        "Not shown here": "more: what they hold follows the mode, too",
      },
    ],
    [
      "either of two",
      inClass(
        "        if x:\n            self.n = nn.BatchNorm1d(3)\n        else:\n            self.n = nn.GroupNorm(1, 3)",
      ),
      {
        "Not shown here": "n: what they hold follows the mode, too",
      },
    ],
    [
      "NNX",
      `${NNX}model = Net(rngs)\nmodel.ev|al()`,
      {
        title: "Evaluation mode: changes 2 layers of Net",
        BatchNorm: "bn: the running statistics, frozen",
        Dropout: "drop: off",
        Unchanged: "norm: LayerNorm",
        Untouched: null,
      },
    ],
    [
      "a model from elsewhere",
      "import torch\nfrom models import build\nmodel = build()\nmodel.ev|al()",
      {
        title:
          "Evaluation mode of this module and all in it: batch normalization uses its running statistics, frozen; dropout is off",
      },
    ],
    [
      "a parameter",
      "import torch\ndef test(model):\n    model.tra|in()",
      {
        title:
          "Training mode of this module and all in it: batch normalization uses the batch's statistics and moves its running ones; dropout is on",
      },
    ],
  ];
  for (const [name, marked, expected] of CASES) {
    it(name, () => {
      const rows = rowsAt(marked);
      assert.ok(rows, "no hover");
      for (const [label, text] of Object.entries(expected)) assert.equal(rows.get(label) ?? null, text, label);
    });
  }

  const SILENT: Record<string, string> = {
    "a trainer": "import torch\ntrainer.tra|in()",
    "an agent of the file":
      "import torch\nclass Agent:\n    def train(self): pass\n    def f(self):\n        self.tra|in()",
    "a class of the file that is no model": "import torch\nclass Model:\n    pass\nmodel = Model()\nmodel.tra|in()",
    "a model with a train of its own": `${NET}    def train(self, mode=True):\n        return self\nmodel = Net()\nmodel.ev|al()`,
    "an expression to evaluate": 'import torch\nmodel.ev|al("a + b")',
    "a mode that is not known": "import torch\nmodel.tra|in(was_training)",
    "training with data": "import torch\nmodel.tra|in(data=x)",
    "a method that is not called": "import torch\nf = model.ev|al",
    "no framework": "import numpy\nmodel.ev|al()",
    "a Keras model": "import keras\nmodel.tra|in()",
    "two frameworks": "import torch\nfrom flax import nnx\nmodel.ev|al()",
    "a name like any other": "import torch\nframe.ev|al()",
    "the built-in": "import torch\nev|al()",
  };
  for (const [name, marked] of Object.entries(SILENT))
    it(`is silent over ${name}`, () => assert.equal(rowsAt(marked), null));
});
