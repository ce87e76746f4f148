import assert from "node:assert/strict";
import { placeFacts } from "../../../../src/analysis/advice/placeFacts";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import type { PythonParser } from "../../../../src/analysis/parse";
import { pythonParser } from "../pythonParser";
import { torchClass } from "./situationCase";

const NET = (norm: string) => torchClass(norm, "return self.norm(x)");
const BLOCK = torchClass("self.norm = nn.▮BatchNorm2d(8)", "return self.norm(x)", "Block");
const HOLDER = (blocks: string) => torchClass(blocks, "return x").replace(/^[\s\S]*?class/, "\n\nclass");

const CASES: readonly (readonly [title: string, code: string, paths: readonly string[]])[] = [
  ["an attribute", NET("self.norm = nn.▮BatchNorm2d(8)"), ["norm"]],
  [
    "the norm that reads what the layer at the cursor puts out",
    torchClass("self.conv = nn.▮Conv2d(3, 8, 3)\nself.norm = nn.BatchNorm2d(8)", "return self.norm(self.conv(x))"),
    ["norm"],
  ],
  ["a place in a container", NET("self.body = nn.Sequential(nn.Conv2d(3, 8, 3), nn.▮BatchNorm2d(8))"), ["body.1"]],
  ["attributes that a loop names", NET("for name in ('a', 'b'):\n    setattr(self, name, nn.▮BatchNorm2d(8))"), []],
  [
    "a layer of a loop, whose number is not known",
    NET("self.norms = nn.ModuleList([nn.▮BatchNorm2d(8) for _ in range(n)])"),
    [],
  ],
  [
    "a layer behind those of a loop",
    NET(
      "layers = [nn.ReLU() for _ in range(n)]\nlayers.append(nn.▮BatchNorm2d(8))\nself.body = nn.Sequential(*layers)",
    ),
    [],
  ],
  ["a block that stands in a model of the file", BLOCK + HOLDER("self.first = Block()"), ["first.norm"]],
  [
    "a block in several places",
    BLOCK + HOLDER("self.body = nn.Sequential(Block(), Block())"),
    ["body.0.norm", "body.1.norm"],
  ],
  ["a block that a function is given, whose place is not known", BLOCK + HOLDER("self.body = wrap(Block())"), []],
  ["the only norm of the class that the cursor is in", NET("▮self.norm = nn.BatchNorm2d(8)"), ["norm"]],
  [
    "one of several norms that none is chosen of",
    torchClass("self.a = nn.BatchNorm2d(8)\nself.b = nn.BatchNorm2d(8)\n▮"),
    [],
  ],
  ["a model without a class", "from torch import nn\n\nnorm = nn.▮BatchNorm2d(8)\n", []],
  [
    "a class that another one inherits from",
    `${NET("self.norm = nn.▮BatchNorm2d(8)")}\n\nclass Deep(Net):\n    pass\n`,
    [],
  ],
  [
    "Keras, whose names are others",
    "import keras\n\n\nclass Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.norm = keras.layers.▮BatchNormalization()\n",
    [],
  ],
];

describe("where in a model's state a layer stands that the code makes", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  for (const [title, code, paths] of CASES) {
    it(`is told of ${title}`, () => {
      const file = parser.parse(code.replace("▮", ""))!;
      assert.deepEqual(placeFacts(modelFacts(file), code.indexOf("▮")).paths, paths);
      file.dispose();
    });
  }
});
