import torch
import torch.nn as nn
from opacus import PrivacyEngine
from torchvision.models import resnet18

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.bn(self.conv(x))

class Grouped(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.norm = nn.GroupNorm(2, 8)

    def forward(self, x):
        return self.norm(self.conv(x))

# --- as in meta-pytorch/opacus#319, before the fix
def main(loader):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    engine = PrivacyEngine()
    model, optimizer, loader = engine.make_private(module=model, optimizer=optimizer, data_loader=loader, noise_multiplier=1.1, max_grad_norm=1.0)  # NRM505 warning: Opacus refuses the model
# --- as in meta-pytorch/opacus#319, after the fix that it recommends
from opacus.validators import ModuleValidator

def main(loader):
    model = ModuleValidator.fix(Net())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    engine = PrivacyEngine()
    model, optimizer, loader = engine.make_private(module=model, optimizer=optimizer, data_loader=loader, noise_multiplier=1.1, max_grad_norm=1.0)
# --- with epsilon
def main(loader):
    model = resnet18(num_classes=10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    privacy_engine = PrivacyEngine(accountant="rdp")
    return privacy_engine.make_private_with_epsilon(module=model, optimizer=optimizer, data_loader=loader, target_epsilon=8, target_delta=1e-5, epochs=9, max_grad_norm=1.0)  # NRM505 warning
# --- with epsilon, and another norm in the model
def main(loader):
    model = resnet18(num_classes=10, norm_layer=lambda c: nn.GroupNorm(32, c))
    model = Grouped()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    privacy_engine = PrivacyEngine(accountant="rdp")
    return privacy_engine.make_private_with_epsilon(module=model, optimizer=optimizer, data_loader=loader, target_epsilon=8, target_delta=1e-5, epochs=9, max_grad_norm=1.0)
# --- before version 1
def main():
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    privacy_engine = PrivacyEngine(model, sample_rate=0.01, alphas=[2, 3], noise_multiplier=1.3, max_grad_norm=1.0)  # NRM505 warning
    privacy_engine.attach(optimizer)
# --- validated, but not mended
from opacus.validators import ModuleValidator

def main(loader):
    model = Net()
    print(ModuleValidator.validate(model))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    engine = PrivacyEngine()
    return engine.make_private(module=model, optimizer=optimizer, data_loader=loader)  # NRM505 warning
# --- in a class
class Client:
    def __init__(self):
        self.model = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8))
        self.engine = PrivacyEngine()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)

    def prepare(self, loader):
        return self.engine.make_private(module=self.model, optimizer=self.optimizer, data_loader=loader)  # NRM505 warning

Client().prepare(None)
# --- through the package's name
import opacus

def main(loader):
    model = Net().cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return opacus.PrivacyEngine().make_private(module=model, optimizer=optimizer, data_loader=loader)  # NRM505 warning
# --- a helper makes it private
def private(model, optimizer, loader):
    engine = PrivacyEngine()
    return engine.make_private(module=model, optimizer=optimizer, data_loader=loader)  # NRM505 warning

def main(loader):
    model = Net()
    return private(model, torch.optim.SGD(model.parameters(), lr=0.1), loader)
# --- group norm
def main(loader):
    model = Grouped()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return PrivacyEngine().make_private(module=model, optimizer=optimizer, data_loader=loader)
# --- what the model has is not known
def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return PrivacyEngine().make_private(module=model, optimizer=optimizer, data_loader=loader)
# --- fixed in place of itself
from opacus.validators import ModuleValidator

def main(loader):
    model = Net()
    model = ModuleValidator.fix_and_validate(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return PrivacyEngine().make_private(module=model, optimizer=optimizer, data_loader=loader)
# --- converted, as before version 1
from opacus.utils import module_modification

def main():
    model = module_modification.convert_batchnorm_modules(Net())
    return PrivacyEngine(model, sample_rate=0.01)
# --- replaced by a function of one's own
def replace_batchnorm(model):
    model.bn = nn.GroupNorm(2, 8)

def main(loader):
    model = Net()
    replace_batchnorm(model)
    return PrivacyEngine().make_private(module=model, optimizer=None, data_loader=loader)
# --- another engine
from engines import PrivacyEngine

def main(loader):
    return PrivacyEngine().make_private(module=Net(), data_loader=loader)
# --- the engine is not given a model
def main():
    engine = PrivacyEngine()
    return engine.get_epsilon(1e-5)
# --- a parameter chooses the norm
def with_batch(channels):
    return nn.Sequential(nn.Conv2d(3, channels, 3), nn.BatchNorm2d(channels))

def with_groups(channels):
    return nn.Sequential(nn.Conv2d(3, channels, 3), nn.GroupNorm(4, channels))

class Chosen(nn.Module):
    def __init__(self, norm="batch"):
        super().__init__()
        block = with_batch if norm == "batch" else with_groups
        self.stem = block(16)

    def forward(self, x):
        return self.stem(x)

def main(loader):
    return PrivacyEngine().make_private(module=Chosen(norm="group"), data_loader=loader)
