import assert from "node:assert/strict";
import { layerAt } from "../../../src/analysis/layerHover";
import type { PythonParser } from "../../../src/analysis/parse";
import { pythonParser } from "./pythonParser";

describe("the layer under the cursor", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  /** `|` marks the cursor. */
  function check(marked: string, expected: string | null): void {
    const file = parser.parse(marked.replace("|", ""))!;
    try {
      assert.equal(layerAt(file, marked.indexOf("|"))?.layer.name ?? null, expected);
    } finally {
      file.dispose();
    }
  }

  const FOUND: Record<string, [string, string]> = {
    "import torch": ["import torch\ntorch.nn.Batch|Norm2d(3)", "BatchNorm2d"],
    "import torch as t": ["import torch as t\nt.nn.Layer|Norm(3)", "LayerNorm"],
    "import torch.nn": ["import torch.nn\ntorch.nn.Group|Norm(1, 3)", "GroupNorm"],
    "import torch.nn as nn": ["import torch.nn as nn\nnn.|BatchNorm2d(3)", "BatchNorm2d"],
    "from torch import nn": ["from torch import nn\nnn.BatchNorm1d|(3)", "BatchNorm1d"],
    "from torch import nn as n": ["from torch import nn as n\nn.RMS|Norm(3)", "RMSNorm"],
    "from torch.nn import name": ["from torch.nn import SyncBatchNorm\nSync|BatchNorm(3)", "SyncBatchNorm"],
    "from torch.nn import as": ["from torch.nn import BatchNorm2d as BN\n|BN(3)", "BatchNorm2d"],
    "module of the layer": ["import torch.nn.modules.batchnorm as b\nb.BatchNorm|3d(3)", "BatchNorm3d"],
    "from the layer's module": ["from torch.nn.modules.batchnorm import BatchNorm2d\nBatch|Norm2d(3)", "BatchNorm2d"],
    "from torch.nn.modules": ["from torch.nn.modules import LayerNorm\n|LayerNorm(3)", "LayerNorm"],
    star: ["from torch.nn import *\nBatch|Norm2d(3)", "BatchNorm2d"],
    "star beside a quiet one": ["from torch.nn import *\nfrom typing import *\nBatch|Norm2d(3)", "BatchNorm2d"],
    "star after an unknown one": ["from blocks import *\nfrom torch.nn import *\nBatch|Norm2d(3)", "BatchNorm2d"],
    "unknown star beside a named import": [
      "import torch.nn as nn\nfrom util import *\nnn.Batch|Norm2d(3)",
      "BatchNorm2d",
    ],
    "functional as F": ["import torch.nn.functional as F\nF.batch_|norm(x, m, v)", "batch_norm"],
    "functional through nn": ["from torch import nn\nnn.functional.layer_|norm(x, (3,))", "layer_norm"],
    "functional by name": ["from torch.nn.functional import group_norm\ngroup|_norm(x, 2)", "group_norm"],
    "functional star": ["from torch.nn.functional import *\nrms|_norm(x, (3,))", "rms_norm"],
    "functional member import": ["from torch.nn import functional as F\nF.instance|_norm(x)", "instance_norm"],
    "on the module's name": ["import torch\nto|rch.nn.LayerNorm(3)", "LayerNorm"],
    "on the middle name": ["import torch\ntorch.n|n.LayerNorm(3)", "LayerNorm"],
    "before a method": ["from torch import nn\nnn.Sync|BatchNorm.convert_sync_batchnorm(m)", "SyncBatchNorm"],
    "import in a function": ["def f():\n  from torch import nn\n  return nn.Layer|Norm(3)", "LayerNorm"],
    "import in an outer function": [
      "def f():\n  from torch import nn\n  def g():\n    return nn.Layer|Norm(3)",
      "LayerNorm",
    ],
    "import in try": ["try:\n  import torch.nn as nn\nexcept ImportError:\n  nn = None\nnn.Layer|Norm(3)", "LayerNorm"],
    "import in if": ["if True:\n  from torch import nn\nnn.Layer|Norm(3)", "LayerNorm"],
    "import below": ["def f():\n  return nn.Layer|Norm(3)\nfrom torch import nn", "LayerNorm"],
    "the same import twice": ["import torch\nimport torch.nn\ntorch.nn.Layer|Norm(3)", "LayerNorm"],
    alias: ["from torch import nn\nBN = nn.BatchNorm2d\nB|N(3)", "BatchNorm2d"],
    "alias in a class": ["from torch import nn\nclass A:\n  nn = nn\n  x = nn.Layer|Norm(3)", "LayerNorm"],
    "class attribute is no global": [
      "from torch import nn\nclass A:\n  nn = 3\n  def f(self):\n    return nn.Layer|Norm(3)",
      "LayerNorm",
    ],
    uncalled: ["from torch import nn\nf(norm_layer=nn.Batch|Norm2d)", "BatchNorm2d"],
    "default value": ["from torch import nn\ndef f(nn=nn.Batch|Norm2d): pass", "BatchNorm2d"],
    annotation: ["from torch import nn\ndef f(a: nn.Batch|Norm2d): pass", "BatchNorm2d"],
    "annotation inside": ["from torch import nn\ndef f(a: Optional[nn.Batch|Norm2d]): pass", "BatchNorm2d"],
    "base class": ["from torch import nn\nclass A(nn.Layer|Norm): pass", "LayerNorm"],
    isinstance: ["from torch import nn\nisinstance(m, (nn.Linear, nn.Group|Norm))", "GroupNorm"],
    match: ["from torch import nn\nmatch m:\n  case nn.Batch|Norm2d(): pass", "BatchNorm2d"],
    "in an f-string": ["from torch import nn\nf'{nn.Layer|Norm(3)}'", "LayerNorm"],
    "after an astral character": ["from torch import nn\nx = '😀😀', nn.Layer|Norm(3)", "LayerNorm"],
    "the import itself": ["from torch.nn import Layer|Norm", "LayerNorm"],
    "the import's alias": ["from torch.nn import LayerNorm as L|N", "LayerNorm"],
    "half-typed call": ["from torch import nn\nx = nn.Layer|Norm(3, ", "LayerNorm"],
    "half-typed call in a class": [
      "from torch import nn\nclass A:\n  def f(self):\n    self.a = nn.Layer|Norm(\n\n  def g(self): pass",
      "LayerNorm",
    ],
    "Python 2": ["from torch import nn\nprint nn.Layer|Norm(3)\nexec 'a'", "LayerNorm"],
    CRLF: ["from torch import nn\r\n\r\nnn.Layer|Norm(3)\r\n", "LayerNorm"],
    "parenthesised import": ["from torch.nn import (\n  Linear,  # a\n  LayerNorm,\n)\nLayer|Norm(3)", "LayerNorm"],
    "global at the top": ["global nn\nfrom torch import nn\nnn.Layer|Norm(3)", "LayerNorm"],
    "global in a function": ["from torch import nn\ndef f(x):\n  global nn\n  nn.Layer|Norm(x)", "LayerNorm"],
    "import keras": ["import keras\nkeras.layers.Batch|Normalization()", "BatchNormalization"],
    "from tensorflow import keras": [
      "from tensorflow import keras\nkeras.layers.Layer|Normalization()",
      "LayerNormalization",
    ],
    "import tensorflow as tf": ["import tensorflow as tf\ntf.keras.layers.Group|Normalization()", "GroupNormalization"],
    "from keras import layers": ["from keras import layers\nlayers.RMS|Normalization()", "RMSNormalization"],
    "from tensorflow.keras import layers as L": [
      "from tensorflow.keras import layers as L\nL.Batch|Normalization()",
      "BatchNormalization",
    ],
    "from tensorflow.keras.layers import names": [
      "from tensorflow.keras.layers import Dense, BatchNormalization as BN\nB|N()",
      "BatchNormalization",
    ],
    "Keras 2's module of the layer": [
      "from keras.layers.normalization import BatchNormalization\nBatch|Normalization()",
      "BatchNormalization",
    ],
    "Keras 2 by its own name": ["import tf_keras as keras\nkeras.layers.Batch|Normalization()", "BatchNormalization"],
    "keras.layers by an alias": ["import keras\nL = keras.layers\nL.Unit|Normalization()", "UnitNormalization"],
    "keras.layers' star": ["from keras.layers import *\nBatch|Normalization()", "BatchNormalization"],
    "TensorFlow's keras.layers' star": [
      "from tensorflow.keras.layers import *\nBatch|Normalization()",
      "BatchNormalization",
    ],
    "a star of Keras's that has no such name": [
      "from tensorflow.keras.layers import *\nfrom tensorflow.keras.models import *\nBatch|Normalization()",
      "BatchNormalization",
    ],
    "layers through keras's star": ["from keras import *\nlayers.Layer|Normalization()", "LayerNormalization"],
    "keras.ops": ["from keras import ops\nops.layer_|normalization(x)", "layer_normalization"],
    linen: ["from flax import linen as nn\nnn.Batch|Norm()", "BatchNorm"],
    "import flax.linen as nn": ["import flax.linen as nn\nnn.Layer|Norm()", "LayerNorm"],
    "import flax": ["import flax\nflax.linen.Group|Norm()", "GroupNorm"],
    "linen's star": ["from flax.linen import *\nRMS|Norm()", "RMSNorm"],
    nnx: ["from flax import nnx\nnnx.Instance|Norm(3, rngs=r)", "InstanceNorm"],
    "nnx by name": ["from flax.nnx import BatchNorm\nBatch|Norm(3, rngs=r)", "BatchNorm"],
    "the last star of two frameworks": ["from torch.nn import *\nfrom flax.linen import *\nLayer|Norm()", "LayerNorm"],
    "jax.nn": ["import jax\njax.nn.stand|ardize(x)", "standardize"],
    "the import of a Keras layer": ["from keras.layers import Batch|Normalization", "BatchNormalization"],
    "a layer that is called at once": [
      "from keras import layers\nx = layers.Batch|Normalization()(x)",
      "BatchNormalization",
    ],
    "another name of the same scope": ["from torch import nn\ndef f(x):\n  nm = 1\n  nn.Layer|Norm(x)", "LayerNorm"],
  };

  const SILENT: Record<string, string> = {
    "no import": "nn.Layer|Norm(3)",
    "unknown module": "from mine import nn\nnn.Layer|Norm(3)",
    "relative import": "from .torch.nn import LayerNorm\nLayer|Norm(3)",
    "relative package": "from . import nn\nnn.Layer|Norm(3)",
    "relative star": "from torch.nn import *\nfrom .layers import *\nLayer|Norm(3)",
    "unknown star after": "from torch.nn import *\nfrom layers import *\nLayer|Norm(3)",
    "torchvision's star": "from torchvision.models import *\nLayer|Norm(3)",
    "the file's own class": "from torch import nn\nclass LayerNorm(nn.Module): pass\nLayer|Norm(3)",
    "own class over an import": "from torch.nn import LayerNorm\nclass LayerNorm(LayerNorm): pass\nLayer|Norm(3)",
    "own class under a star": "from torch.nn import *\nclass LayerNorm(Module): pass\nLayer|Norm(3)",
    "own class's name": "from torch.nn import *\nclass Layer|Norm(Module): pass",
    "own function": "from torch.nn import LayerNorm\ndef LayerNorm(x): pass\nLayer|Norm(3)",
    assignment: "from torch import nn\nnn = other()\nnn.Layer|Norm(3)",
    "conditional alias": "from torch import nn\nN = nn.LayerNorm if a else nn.GroupNorm\n|N(3)",
    "two aliases": "from torch import nn\nN = nn.LayerNorm\nif a: N = nn.GroupNorm\n|N(3)",
    parameter: "from torch import nn\ndef f(nn):\n  nn.Layer|Norm(3)",
    "star parameter": "from torch import nn\ndef f(*nn):\n  nn.Layer|Norm(3)",
    "typed parameter": "from torch import nn\ndef f(nn: int = 3):\n  nn.Layer|Norm(3)",
    "Python 2 tuple parameter": "from torch import nn\ndef f((a, nn)):\n  nn.Layer|Norm(3)",
    "parameter of an outer function": "from torch import nn\ndef f(nn):\n  def g():\n    nn.Layer|Norm(3)",
    "lambda parameter": "from torch import nn\nlambda nn: nn.Layer|Norm(3)",
    "loop variable": "from torch import nn\nfor nn in x:\n  nn.Layer|Norm(3)",
    "comprehension variable": "from torch import nn\n[nn.Layer|Norm(3) for nn in x]",
    "with target": "from torch import nn\nwith x as nn:\n  nn.Layer|Norm(3)",
    "except target": "from torch import nn\ntry: pass\nexcept E as nn: nn.Layer|Norm(3)",
    walrus: "from torch import nn\nif (nn := f()): nn.Layer|Norm(3)",
    "match capture": "from torch import nn\nmatch x:\n  case [nn, *_]: nn.Layer|Norm(3)",
    "local of the function": "from torch import nn\ndef f():\n  nn = g()\n  nn.Layer|Norm(3)",
    "global from a function": "from torch import nn\ndef f():\n  global nn\n  nn = g()\nnn.Layer|Norm(3)",
    "fallback import":
      "try:\n  from torch.nn import RMSNorm\nexcept ImportError:\n  from mine import RMSNorm\nRMS|Norm(3)",
    "assigned over": "from torch import nn\nnn.LayerNorm = Mine\nnn.Layer|Norm(3)",
    "tuple assignment": "from torch import nn\na, (nn, b) = c\nnn.Layer|Norm(3)",
    "wrong module": "import torch.nn.modules.batchnorm as b\nb.Layer|Norm(3)",
    "not of torch itself": "import torch\ntorch.Layer|Norm(3)",
    "an attribute of self": "from torch import nn\nself.nn.Layer|Norm(3)",
    "another layer": "from torch import nn\nnn.Lin|ear(3)",
    "a method of the layer": "from torch import nn\nnn.SyncBatchNorm.convert_|sync_batchnorm(m)",
    "a string": "from torch import nn\nx = 'nn.Layer|Norm(3)'",
    "a docstring": 'from torch import nn\n"""\nnn.Layer|Norm(3)\n"""',
    "a comment": "from torch import nn\n# nn.Layer|Norm(3)",
    "a keyword argument's name": "from torch.nn import LayerNorm\nf(Layer|Norm=3)",
    "a parameter's name": "from torch.nn import LayerNorm\ndef f(Layer|Norm): pass",
    "a number": "from torch import nn\nnn.LayerNorm(|3)",
    "the module alone": "from torch import nn\nn|n",
    "the module of an import": "from torch.n|n import LayerNorm",
    "Keras's layer of another framework's name": "from keras import layers\nlayers.Layer|Norm()",
    "PyTorch's layer in linen": "from flax import linen as nn\nnn.Batch|Norm2d(3)",
    "a Keras layer of the file's own":
      "from keras import layers\nclass LayerNormalization(layers.Layer): pass\nLayer|Normalization()",
    "a Keras layer of the file's own under a star":
      "from keras.layers import *\nclass BatchNormalization(Layer): pass\nBatch|Normalization()",
    "a Keras layer of another package":
      "from keras_contrib.layers import InstanceNormalization\nInstance|Normalization()",
    "TensorFlow Addons": "import tensorflow_addons as tfa\ntfa.layers.Group|Normalization()",
    "TensorFlow's star": "from tensorflow import *\nkeras.layers.Batch|Normalization()",
    "an unknown star after Keras's": "from keras.layers import *\nfrom mine import *\nBatch|Normalization()",
    "Keras's layer assigned over":
      "from keras import layers\nlayers.BatchNormalization = Mine\nlayers.Batch|Normalization()",
    "Keras's layer assigned over by its whole name":
      "import keras\nfrom keras import layers\nkeras.layers.BatchNormalization = Mine\nlayers.Batch|Normalization()",
    "two frameworks by one name":
      "try:\n  from keras.layers import LayerNormalization\nexcept ImportError:\n  from mine import LayerNormalization\nLayer|Normalization()",
    "nn of two frameworks": "if a:\n  from torch import nn\nelse:\n  from flax import linen as nn\nnn.Layer|Norm()",
    "Flax's old nn": "from flax import nn\nnn.Batch|Norm()",
    "Keras 1 of TensorFlow": "import tensorflow.compat.v1 as tf\ntf.layers.batch_|normalization(x)",
    "a circle of aliases": "a = b\nb = a\n|a(3)",
    nothing: "|",
  };

  for (const [name, [marked, expected]] of Object.entries(FOUND)) it(`finds: ${name}`, () => check(marked, expected));
  for (const [name, marked] of Object.entries(SILENT)) it(`stays silent: ${name}`, () => check(marked, null));
});
