import torch
import torch.nn as nn
import torch.nn.functional as F

# --- layer norm of the input's width
class Net(nn.Module):
    def forward(self, x):
        return nn.LayerNorm(x.shape[-1])(x)  # NRM304 error: never trained
# --- kept in a variable
class Net(nn.Module):
    def forward(self, x):
        norm = nn.BatchNorm2d(64)  # NRM304 error
        return norm(x)
# --- moved to the device
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.width = 64
    def forward(self, x):
        bn = nn.BatchNorm1d(64).to(x.device)  # NRM304 error
        return F.relu(bn(x))
# --- inside a Sequential
class Net(nn.Module):
    def forward(self, x):
        return nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))(x)  # NRM304 error
# --- a method that forward calls
class Net(nn.Module):
    def forward(self, x):
        return self.normalize(x)
    def normalize(self, x):
        return nn.GroupNorm(8, 64)(x)  # NRM304 error
# --- a function of the file that forward calls
def block(x, width):
    x = nn.Conv2d(x.size(1), width, 3)(x)
    return nn.BatchNorm2d(width)(x)  # NRM304 error
class Net(nn.Module):
    def forward(self, x):
        return block(block(x, 8), 16)
# --- no parameters, but statistics
class Net(nn.Module):
    def forward(self, x):
        return nn.BatchNorm2d(64, affine=False)(x)  # NRM304 error: statistics are lost
# --- neither
class Net(nn.Module):
    def forward(self, x):
        return nn.InstanceNorm2d(64)(x)  # NRM304 information: slow
# --- the width is an attribute
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
    def forward(self, x):
        return nn.LayerNorm(self.width, eps=1e-6)(x)  # NRM304 error
# --- layer norm without parameters
class Net(nn.Module):
    def forward(self, x):
        return nn.LayerNorm(x.size()[1:], elementwise_affine=False)(x)  # NRM304 information
# --- a decorator that calls each time
class Net(nn.Module):
    @staticmethod
    def normalize(x):
        return nn.LayerNorm(64)(x)  # NRM304 error
    @torch.no_grad()
    def forward(self, x):
        return self.normalize(x)
# --- a class whose base is of another file
from base import Backbone
class Net(Backbone):
    def forward(self, x):
        return nn.LayerNorm(64)(x)  # NRM304 error

# --- constructed in __init__
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(64)
    def forward(self, x):
        return self.norm(x)
# --- a method that __init__ calls
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = self.build()
    def build(self):
        return nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))
    def forward(self, x):
        return self.layers(x)
# --- the function
class Net(nn.Module):
    def forward(self, x):
        return F.layer_norm(x, x.shape[-1:])
# --- made at the first call and kept
class Net(nn.Module):
    def forward(self, x):
        if not hasattr(self, "norm"):
            self.norm = nn.LayerNorm(x.shape[-1])
        return self.norm(x)
# --- made when it is None
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = None
    def forward(self, x):
        if self.norm is None:
            self.norm = nn.LayerNorm(x.shape[-1]).to(x)
        return self.norm(x)
# --- compact in Flax
import flax.linen as fnn
class Net(fnn.Module):
    @fnn.compact
    def __call__(self, x, train):
        return fnn.BatchNorm(use_running_average=not train)(fnn.Dense(8)(x))
# --- Keras builds in call only what it calls
import keras
class Net(keras.Model):
    def build(self, shape):
        self.norm = keras.layers.BatchNormalization()
    def call(self, x):
        return self.norm(x)
# --- a functional graph
from keras import layers
x = layers.Input((3,))
y = layers.BatchNormalization()(layers.Dense(8)(x))
# --- a function that makes layers, not forward
class Net(nn.Module):
    def make(self, n):
        return nn.BatchNorm2d(n)
# --- no layer of PyTorch's
class LayerNorm:
    def __init__(self, n): pass
    def __call__(self, x): return x
class Net(nn.Module):
    def forward(self, x):
        return LayerNorm(3)(x)
# --- a training script
model = nn.Linear(3, 4)
norm = nn.LayerNorm(4)
out = norm(model(torch.zeros(2, 3)))
# --- a decorator keeps what the method made at its first call
def once(name):
    def around(make):
        def wrapper(self, *args):
            if self.made.get(name) is None:
                self.made[name] = make(self, *args)
            return self.made[name]
        return wrapper
    return around
def head(width):
    return nn.Sequential(nn.Linear(width, 64), nn.BatchNorm1d(64), nn.ReLU())
class Net(nn.Module):
    @once("head")
    def head_for(self, x):
        return head(x.shape[1]).to(x)
    def forward(self, x):
        return self.head_for(x)(x)
# --- cached by functools
from functools import cached_property, lru_cache
@lru_cache(maxsize=None)
def norm_of(width):
    return nn.LayerNorm(width)
class Net(nn.Module):
    @cached_property
    def last(self):
        return nn.LayerNorm(64)
    def forward(self, x):
        return self.last(norm_of(x.shape[-1])(x))
