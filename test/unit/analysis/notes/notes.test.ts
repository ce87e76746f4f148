import assert from "node:assert/strict";
import { checkParsed } from "../../../../src/analysis/checking/checkSource";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import { classNotes, withFindings } from "../../../../src/analysis/notes/classNotes";
import { momentumNotes } from "../../../../src/analysis/notes/momentumNotes";
import { pythonParser } from "../pythonParser";

const TORCH = "from torch import nn\n";

describe("what is noted beside a momentum", () => {
  const cases: Record<string, [code: string, marked: string]> = {
    "the value in Keras": ["nn.BatchNorm2d(8, momentum=0.1)", "nn.BatchNorm2d(8, momentum=0.1<Keras 0.9>)"],
    "by position": ["nn.BatchNorm2d(8, 1e-5, 0.01)", "nn.BatchNorm2d(8, 1e-5, 0.01<Keras 0.99>)"],
    "nothing where it is left out": ["nn.BatchNorm2d(8)", "nn.BatchNorm2d(8)"],
    "nothing where there are no running statistics": [
      "nn.InstanceNorm2d(8, momentum=0.1)",
      "nn.InstanceNorm2d(8, momentum=0.1)",
    ],
    "nothing where it is not known": ["nn.BatchNorm2d(8, momentum=m)", "nn.BatchNorm2d(8, momentum=m)"],
    "the value in PyTorch": [
      "import keras\nkeras.layers.BatchNormalization(momentum=0.99)",
      "import keras\nkeras.layers.BatchNormalization(momentum=0.99<PyTorch 0.01>)",
    ],
    "once for a call that runs several times": [
      "def f(n):\n    return nn.BatchNorm2d(n, momentum=0.1)\nf(1)\nf(2)",
      "def f(n):\n    return nn.BatchNorm2d(n, momentum=0.1<Keras 0.9>)\nf(1)\nf(2)",
    ],
  };
  for (const [title, [code, marked]] of Object.entries(cases)) {
    it(title, async () => {
      const file = (await pythonParser()).parse(TORCH + code)!;
      let text = file.text;
      for (const note of [...momentumNotes(modelFacts(file))].sort((a, b) => b.offset - a.offset))
        text = `${text.slice(0, note.offset)}<${note.text}>${text.slice(note.offset)}`;
      assert.equal(text.slice(TORCH.length), marked);
      file.dispose();
    });
  }
});

describe("what is noted over a class", () => {
  const cases: Record<string, [body: string, notes: readonly string[]]> = {
    "its normalization layers": [
      "self.a = nn.BatchNorm2d(8)\n        self.b = nn.BatchNorm2d(8)\n        self.c = nn.LayerNorm(8)",
      ["2 BatchNorm2d, 1 LayerNorm"],
    ],
    "what was found in it": ["self.a = nn.BatchNorm2d(8, eps=0)", ["1 BatchNorm2d · 1 finding"]],
    "nothing where it has none": ["self.a = nn.Linear(8, 8)", []],
  };
  for (const [title, [body, notes]] of Object.entries(cases)) {
    it(title, async () => {
      const code = `${TORCH}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        ${body}\n`;
      const file = (await pythonParser()).parse(code)!;
      const facts = modelFacts(file);
      const found = classNotes(facts);
      const findings = checkParsed(file, undefined, facts);
      assert.deepEqual(
        found.map((note) => withFindings(note, findings).text),
        notes,
      );
      for (const { place } of found) assert.equal(place.start, code.indexOf("class"));
      file.dispose();
    });
  }
});
