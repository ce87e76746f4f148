import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DEFAULT_SETTINGS } from "../../../src/analysis/checking/severities";
import { checkOpen, type OpenFindings } from "../../../src/check/checkOpen";
import type { UnsavedText } from "../../../src/check/codeStore";
import { hoverOpen } from "../../../src/check/hoverOpen";
import { createOpenTexts, type OpenTexts } from "../../../src/check/openTexts";
import { createCodeStores } from "../../../src/check/stores";
import { plainRows } from "../analysis/plainRows";
import { pythonParser } from "../analysis/pythonParser";

const MODEL = `from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(8)

    def forward(self, x):
        return self.norm(x)
`;
const EVALUATION = `import torch

def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return [model(x) for x in loader]
`;
const TRAINING = `import torch
from evaluation import evaluate
from model import Net

model = Net()
optimizer = torch.optim.SGD(model.parameters())
for epoch in range(3):
    for x, y in loader:
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    evaluate(model, loader)
`;
const RESTORED = { path: "src/evaluation.py", text: EVALUATION.replace("model.eval()", "model.train()") };

describe("an open text, with the files that it imports", () => {
  let root: string;
  let texts: OpenTexts;
  beforeEach(async () => {
    const parser = await pythonParser();
    texts = createOpenTexts(parser, createCodeStores(parser).of);
    root = mkdtempSync(join(tmpdir(), "normscope-open-"));
    put("src/model.py", MODEL);
    put("src/evaluation.py", EVALUATION);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function put(name: string, text: string): void {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }

  const open = (text: string, unsaved: readonly UnsavedText[]) => ({
    project: { root, cache: null },
    path: "src/train.py",
    text,
    unsaved,
  });

  function check(text: string, unsaved: readonly UnsavedText[] = [], loops = true): OpenFindings {
    return checkOpen({ ...open(text, unsaved), settings: DEFAULT_SETTINGS, loops }, texts)!;
  }

  /** @param text with a bar in the name under the mouse */
  function hover(text: string, unsaved: readonly UnsavedText[] = []): Map<string, string> | null {
    const place = { ...open(text.replace("|", ""), unsaved), offset: text.indexOf("|"), cells: [] };
    const found = hoverOpen(place, texts);
    return found && plainRows(found);
  }

  it("tells the same of a text that was another one before as of one that is new", () => {
    const edited = TRAINING.replace("    for x, y", "    model.train()\n    for x, y");
    const alone = check(edited);
    assert.notDeepEqual(check(TRAINING), alone);
    assert.deepEqual(check(edited), alone);
  });

  it("tells the mode in a loop, and where another file sets it", () => {
    const { found, lines } = check(TRAINING);
    const [note] = found!.loops;
    assert.equal(note!.text, "mode: train → eval (never back)");
    const text = { "": TRAINING, "src/evaluation.py": EVALUATION };
    assert.deepEqual(
      note!.sets.map(({ range, file = "" }) => [file, text[file as keyof typeof text].slice(range.start, range.end)]),
      [
        ["", "Net()"],
        ["src/evaluation.py", "model.eval()"],
      ],
    );
    assert.equal(lines["src/evaluation.py"]![3], EVALUATION.indexOf("    model.eval()"));
  });

  it("tells it of texts that are not saved", () => {
    const { found } = check(TRAINING, [RESTORED]);
    assert.deepEqual(
      found!.loops.map(({ text }) => text),
      ["mode: train"],
    );
  });

  it("looks for modes in loops only where they are wanted", () => {
    const { found } = check(TRAINING, [], false);
    assert.deepEqual(found!.loops, []);
    assert.ok(found!.findings.some(({ code }) => code === "NRM101"));
  });

  it("adds nothing where no file of the workspace is imported", () => {
    const { found, asked } = check("import torch\nimport other\ntorch.no_grad()\nother.run()\n");
    assert.equal(found, null);
    assert.ok(asked.includes("src/other.py"));
  });

  it("tells over a model what other files do to it, and what it holds", () => {
    const rows = hover(TRAINING.replace("(model(x)", "(mod|el(x)"));
    assert.equal(rows!.get("title"), "model is in training or evaluation mode here");
    assert.equal(rows!.get("Because"), "Net() in line 5 leaves it in training mode");
    assert.equal(
      rows!.get("Or"),
      "evaluate(model, loader) in line 11 leads to src/evaluation.py, which puts it into evaluation mode",
    );
    assert.equal(rows!.get("Dropout"), "none in this model");
  });

  it("tells over a model of texts that are not saved", () => {
    const rows = hover(TRAINING.replace("(model(x)", "(mod|el(x)"), [RESTORED]);
    assert.equal(rows!.get("title"), "model is in training mode here");
  });

  it("is silent over what the other files leave open", () => {
    put("src/evaluation.py", EVALUATION.replace("model.eval()", "model.train(flag)"));
    assert.equal(hover(TRAINING.replace("(model(x)", "(mod|el(x)")), null);
  });
});
