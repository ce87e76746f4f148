import torch
import torch.nn as nn
import torch.nn.functional as F

# --- a comprehension
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(8, 8, 3) for _ in range(n)])
        self.norms = [nn.BatchNorm2d(8) for _ in range(n)]  # NRM305 warning: self.norms is a plain list
    def forward(self, x):
        for conv, norm in zip(self.convs, self.norms):
            x = norm(conv(x))
        return x
# --- filled by append
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = []  # NRM305 warning
        for i in range(3):
            self.layers.append(nn.Linear(8, 8))
            self.layers.append(nn.LayerNorm(8))
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
# --- a literal, by index
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = [nn.BatchNorm1d(8), nn.BatchNorm1d(8)]  # NRM305 warning
    def forward(self, x):
        return self.norms[1](self.norms[0](x))
# --- a dict
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = {"a": nn.BatchNorm1d(8), "b": nn.BatchNorm1d(8)}  # NRM305 warning: plain dict
    def forward(self, x):
        return self.norms["a"](x) + self.norms["b"](x)
# --- a tuple
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = (nn.GroupNorm(2, 8), nn.GroupNorm(2, 8))  # NRM305 warning: plain tuple
    def forward(self, x):
        return self.norms[0](x) + self.norms[1](x)
# --- blocks with a norm in them
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = [nn.Sequential(nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8)) for _ in range(2)]  # NRM305 warning
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
# --- += in a loop
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = []  # NRM305 warning
        for i in range(3):
            self.layers += [nn.Linear(8, 8), nn.BatchNorm1d(8)]
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
# --- a local list that becomes an attribute
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        norms = []
        for _ in range(4):
            norms.append(nn.LayerNorm(8))
        self.norms = norms  # NRM305 warning
    def forward(self, x):
        for norm in self.norms:
            x = x + norm(x)
        return x

# --- a ModuleList
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = nn.ModuleList([nn.BatchNorm2d(8) for _ in range(2)])
    def forward(self, x):
        for norm in self.norms:
            x = norm(x)
        return x
# --- given to a Sequential
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(8, 8), nn.BatchNorm1d(8)]
        self.net = nn.Sequential(*layers)
    def forward(self, x):
        return self.net(x)
# --- the list stays, and the layers are registered as well
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(8, 8), nn.BatchNorm1d(8)]
        self.net = nn.Sequential(*self.layers)
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
# --- a list of registered attributes
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.BatchNorm1d(8)
        self.b = nn.BatchNorm1d(8)
        self.norms = [self.a, self.b]
    def forward(self, x):
        for norm in self.norms:
            x = norm(x)
        return x
# --- add_module for each
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = []
        for i in range(3):
            norm = nn.BatchNorm1d(8)
            self.add_module(f"norm{i}", norm)
            self.norms.append(norm)
    def forward(self, x):
        for norm in self.norms:
            x = norm(x)
        return x
# --- setattr for each
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = []
        for i in range(3):
            norm = nn.BatchNorm1d(8)
            setattr(self, f"norm{i}", norm)
            self.norms.append(norm)
    def forward(self, x):
        for norm in self.norms:
            x = norm(x)
        return x
# --- lists in Flax
import flax.linen as fnn
class Net(fnn.Module):
    def setup(self):
        self.norms = [fnn.LayerNorm() for _ in range(3)]
    def __call__(self, x):
        for norm in self.norms:
            x = norm(x)
        return x
# --- never called
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.choices = [nn.BatchNorm1d(8), nn.LayerNorm(8)]
    def forward(self, x):
        return x
# --- classes, not layers
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.kinds = [nn.BatchNorm1d, nn.LayerNorm]
        self.norm = self.kinds[0](8)
    def forward(self, x):
        return self.norm(x)
# --- a list that becomes a ModuleList
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = []
        for _ in range(3):
            self.norms.append(nn.BatchNorm1d(8))
        self.norms = nn.ModuleList(self.norms)
    def forward(self, x):
        for norm in self.norms:
            x = norm(x)
        return x
# --- no model
class Runner:
    def __init__(self):
        self.norms = [nn.BatchNorm1d(8)]
    def run(self, x):
        return self.norms[0](x)
# --- a dict that is asked with get, which ModuleDict has not: no fix
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = {"a": nn.BatchNorm1d(8)}  # NRM305 warning
    def forward(self, x):
        return self.norms["a"](x) if self.norms.get("b") is None else x
# --- a key that is a method of every module: no fix
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = {"train": nn.BatchNorm1d(8)}  # NRM305 warning
    def forward(self, x):
        return self.norms["train"](x)
# --- each layer is registered under a name of its own, too
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = []
        for i in range(3):
            block = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))
            self.add_module("block_{}".format(i), block)
            self.blocks.append(block)
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
# --- another layer is registered under a name
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("fc", nn.Linear(8, 8))
        self.norms = [nn.BatchNorm1d(8), nn.BatchNorm1d(8)]  # NRM305 warning
    def forward(self, x):
        for norm in self.norms:
            x = norm(self.fc(x))
        return x
