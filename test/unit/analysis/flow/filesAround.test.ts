import assert from "node:assert/strict";
import type { CodeFile } from "../../../../src/analysis/flow/code";
import { moduleFiles } from "../../../../src/analysis/flow/moduleFiles";
import { readCode } from "../../../../src/analysis/flow/readCode";
import { modelFacts } from "../../../../src/analysis/model/modelFacts";
import type { PythonParser } from "../../../../src/analysis/parse";
import { checkFacts } from "../../../../src/analysis/rules/checkFacts";
import { modeNeverRestored } from "../../../../src/analysis/rules/modeNeverRestored";
import { pythonParser } from "../pythonParser";

const MODEL = `from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(8)

    def forward(self, x):
        return self.bn(x)
`;

const EVALUATION = `import torch

def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return [model(x) for x in loader]
`;

const training = (imports: string, name = "evaluate") => `${imports}
import torch
from torch import optim

def main(loader):
    model = Net()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        ${name}(model, loader)

main([])
`;

describe("a script whose model and evaluation are in other files", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  const layouts: Record<string, { files: Record<string, string>; path: string; name?: string }> = {
    "side by side": {
      path: "train.py",
      files: {
        "train.py": training("from model import Net\nfrom evaluation import evaluate"),
        "model.py": MODEL,
        "evaluation.py": EVALUATION,
      },
    },
    "in a package, by relative names": {
      path: "pkg/scripts/train.py",
      files: {
        "pkg/scripts/train.py": training(
          "from ..models.net import Net\nfrom . import evaluation",
          "evaluation.evaluate",
        ),
        "pkg/models/net.py": MODEL,
        "pkg/scripts/evaluation.py": EVALUATION,
        "pkg/scripts/__init__.py": "",
      },
    },
    "beside data sets with long constructors": {
      path: "train.py",
      files: {
        "train.py": training(
          `from data import Scans\n\nscans = [${"Scans(), ".repeat(12)}]\n\nfrom model import Net\nfrom evaluation import evaluate`,
        ),
        "data.py": `from torch.utils.data import Dataset

class Scans(Dataset):
    def __init__(self):
${`        for folder in []:
            for name in folder:
                self.paths = self.paths + [folder + name] if name else []
`.repeat(20)}`,
        "model.py": MODEL,
        "evaluation.py": EVALUATION,
      },
    },
    "under src, by another name": {
      path: "scripts/train.py",
      files: {
        "scripts/train.py": training("from nets import Net\nimport nets.evaluation as ev", "ev.evaluate"),
        "src/nets/__init__.py": "from .net import *",
        "src/nets/net.py": MODEL,
        "src/nets/evaluation.py": EVALUATION,
      },
    },
    "by import of a package's module": {
      path: "train.py",
      files: {
        "train.py": training("from nets.net import Net\nimport nets.evaluation", "nets.evaluation.evaluate"),
        "nets/__init__.py": "",
        "nets/net.py": MODEL,
        "nets/evaluation.py": EVALUATION,
      },
    },
    "in modules that import each other": {
      path: "train.py",
      files: {
        "train.py": training("from model import Net\nfrom evaluation import evaluate"),
        "model.py": `import evaluation\n${MODEL}`,
        "evaluation.py": `import model\n${EVALUATION}`,
      },
    },
  };

  for (const [title, { files, path }] of Object.entries(layouts)) {
    it(`is followed where they are ${title}`, () => {
      const [finding, second] = check(files, path);
      assert.ok(finding, "it is found");
      assert.equal(second, undefined);
      assert.equal(finding.severity, "warning");
      const text = files[path]!;
      assert.match(text.slice(finding.range.start, finding.range.end), /evaluate\(model, loader\)$/);
      const [eval_] = finding.related;
      assert.match(eval_!.file!, /evaluation\.py$/);
      assert.equal(files[eval_!.file!]!.slice(eval_!.range.start, eval_!.range.end), "model.eval()");
    });
  }

  it("is right where the other file puts the mode back", () => {
    const { files, path } = layouts["side by side"]!;
    const mended = EVALUATION.replace("return [", "out = [").replace(
      "in loader]",
      "in loader]\n    model.train()\n    return out",
    );
    assert.deepEqual(check({ ...files, "evaluation.py": mended }, path), []);
  });

  const trainer = `${EVALUATION}
def fit(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        evaluate(model, loader)
`;

  it("is told at the call that leads to a loop elsewhere", () => {
    const main = "from model import Net\nfrom trainer import fit\nfrom data import loader\n\nfit(Net(), loader)\n";
    const found = check({ "main.py": main, "trainer.py": trainer, "model.py": MODEL }, "main.py");
    assert.deepEqual(
      found.map(({ range }) => main.slice(range.start, range.end)),
      ["fit(Net(), loader)"],
    );
  });

  it("is not told at the call where the other file knows the model, too", () => {
    const main = "from trainer import fit, net\nfrom data import loader\n\nfit(net, loader)\n";
    const files = {
      "main.py": main,
      "trainer.py": `from model import Net\n${trainer}\nnet = Net()\n`,
      "model.py": MODEL,
    };
    assert.deepEqual(check(files, "main.py"), []);
  });

  it("is not told in a loop whose rounds are not those of the loop elsewhere", () => {
    const main =
      "from model import Net\nfrom trainer import fit\nfrom data import loader\n\nmodel = Net()\nfor generation in range(5):\n    fit(model, loader)\n";
    assert.deepEqual(check({ "main.py": main, "trainer.py": trainer, "model.py": MODEL }, "main.py"), []);
  });

  it("is silent where the other file is not there", () => {
    const { files, path } = layouts["side by side"]!;
    const { "evaluation.py": _, ...left } = files;
    assert.deepEqual(check(left, path), []);
  });

  it("tells a loop from one of the other file that begins at the same offset", () => {
    const train = `from model import Net
from evaluation import freeze
import torch

def main(loader, frozen):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    if frozen:
        freeze(model)
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()

main([], input())
`;
    const freeze = "def freeze(model):\n    for attempt in range(3):\n        model.eval()\n";
    const comment = "#".repeat(train.indexOf("for x") - freeze.indexOf("for attempt") - 1);
    const evaluation = `${comment}\n${freeze}`;
    assert.equal(evaluation.indexOf("for attempt"), train.indexOf("for x"));
    assert.deepEqual(check({ "train.py": train, "model.py": MODEL, "evaluation.py": evaluation }, "train.py"), []);
  });

  function check(files: Record<string, string>, path: string) {
    const codes = new Map<string, CodeFile>();
    const read = (name: string) => {
      const known = codes.get(name);
      if (known) return known;
      const file = parser.parse(files[name]!)!;
      // As it would come from a cache.
      const code = JSON.parse(JSON.stringify(readCode(file.syntax, file.text))) as CodeFile;
      file.dispose();
      codes.set(name, code);
      return code;
    };
    const around = moduleFiles(path, (name) => name in files, read);
    const file = parser.parse(files[path]!)!;
    const found = checkFacts(modelFacts(file, around), [modeNeverRestored]);
    file.dispose();
    return found;
  }
});
