import assert from "node:assert/strict";
import { readCode } from "../../../../src/analysis/flow/readCode";
import { scriptedIn } from "../../../../src/analysis/flow/scripted";
import type { PythonParser } from "../../../../src/analysis/parse";
import { pythonParser } from "../pythonParser";

/** What is followed of a file although nobody in it calls it. */
const CASES: readonly { name: string; text: string; followed: readonly string[] }[] = [
  {
    name: "what sets a mode, and not what makes layers",
    text: "class Net(Module):\n    pass\n\ndef test(net):\n    net.eval()\n",
    followed: ["test"],
  },
  {
    name: "what leads to it, through other functions and classes of the file",
    text: "class Run:\n    def go(self):\n        step()\n\ndef step():\n    loss.backward()\n\ndef main():\n    Run().go()\n\ndef other():\n    pass\n",
    followed: ["Run", "go", "step", "main"],
  },
  {
    name: "no attribute that has the name of a function",
    text: "def fit(net):\n    net.train()\n\ndef score(model):\n    return model.fit\n",
    followed: ["fit"],
  },
  {
    name: "no longer name that begins or ends like one",
    text: "def fit(net):\n    net.train()\n\ndef benefits():\n    return refit, fit2\n",
    followed: ["fit"],
  },
  {
    name: "of a class the methods that do something, or call those that do",
    text: "class Trainer:\n    def fit(self):\n        self.epoch()\n    def epoch(self):\n        self.model.train()\n    def name(self):\n        return 'epoch'\n",
    followed: ["Trainer", "fit", "epoch"],
  },
  {
    name: "a function that names a model and what is imported from a file, no other, and no class",
    text: "from .engine import evaluate, Block\n\ndef main(net):\n    evaluate(net)\n\ndef plot(x):\n    evaluate(x)\n\nclass Net(Module):\n    def __init__(self):\n        self.block = Block()\n",
    followed: ["main"],
  },
  {
    name: "no function that names what packages offer",
    text: "import torch\nfrom torch import nn\n\ndef make():\n    return nn.Linear(torch.tensor(1), 2)\n",
    followed: [],
  },
  {
    name: "any function, where who knows what is imported",
    text: "from engine import *\n\ndef main(net):\n    evaluate(net)\n",
    followed: ["main"],
  },
  {
    name: "what is defined on a condition",
    text: "try:\n    import apex\nexcept ImportError:\n    def apex_eval(net):\n        net.eval()\nif True:\n    def train(net):\n        net.train()\n",
    followed: ["apex_eval", "train"],
  },
  {
    name: "names of any script",
    text: "def prüfe(netz):\n    netz.eval()\n\ndef lauf(netz):\n    prüfe(netz)\n",
    followed: ["prüfe", "lauf"],
  },
  {
    name: "broken code as far as it goes",
    text: "from a import b\\\n.c\ndef f(:\n    x.eval()\ndef (",
    followed: ["f"],
  },
];

describe("of what nobody in a file calls, the walk follows", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  for (const { name, text, followed } of CASES) {
    it(name, () => {
      const file = parser.parse(text)!;
      const { steps } = readCode(file.syntax, text);
      const names = [...scriptedIn(steps, text)].map((definition) => definition.name).filter(Boolean);
      assert.deepEqual(names.sort(), [...followed].sort());
      file.dispose();
    });
  }
});
