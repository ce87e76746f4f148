import torch
import torch.nn as nn
from torch.nn import Module as M

# --- direct, through an alias, through a class of the file
class A(nn.Module): pass
class B(M): pass
class C(B): pass
class D(nn.Sequential): pass
#> class A: torch
#> class B: torch
#> class C: torch
#> class D: torch
# --- Keras, linen and NNX
import tensorflow as tf
import keras
import flax.linen as fnn
from flax import nnx
class A(tf.keras.Model): pass
class B(keras.layers.Layer): pass
class C(fnn.Module): pass
class D(nnx.Module): pass
#> class A: keras
#> class B: keras
#> class C: linen
#> class D: nnx
# --- a base of another file, and a forward method
from base import Backbone
class A(Backbone):
    def forward(self, x):
        return x
class B(Backbone):
    pass
#> class A: torch (assumed)
#! class B: torch (assumed)
# --- no model
class A: pass
class B(dict): pass
class C(A): pass
#! class A: torch
#! class B: torch
#! class C: torch
# --- classes that derive from each other in a circle
class A(B): pass
class B(A): pass
#! class A: torch
# --- a class called LayerNorm is the file's own
class LayerNorm(nn.Module):
    def __init__(self, n):
        super().__init__()
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = LayerNorm(8)
        self.other = nn.LayerNorm(8)
#> norm: LayerNorm(#0=8)
#> other: LayerNorm(normalized_shape=8)
