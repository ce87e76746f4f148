import assert from "node:assert/strict";
import { type Framework, frameworkOf, probeCell, probeScript } from "../../../../src/host/probe/snippets";

describe("the probe's cell", () => {
  const cases: [string, string, Framework][] = [
    ["nothing", "", "torch"],
    ["PyTorch", "import torch\nimport torch.nn as nn", "torch"],
    ["PyTorch, which is what Lightning trains", "import lightning as L", "torch"],
    ["Keras", "import numpy as np\nimport keras", "keras"],
    ["TensorFlow", "from tensorflow import keras", "keras"],
    ["Keras beside PyTorch's modules", "import keras\nclass Net(nn.Module): pass", "torch"],
    ["Flax", "import jax\nfrom flax import nnx", "flax"],
    ["a name that only begins so", "import keras_tuner\nimport flaxen", "torch"],
    ["a comment", "# import keras", "torch"],
  ];
  for (const [what, python, expected] of cases) {
    it(`is for ${expected} where the notebook imports ${what}`, () => assert.equal(frameworkOf(python), expected));
  }

  for (const framework of ["torch", "keras", "flax"] as const) {
    it(`says how to install, with any path: ${framework}`, () => {
      const lines = probeCell(framework, 'C:\\my "files"').split("\n");
      assert.equal(lines[0], "import normscope");
      assert.equal(lines.at(-1), '# %pip install "C:\\\\my \\"files\\""');
    });
  }

  it("is two lines in a script, around its training", () => {
    assert.equal(
      probeScript(),
      "import normscope\n\nwith normscope.watch(model, every=10):\n    train(model)  # your training\n",
    );
  });
});
