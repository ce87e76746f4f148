import torch
from torch import nn
# --- a class with batch norm
class N▮et(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(8)
        self.drop = nn.Dropout()

    def forward(self, x):
        return self.drop(self.bn(x))  # the end


model = Net()
# --->
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(8)
        self.drop = nn.Dropout()

    def forward(self, x):
        return self.drop(self.bn(x))  # the end

    def train(self, mode=True):
        """Leaves batch norm in evaluation mode, so that its running statistics stay as they are."""
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.eval()
        return self


model = Net()
# ===
assert model.train() is model
assert not model.bn.training and model.drop.training and model.training
model(torch.randn(4, 8) + 5)
assert model.bn.running_mean.abs().max() == 0
assert not model.eval().drop.training
# --- one that holds a known family
import torchvision

class N▮et(nn.Module):
  def __init__(self):
    super().__init__()
    self.body = torchvision.models.resnet18()

  def forward(self, x):
    return self.body(x)
# --->
import torchvision

class Net(nn.Module):
  def __init__(self):
    super().__init__()
    self.body = torchvision.models.resnet18()

  def forward(self, x):
    return self.body(x)

  def train(self, mode=True):
    """Leaves batch norm in evaluation mode, so that its running statistics stay as they are."""
    super().train(mode)
    for module in self.modules():
      if isinstance(module, nn.modules.batchnorm._BatchNorm):
        module.eval()
    return self
# --- silent: it has a train already
class N▮et(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(8)

    def train(self, mode=True):
        return super().train(False)
# --- silent: no batch norm
class N▮et(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(8)
# --- silent: not known whether there is any
class N▮et(nn.Module):
    def __init__(self, norm):
        super().__init__()
        self.norm = norm(8)
# --- silent: no model
class D▮ata:
    norm = nn.BatchNorm1d(8)
# --- silent: inside of it
class Net(nn.Module):
    def __init__(self):
        super().__in▮it__()
        self.bn = nn.BatchNorm1d(8)
