import torch
from collections import OrderedDict
from functools import partial
from torch import nn
# --- attributes
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(8)  # <- bn1:BatchNorm2d:8
        self.bn2 = nn.BatchNorm2d(16)  # <- bn2:BatchNorm2d:16
        self.conv = nn.Conv2d(3, 8, 3)
#! bn3:BatchNorm2d

# --- indices of a Sequential
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 8, 3),
            nn.BatchNorm2d(8),  # <- body.1:BatchNorm2d
            nn.ReLU(),
            nn.BatchNorm2d(8),  # <- body.3:BatchNorm2d
        )
#! body.4:BatchNorm2d

# --- a Sequential of an OrderedDict, and one whose parts have names
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(OrderedDict([
            ("conv0", nn.Conv2d(3, 8, 3)),
            ("norm0", nn.BatchNorm2d(8)),  # <- features.norm0:BatchNorm2d
        ]))
        self.features.add_module("norm5", nn.BatchNorm2d(8))  # <- features.norm5:BatchNorm2d
        self.more = nn.Sequential(OrderedDict(norm=nn.BatchNorm2d(8)))  # <- more.norm:BatchNorm2d

# --- ModuleDict, by key and by comprehension
class Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.norms = nn.ModuleDict({"a": nn.LayerNorm(8)})  # <- norms.a:LayerNorm
        self.norms["b"] = nn.LayerNorm(4)  # <- norms.b:LayerNorm
        self.others = nn.ModuleDict({key: nn.LayerNorm(8) for key in sizes})  # <- others.x:LayerNorm others.y:LayerNorm
        self.updated = nn.ModuleDict()
        self.updated.update({"c": nn.LayerNorm(8)})  # <- updated.c:LayerNorm

# --- a loop that appends one of a kind
class Net(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.norms = nn.ModuleList()
        for _ in range(depth):
            self.norms.append(nn.LayerNorm(8))  # <- norms.0:LayerNorm norms.1:LayerNorm norms.17:LayerNorm

# --- a loop that appends several, whose number is known
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for i in range(2):
            layers.append(nn.Conv2d(3, 3, 1))
            layers += [nn.BatchNorm2d(3), nn.ReLU()]  # <- body.1:BatchNorm2d body.4:BatchNorm2d
        layers.append(nn.BatchNorm2d(3))  # <- body.6:BatchNorm2d
        self.body = nn.Sequential(*layers)

# --- a loop of unknown length before another layer of its class: the turn is not known, but for the first
class Net(nn.Module):
    def __init__(self, depth):
        super().__init__()
        layers = [nn.BatchNorm2d(3)]  # <- body.0:BatchNorm2d
        for i in range(depth):
            layers.append(nn.BatchNorm2d(3))
        layers.append(nn.BatchNorm2d(3))
        self.body = nn.Sequential(*layers)
#? body.1:BatchNorm2d body.2:BatchNorm2d

# --- a class tells apart what places do not
def make_layers(cfg, batch_norm):
    layers = []
    channels = 3
    for v in cfg:
        if v == "M":
            layers += [nn.MaxPool2d(2)]
        else:
            conv = nn.Conv2d(channels, v, 3)
            if batch_norm:
                layers += [conv, nn.BatchNorm2d(v), nn.ReLU()]  # <- features.1:BatchNorm2d features.4:BatchNorm2d features.8:BatchNorm2d
            else:
                layers += [conv, nn.ReLU()]
            channels = v
    return nn.Sequential(*layers)

class VGG(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.features = features

def vgg(cfg, **kwargs):
    return VGG(make_layers(cfg, True), **kwargs)

# --- comprehensions, with a condition and over what is known
class Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.a = nn.ModuleList([nn.LayerNorm(d) for d in sizes])  # <- a.0:LayerNorm a.5:LayerNorm
        self.b = nn.ModuleList(nn.LayerNorm(d) for d in (4, 8))  # <- b.0:LayerNorm:4 b.1:LayerNorm:8
        layers = [nn.Linear(3, 3), None, nn.LayerNorm(3), nn.LayerNorm(4)]
        self.c = nn.Sequential(*[layer for layer in layers if layer is not None])
#! b.2:LayerNorm
#? c.1:LayerNorm

# --- names that a loop puts together
class Dense(nn.Sequential):
    def __init__(self, count):
        super().__init__()
        for i in range(count):
            self.add_module("denselayer%d" % (i + 1), Layer())
            setattr(self, f"norm_{i}_a", nn.BatchNorm2d(8))  # <- block.norm_0_a:BatchNorm2d block.norm_1_a:BatchNorm2d
            self.add_module("x{}".format(i), nn.BatchNorm2d(8))  # <- block.x3:BatchNorm2d

class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(8)  # <- block.denselayer1.norm:BatchNorm2d block.denselayer2.norm:BatchNorm2d

class Net(nn.Module):
    def __init__(self, count):
        super().__init__()
        self.block = Dense(count)
#! block.norm_0_b:BatchNorm2d

# --- a class that is a Sequential
class ConvNorm(nn.Sequential):
    def __init__(self, channels):
        super().__init__(
            nn.Conv2d(channels, channels, 3),
            nn.BatchNorm2d(channels),  # <- a.1:BatchNorm2d b.0.1:BatchNorm2d b.1.1:BatchNorm2d
        )

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = ConvNorm(8)
        self.b = nn.Sequential(ConvNorm(8), ConvNorm(8))

# --- the same module many times, and copies
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        norm = nn.LayerNorm(8)  # <- copies.0:LayerNorm copies.3:LayerNorm same.0:LayerNorm
        self.copies = nn.ModuleList([copy.deepcopy(norm) for _ in range(n)])
        self.same = nn.ModuleList([norm] * n)

import copy

# --- PyTorch's own transformer: the call that makes the layer that is copied
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(32, 4)  # <- encoder.layers.0.norm1:LayerNorm encoder.layers.5.norm2:LayerNorm
        self.encoder = nn.TransformerEncoder(layer, 6, norm=nn.LayerNorm(32))  # <- encoder.norm:LayerNorm

# --- insert at the front; after other changes, order is not known
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        first = [nn.BatchNorm1d(4)]  # <- a.1:BatchNorm1d
        first.insert(0, nn.BatchNorm1d(8))  # <- a.0:BatchNorm1d
        self.a = nn.Sequential(*first)
        second = [nn.BatchNorm1d(4), nn.BatchNorm1d(8)]
        second.reverse()
        self.b = nn.Sequential(*second)
#? b.0:BatchNorm1d

# --- a class whose constructor makes another of itself and puts something into that has no end, which is not looked for
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.LayerNorm(8)  # <- first:LayerNorm
        self.part = Net()
        self.part.norm = nn.LayerNorm(4)
