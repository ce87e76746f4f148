# --- a function that evaluates
import torch
from torch import nn

def evaluate(model, loader):
    model.ev▮al()  # for running statistics
    total = 0

    with torch.no_grad():
        # Batch by batch.
        for x in loader:
            total += model(x).sum().item()
    return total
# --->
from contextlib import contextmanager
import torch
from torch import nn

@contextmanager
def evaluating(model):
    """Puts a model into evaluation mode, and each of its modules back into its own mode at the end."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield model
    finally:
        for module, training in modes:
            module.training = training


def evaluate(model, loader):
    with evaluating(model):  # for running statistics
        total = 0

        with torch.no_grad():
            # Batch by batch.
            for x in loader:
                total += model(x).sum().item()
        return total
# ===
model = nn.Sequential(nn.BatchNorm1d(2), nn.Dropout()).train()
model[0].eval()
seen = []
model[1].register_forward_hook(lambda module, x, y: seen.append(module.training))
evaluate(model, [torch.randn(3, 2)])
assert seen == [False] and model.training and not model[0].training and model[1].training
def broken(loader):
    yield from loader
    raise ValueError
try:
    evaluate(model, broken([torch.randn(3, 2)]))
except ValueError:
    assert model.training
# --- a method, which puts the mode back by itself
from contextlib import contextmanager
import torch
from torch import nn

class Job:
    def validate(self, x):
        """Looks
        at it."""
        self.net.ev▮al()
        text = """
two lines
"""
        y = self.net(x)
        self.net.train()
        return y, text
# --->
from contextlib import contextmanager
import torch
from torch import nn

@contextmanager
def evaluating(model):
    """Puts a model into evaluation mode, and each of its modules back into its own mode at the end."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield model
    finally:
        for module, training in modes:
            module.training = training


class Job:
    def validate(self, x):
        """Looks
        at it."""
        with evaluating(self.net):
            text = """
two lines
"""
            y = self.net(x)
            return y, text
# ===
job = Job()
job.net = nn.Dropout(0.5)
y, text = job.validate(torch.ones(100))
assert y.min() == 1 and text == "\ntwo lines\n" and job.net.training
# --- the helper is there already
from contextlib import contextmanager
import torch
from torch import nn


@contextmanager
def evaluating(model):
    """Puts a model into evaluation mode, and each of its modules back into its own mode at the end."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield model
    finally:
        for module, training in modes:
            module.training = training


@torch.no_grad()
def predict(net, x):
    with torch.no_grad():
        net.ev▮al()
        return net(x)
# --->
from contextlib import contextmanager
import torch
from torch import nn


@contextmanager
def evaluating(model):
    """Puts a model into evaluation mode, and each of its modules back into its own mode at the end."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield model
    finally:
        for module, training in modes:
            module.training = training


@torch.no_grad()
def predict(net, x):
    with torch.no_grad():
        with evaluating(net):
            return net(x)
# ===
net = nn.Dropout(0.5)
assert predict(net, torch.ones(100)).min() == 1 and net.training
# --- silent: the model is made there
import torch
from torch import nn

def load(path):
    model = nn.Sequential(nn.BatchNorm1d(2))
    model.ev▮al()
    return model(path)
# --- silent: the model is given out
import torch
from torch import nn

def prepared(model, x):
    model.ev▮al()
    model(x)
    return model
# --- silent: nothing calls it
import torch
from torch import nn

def freeze(model):
    model.ev▮al()
    print("frozen")
# --- silent: more comes after the block
import torch
from torch import nn

def run(model, x, flag):
    if flag:
        model.ev▮al()
        model(x)
    return model(x)
# --- silent: the mode changes in between
import torch
from torch import nn

def run(model, x):
    model.ev▮al()
    a = model(x)
    model.train()
    b = model(x)
    model.eval()
    return a, b, model(x)
# --- silent: a generator's end is not known
import torch
from torch import nn

def run(model, loader):
    model.ev▮al()
    for x in loader:
        yield model(x)
# --- silent: the name is taken
import torch
from torch import nn

evaluating = False

def run(model, x):
    model.ev▮al()
    return model(x)
# --- silent: a file's own statements
import torch
from torch import nn

model = nn.Sequential(nn.BatchNorm1d(2))
model.ev▮al()
print(model(torch.randn(3, 2)))
# --- silent: another library's model
import paddle

def run(model, x):
    model.ev▮al()
    return model(x)
