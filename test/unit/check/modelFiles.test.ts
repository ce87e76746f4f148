import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createModelFiles, importsIn } from "../../../src/check/modelFiles";
import { createCodeStores } from "../../../src/check/stores";
import { pythonParser } from "../analysis/pythonParser";

describe("what a text imports, by its lines", () => {
  const cases: Record<string, readonly string[]> = {
    "import torch": ["torch"],
    "import torch.nn as nn, os  # both": ["torch.nn", "os"],
    "from torch import nn": ["torch.nn"],
    "    from . import parts": [".parts"],
    "from ..models.parts import Block as B, Norm": ["..models.parts.Block", "..models.parts.Norm"],
    "from parts import (\n    Block,  # of two\n    Norm as N,\n)\n": ["parts.Block", "parts.Norm"],
    "from parts import *": ["parts.*"],
    "from parts import Block, \\\n    Norm": ["parts.Block", "parts.Norm"],
    "x = 1  # import torch": [],
    "imports = from_file": [],
    "from torch import (nn": ["torch.nn"],
  };
  for (const [text, expected] of Object.entries(cases))
    it(JSON.stringify(text), () => assert.deepEqual(importsIn(text), expected));

  it("takes no longer than its length", () => {
    for (const text of ["from x import (", "from x import ", "import a,", " \t"].map((part) => part.repeat(50_000)))
      assert.ok(importsIn(text).length <= 1000);
  });
});

describe("the files that have to do with models", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "normscope-files-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function put(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
  }

  async function found(): Promise<string[] | null> {
    const stores = createCodeStores(await pythonParser());
    const { load } = await createModelFiles(root, stores.of({ root, cache: null })).read([]);
    return (await load())?.map(({ path }) => path).sort() ?? null;
  }

  it("are those that import PyTorch, what imports them, and what those import", async () => {
    put({
      "model.py": "from torch import nn\nfrom config import WIDTH\n",
      "config.py": "WIDTH = 8\n",
      "train.py": "from model import Net\nimport settings\n",
      "settings.py": "import os\n",
      "app/web.py": "import flask\nfrom app.pages import page\n",
      "app/pages.py": "",
      "pkg/__init__.py": "from .parts import Block\n",
      "pkg/parts.py": "import torch\n",
    });
    assert.deepEqual(await found(), [
      "config.py",
      "model.py",
      "pkg/__init__.py",
      "pkg/parts.py",
      "settings.py",
      "train.py",
    ]);
  });

  it("are not read where they are more than anybody works on", async () => {
    const text = `import torch\n${"x = 1\n".repeat(150_000)}`;
    put(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`m${i}.py`, text])));
    assert.equal(await found(), null);
  });
});
