import torch
import torch.nn as nn
from functools import partial
from collections import OrderedDict

# --- arguments by position and name, folded through locals, constants and arithmetic
WIDTH = 16
class Net(nn.Module):
    expansion = 4
    def __init__(self):
        super().__init__()
        a, b = 3, WIDTH * 2
        self.width = b // 3
        self.conv = nn.Conv2d(a, out_channels=self.width, kernel_size=(3, min(5, b)), bias=not True)
        self.fc = nn.Linear(2 ** 5 - 1, int(1.5 * 8), bias=1 > 2)
        self.out = nn.Linear(8, 8 * self.expansion)
#> Net.width = 10
#> conv: Conv2d(in_channels=3, out_channels=10, kernel_size=[3, 5], bias=false)
#> fc: Linear(in_features=31, out_features=12, bias=false)
#> out: Linear(in_features=8, out_features=32?)
# --- defaults of parameters
class Net(nn.Module):
    def __init__(self, width=64, *, deep=False, kernel):
        super().__init__()
        self.conv = nn.Conv2d(3, width * 2, kernel)
#> conv: Conv2d(in_channels=3, out_channels=128?, kernel_size=unknown)
# --- a norm by parameter, with a default and with None
class Net(nn.Module):
    def __init__(self, norm=nn.BatchNorm2d, other=None):
        super().__init__()
        other = other or nn.GroupNorm
        self.a = norm(8)
        self.b = other(4, 8)
#> a: BatchNorm2d(num_features=8) uncertain
#> b: GroupNorm(num_groups=4, num_channels=8) uncertain
# --- if it is None
class Net(nn.Module):
    def __init__(self, norm=None):
        super().__init__()
        if norm is None:
            norm = nn.BatchNorm2d
        self.a = norm(8)
#> a: BatchNorm2d(num_features=8) uncertain
# --- partial
norm = partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = norm(8)
        self.b = norm(8, momentum=0.1)
#> a: BatchNorm2d(num_features=8, eps=0.001, momentum=0.01)
#> b: BatchNorm2d(num_features=8, eps=0.001, momentum=0.1)
# --- a function of the file, a helper method and a static one
def conv(i, o, k=3):
    return nn.Conv2d(i, o, k, padding=k // 2)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = conv(3, 8)
        self.b = self.make(16)
        self.c = self.fixed()
    def make(self, n):
        return nn.Linear(n, n)
    @staticmethod
    def fixed():
        return nn.Linear(1, 2)
#> a: Conv2d(in_channels=3, out_channels=8, kernel_size=3, padding=1)
#> b: Linear(in_features=16, out_features=16)
#> c: Linear(in_features=1, out_features=2)
# --- containers
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a = nn.Sequential(nn.Linear(1, 2), nn.Sequential(nn.ReLU()))
        self.b = nn.Sequential(OrderedDict([("fc", nn.Linear(3, 4)), ("act", nn.ReLU())]))
        self.c = nn.ModuleList([nn.Linear(5, 5) for _ in range(n)])
        self.d = nn.ModuleDict({"x": nn.Linear(6, 6)})
        self.e = nn.Sequential()
        self.e.add_module("fc", nn.Linear(7, 7))
        self.f = nn.ModuleList()
        self.f.append(nn.Linear(8, 8))
        self.f.extend([nn.Linear(9, 9)])
        layers = [nn.Linear(10, 10)]
        layers += [nn.ReLU()]
        self.g = nn.Sequential(*layers, nn.Linear(11, 11))
        self.add_module("h", nn.Linear(12, 12))
#> a.0: Linear(in_features=1, out_features=2)
#> a.1.0: ReLU()
#> b.fc: Linear(in_features=3, out_features=4)
#> c.0: Linear(in_features=5, out_features=5)
#> d.x: Linear(in_features=6, out_features=6)
#> e.fc: Linear(in_features=7, out_features=7)
#> f.0: Linear(in_features=8, out_features=8)
#> f.1: Linear(in_features=9, out_features=9)
#> g.0: Linear(in_features=10, out_features=10)
#> g.1: ReLU()
#> g.2: Linear(in_features=11, out_features=11)
#> h: Linear(in_features=12, out_features=12)
# --- a list times a number is one object
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = [nn.ReLU()] * 3
#> Net.a = [ReLU, ReLU, ReLU]
#> a.0: ReLU()
#! a.1: ReLU()
# --- one of two
class Net(nn.Module):
    def __init__(self, deep):
        super().__init__()
        if deep:
            self.a = nn.Linear(1, 2)
        else:
            self.a = nn.Identity()
#> Net.a = Linear or Identity
# --- a condition that is settled
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        deep = True
        self.a = nn.Linear(1, 2) if deep else nn.Identity()
        if not deep:
            self.b = nn.Linear(3, 4)
#> Net.a = Linear
#! b: Linear(in_features=3, out_features=4)
# --- a loop changes what it assigns
class Net(nn.Module):
    def __init__(self, widths):
        super().__init__()
        width = 3
        self.layers = nn.ModuleList()
        for out in widths:
            self.layers.append(nn.Linear(width, out))
            width = out
        self.last = nn.Linear(width, 1)
#> layers.0: Linear(in_features=unknown, out_features=unknown)
#> last: Linear(in_features=3 or unknown, out_features=1)
# --- the constructor of the class above
class Base(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)
class Net(Base):
    def __init__(self):
        super().__init__(8)
#> fc: Linear(in_features=unknown, out_features=unknown)
#> fc: Linear(in_features=8, out_features=8)
# --- Keras's build, Flax's fields and setup
import keras
import flax.linen as fnn
class A(keras.layers.Layer):
    def build(self, shape):
        self.norm = keras.layers.BatchNormalization(axis=1)
class B(fnn.Module):
    features: int = 8
    def setup(self):
        self.fc = fnn.Dense(self.features)
#> norm: BatchNormalization(axis=1)
#> fc: Dense(features=8?)
# --- wrappers, hooks and setattr
from torch.nn.utils import spectral_norm
class Net(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.a = spectral_norm(nn.Linear(1, 2))
        self.b = nn.Linear(3, 4)
        self.b.register_forward_hook(print)
        setattr(self, name, nn.Linear(5, 6))
        setattr(self, "c", nn.Linear(7, 8))
#> a: Linear(in_features=1, out_features=2) in spectral_norm
#> b: Linear(in_features=3, out_features=4) escapes
#> -: Linear(in_features=5, out_features=6) escapes
#> c: Linear(in_features=7, out_features=8)
# --- an attribute that another method changes
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(1, 2)
    def change(self):
        self.a = None
#> a: Linear(in_features=1, out_features=2) escapes
