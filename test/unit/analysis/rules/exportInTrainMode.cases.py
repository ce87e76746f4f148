import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim
import torchvision

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.backbone(x).mean((2, 3)))

# --- traced as it was constructed
def save():
    model = torchvision.models.resnet18()
    model.load_state_dict(torch.load("resnet.pth"))
    torch.jit.trace(model, torch.rand(1, 3, 224, 224)).save("resnet.pt")  # NRM109 warning: model is traced in training mode
# --- traced after training, and eval() too late
def main(loader):
    net = Net()
    optimizer = optim.Adam(net.parameters())
    net.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    traced = torch.jit.trace(net, x)  # NRM109 warning
    traced.eval()
    return traced
# --- exported by torch.export
def save():
    model = Net()
    return torch.export.export(model, (torch.rand(1, 3, 32, 32),))  # NRM109 warning: model is exported in training mode
# --- to ONNX, where the exporter sets the mode
def save():
    model = Net()
    torch.onnx.export(model, torch.rand(1, 3, 32, 32), "net.onnx")  # NRM109 information: the exporter sets eval() for it
# --- fused
def fuse():
    model = Net()
    return torch.quantization.fuse_modules(model, [["backbone.0", "backbone.1"]])  # NRM109 warning: model is fused in training mode
# --- in a helper
def write(net, path):
    torch.jit.trace(net, torch.rand(1, 3, 32, 32)).save(path)  # NRM109 warning: net is traced

def main():
    write(Net(), "net.pt")
# --- as in pytorch/pytorch#37467, before the fix
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.bn(self.conv(x)))

model = Block()
fused = torch.ao.quantization.fuse_modules(model, [["conv", "bn", "relu"]])  # NRM109 warning
# --- as in pytorch/pytorch#37467, after the fix
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.bn(self.conv(x)))

model = Block()
model.eval()
fused = torch.ao.quantization.fuse_modules(model, [["conv", "bn", "relu"]])
# --- as in pytorch/pytorch#41231, before the fix
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(16, 16), nn.BatchNorm1d(16), nn.Dropout(0.5), nn.Linear(16, 2))

    def forward(self, x):
        return self.layers(x)

classifier = Classifier()
classifier.load_state_dict(torch.load("classifier.pth"))
example = torch.rand(4, 16)
script = torch.jit.trace(classifier, example)  # NRM109 warning
script.save("classifier.pt")
# --- as in pytorch/pytorch#41231, after the fix
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(16, 16), nn.BatchNorm1d(16), nn.Dropout(0.5), nn.Linear(16, 2))

    def forward(self, x):
        return self.layers(x)

classifier = Classifier()
classifier.load_state_dict(torch.load("classifier.pth"))
classifier = classifier.eval()
example = torch.rand(4, 16)
script = torch.jit.trace(classifier, example)
script.save("classifier.pt")
# --- eval() in a helper
def load(path):
    model = Net()
    model.load_state_dict(torch.load(path))
    return model.eval()

def main(path):
    return torch.jit.trace(load(path), torch.rand(1, 3, 32, 32))
# --- scripted, which keeps both modes
def main():
    return torch.jit.script(Net()).eval()
# --- fused for quantization-aware training
def main():
    model = Net()
    model.train()
    return torch.ao.quantization.fuse_modules_qat(model, [["backbone.0", "backbone.1"]])
# --- an export of training is asked for
def main():
    model = Net()
    torch.onnx.export(model, torch.rand(1, 3, 32, 32), "net.onnx", training=torch.onnx.TrainingMode.TRAINING)
# --- no layer that has modes
def main():
    model = nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8))
    return torch.jit.trace(model, torch.rand(1, 3))
# --- the caller's model
def save(model, path):
    torch.jit.trace(model, torch.rand(1, 3, 32, 32)).save(path)
# --- another function may have set the mode
from deployment import prepare

def save(path):
    model = Net()
    prepare(model)
    torch.jit.trace(model, torch.rand(1, 3, 32, 32)).save(path)
# --- a test of the code
def test_traces():
    torch.jit.trace(Net(), torch.rand(1, 3, 32, 32))
# --- a function is traced
def main():
    return torch.jit.trace(torch.relu, torch.rand(3))
# --- a model that is in evaluation mode on one way
def main(deploy):
    model = Net()
    if deploy:
        model.eval()
    return torch.jit.trace(model, torch.rand(1, 3, 32, 32))
# --- layers of which nothing is known
from layers import Block

class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(3)

    def forward(self, x):
        return self.block(x)

model = Other()
traced = torch.jit.trace(model, torch.rand(1, 3))
# --- the script has ended before
import sys

net = Net()
print(net)
sys.exit(0)
torch.onnx.export(net, torch.zeros(1, 3, 8, 8), "net.onnx")
# --- it ends where arguments are missing
import sys

net = Net()
if len(sys.argv) < 2:
    exit()
torch.onnx.export(net, torch.zeros(1, 3, 8, 8), sys.argv[1])  # NRM109 information
# --- a method of its own has folded its batch norms
class Fused(Net):
    def fuse(self):
        self.conv = torch.nn.utils.fusion.fuse_conv_bn_eval(self.conv.eval(), self.bn.eval())
        self.bn = nn.Identity()

net = Fused()
net.fuse()
torch.onnx.export(net, torch.zeros(1, 3, 8, 8), "net.onnx")
