import torch
from torch import nn
# --- the class that has most of the paths
class Part(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)  # <- part.norm:LayerNorm

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = Part()
        self.norm = nn.LayerNorm(8)  # <- norm:LayerNorm

# --- two classes that have the same
class First(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)

class Second(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)
#? norm:LayerNorm

# --- two classes that have the same from one base
class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)  # <- norm:LayerNorm

class First(Base):
    pass

class Second(Base):
    def forward(self, x):
        return self.norm(x)

# --- a class of which too much is missing may be another's
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.LayerNorm(8)
        self.b = nn.LayerNorm(8)
#? a:LayerNorm b:LayerNorm
#! c:LayerNorm d:LayerNorm
#together

# --- prefixes of wrappers
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)  # <- module._orig_mod.norm:LayerNorm
        self.body = nn.Sequential(nn.LayerNorm(8))  # <- module._orig_mod.body._checkpoint_wrapped_module.0:LayerNorm

# --- Lightning's prefix, where a module of it makes the model and where it is given one
import pytorch_lightning as pl

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)  # <- net.norm:LayerNorm
        self.last = nn.LayerNorm(8)  # <- net.last:LayerNorm

class Given(pl.LightningModule):
    def __init__(self, net):
        super().__init__()
        self.net = net

class Making(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = Net()

# --- a vendored class beside the library's: which of them was trained is not known
import torchvision

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(64)

class Task(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = torchvision.models.resnet50()
#? model.bn1:BatchNorm2d

# --- classes of other files, relative, renamed, through a package
from models import Stage as Part
from models.norms import make

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = Part(4)
        self.last = make(4)
# === models/__init__.py
from .stage import *
# === models/stage.py
from . import norms

class Stage(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.norms = nn.ModuleList([norms.make(n) for _ in range(2)])
# === models/norms.py
def make(n):
    return nn.LayerNorm(n)  # <- part.norms.0:LayerNorm part.norms.1:LayerNorm last:LayerNorm

# --- a base class in another file
from base import Base

class Net(Base):
    def __init__(self):
        super().__init__(channels=16)
        self.last = nn.LayerNorm(16)  # <- last:LayerNorm
# === base.py
class Base(nn.Module):
    def __init__(self, channels):
        super(Base, self).__init__()
        self.first = nn.LayerNorm(channels)  # <- first:LayerNorm:16

# --- which class a parameter is, from the one place that passes it
class Small(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.norm = nn.BatchNorm2d(n)  # <- stages.0.norm:BatchNorm2d stages.1.norm:BatchNorm2d

class Net(nn.Module):
    def __init__(self, block, depths):
        super().__init__()
        self.stages = nn.Sequential(*[block(8) for _ in depths])
        self.norm = nn.BatchNorm2d(8)  # <- norm:BatchNorm2d
# === train.py
from model import Net, Small

model = Net(block=Small, depths=[2, 2])

# --- a class that nobody passes
class Net(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.body = block(8)
        self.norm = nn.BatchNorm2d(8)  # <- norm:BatchNorm2d
#! body.norm:BatchNorm2d

# --- a class that explains less than half of the paths, although it may have the others
class Net(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.body = block(8)
        self.norm = nn.BatchNorm2d(8)
#? norm:BatchNorm2d
#! body.norm1:BatchNorm2d body.norm2:BatchNorm2d
#together

# --- of two classes that may be passed, the one that has all of the parts
class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(8)
        self.bn2 = nn.BatchNorm2d(8)

class Three(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(8)  # <- body.bn1:BatchNorm2d
        self.bn2 = nn.BatchNorm2d(8)  # <- body.bn2:BatchNorm2d
        self.bn3 = nn.BatchNorm2d(8)  # <- body.bn3:BatchNorm2d

class Net(nn.Module):
    def __init__(self, deep):
        super().__init__()
        block = Three if deep else Two
        self.body = block()

# --- without the third it may be either
class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(8)

class Three(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(8)
        self.bn3 = nn.BatchNorm2d(8)

class Net(nn.Module):
    def __init__(self, deep):
        super().__init__()
        block = Three if deep else Two
        self.body = block()
        self.norm = nn.BatchNorm2d(8)  # <- norm:BatchNorm2d
#? body.bn1:BatchNorm2d

# --- methods that are called later put layers in
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.head = None
        self.fixed = nn.LayerNorm(8)  # <- fixed:LayerNorm

    def reset(self):
        self.norm = nn.LayerNorm(8)

    def set_head(self, n):
        self.head = nn.LayerNorm(n)  # <- head:LayerNorm
#? norm:LayerNorm

# --- a layer of a model that is put there after it was made
class Part(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.last = nn.LayerNorm(8)  # <- part.last:LayerNorm

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = Part()
        self.part.norm = nn.LayerNorm(4)  # <- part.norm:LayerNorm

# --- a module that makes itself
class Nested(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.norm = nn.LayerNorm(8)  # <- norm:LayerNorm inner.norm:LayerNorm inner.inner.norm:LayerNorm
        if depth > 0:
            self.inner = Nested(depth - 1)

# --- classes of other packages hold what nobody sees
from library import Base

class Net(Base):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)  # <- norm:LayerNorm
#! other:LayerNorm

# --- imports that lead in a circle
from other import Part

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = Part()
        self.norm = nn.LayerNorm(8)  # <- norm:LayerNorm
# === other.py
from model import Net

class Part(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)  # <- part.norm:LayerNorm

# --- all layers of a checkpoint rule out a class that has others
class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.LayerNorm(8)  # <- a:LayerNorm

class Large(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.LayerNorm(8)
        self.b = nn.LayerNorm(8)
#complete
