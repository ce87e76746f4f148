import torch
from functools import partial
from torch import nn
# --- a class that is a parameter, with a default
class Net(nn.Module):
    def __init__(self, norm_layer=nn.LayerNorm):
        super().__init__()
        self.norm = norm_layer(8)  # <- norm:GroupNorm
        self.make = partial(norm_layer, eps=1e-6)
        self.other = self.make(8)  # <- other:LayerNorm

# --- a function that chooses
def norm_of(kind, channels):
    if kind == "batch":
        return nn.BatchNorm2d(channels)
    if kind == "group":
        return nn.GroupNorm(4, channels)  # <- a:GroupNorm:8 b:GroupNorm:4
    return nn.Identity()

class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.a = norm_of(kind, 8)
        self.b = norm_of(kind, 4)

# --- a function that chooses between two of a class
def norm_of(kind, channels):
    if kind == "slow":
        return nn.BatchNorm2d(channels, momentum=0.01)
    return nn.BatchNorm2d(channels)

class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.a = norm_of(kind, 8)
        self.b = norm_of("slow", 8)
#? a:BatchNorm2d

# --- the number of features tells calls apart
class Net(nn.Module):
    def __init__(self, wide):
        super().__init__()
        if wide:
            self.norm = nn.BatchNorm2d(64)
        else:
            self.norm = nn.BatchNorm2d(32)  # <- norm:BatchNorm2d:32

# --- what is assigned last counts
class Net(nn.Module):
    def __init__(self, other):
        super().__init__()
        self.a = nn.LayerNorm(8)
        self.a = nn.LayerNorm(8)  # <- a:LayerNorm
        self.b = nn.LayerNorm(8)
        if other:
            self.b = nn.LayerNorm(8)
        self.c = nn.LayerNorm(8)
        if other:
            self.c = nn.LayerNorm(4)
        else:
            self.c = nn.LayerNorm(8)  # <- c:LayerNorm:8
#? b:LayerNorm

# --- what is behind an early return happens on one way only
class Net(nn.Module):
    def __init__(self, small):
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.build(small)

    def build(self, small):
        if small:
            return
        self.norm = nn.LayerNorm(8)
        self.last = nn.LayerNorm(8)  # <- last:LayerNorm
#? norm:LayerNorm

# --- a name that is bound anew in a loop
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.first = nn.LayerNorm(8)  # <- first:LayerNorm
        norm = self.first
        for i in range(n):
            self.second = norm
            norm = nn.LayerNorm(8)
#? second:LayerNorm

# --- wrappers leave the module where it was made
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.utils.spectral_norm(nn.BatchNorm2d(8)).to("cuda")  # <- a:BatchNorm2d
        self.b = nn.DataParallel(nn.Sequential(nn.BatchNorm2d(8)))  # <- b.module.0:BatchNorm2d

# --- a function of a library with a module in it: either may be the one
from library import wrap

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.BatchNorm2d(8)  # <- first:BatchNorm2d
        self.norm = wrap(nn.BatchNorm2d(8))
#? norm:BatchNorm2d

# --- a model of a library is built by the call
import timm

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = timm.create_model("resnet50")  # <- backbone.layer1.0.bn1:BatchNorm2d backbone.bn1:BatchNorm2d
        self.backbone.fc = nn.Sequential(nn.BatchNorm1d(8))
        self.norm = nn.LayerNorm(8)  # <- norm:LayerNorm

# --- a class of the file's own, by its own name and by its base's
class LayerNorm2d(nn.LayerNorm):
    pass

class Net(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.a = LayerNorm2d(channels)  # <- a:LayerNorm2d
        self.b = LayerNorm2d(channels)  # <- b:
        self.c = nn.LayerNorm(channels)
#! c:LayerNorm2d

# --- a class that a table holds
NORMS = {"bn": nn.BatchNorm2d, "ln": nn.LayerNorm}

class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.norm = NORMS[kind](8)  # <- norm:BatchNorm2d
        self.act = nn.ReLU()
#! act:BatchNorm2d

# --- lambdas, and functions inside of functions
class Net(nn.Module):
    def __init__(self, channels):
        super().__init__()

        def block(n):
            return nn.Sequential(nn.Linear(n, n), nn.BatchNorm1d(n))  # <- a.1:BatchNorm1d b.1:BatchNorm1d

        make = lambda n: nn.LayerNorm(n)  # <- c:LayerNorm
        self.a = block(channels)
        self.b = block(8)
        self.c = make(8)

# --- SyncBatchNorm is made of batch norm later
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(8)  # <- norm:SyncBatchNorm:8
        self.lazy = nn.LazyBatchNorm2d()  # <- lazy:BatchNorm2d

# --- a parameter that is an activation by default is no norm
class ConvNorm(nn.Sequential):
    def __init__(self, channels, norm_layer=nn.BatchNorm2d, activation_layer=nn.ReLU):
        layers = [nn.Conv2d(3, channels, 3)]
        if norm_layer is not None:
            layers.append(norm_layer(channels))  # <- a.1:BatchNorm2d b.1:GroupNorm:8
        if activation_layer is not None:
            layers.append(activation_layer())
        super().__init__(*layers)

class Net(nn.Module):
    def __init__(self, act, **kwargs):
        super().__init__()
        self.a = ConvNorm(8, **kwargs)
        self.b = ConvNorm(8, **kwargs)

# --- a class by default, which no other looks like
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(8)  # <- body.0.bn1:BatchNorm2d
        self.bn2 = nn.BatchNorm2d(8)  # <- body.0.bn2:BatchNorm2d

class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(8)

class Net(nn.Module):
    def __init__(self, block=None):
        super().__init__()
        if block is None:
            block = Block
        self.body = nn.Sequential(block())

# --- a class by default, which another one looks like
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(8)
        self.bn2 = nn.BatchNorm2d(8)

class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(8)
        self.bn2 = nn.BatchNorm2d(8)

class Net(nn.Module):
    def __init__(self, block=Block):
        super().__init__()
        self.body = nn.Sequential(block())
        self.norm = nn.BatchNorm2d(8)  # <- norm:BatchNorm2d
#? body.0.bn1:BatchNorm2d body.0.bn2:BatchNorm2d

# --- a function that returns several things, one of several ways
def norms_of(kind):
    if kind == "group":
        return nn.Conv2d(3, 8, 3), nn.GroupNorm(2, 8)
    return nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8)  # <- norm:BatchNorm2d

class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.conv, self.norm = norms_of(kind)
