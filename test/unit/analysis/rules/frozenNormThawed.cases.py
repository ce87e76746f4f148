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

def freeze_bn(model):
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.eval()

def fit(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

# --- frozen once, train() in the loop
def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    freeze_bn(model)
    for epoch in range(10):
        model.train()  # NRM106 warning: train() thaws the batch norms of model
        fit(model, loader, optimizer)
# --- right before
def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
            module.weight.requires_grad = False
    model.train()  # NRM106 warning
    fit(model, loader, optimizer)
# --- by apply
def set_bn_eval(m):
    classname = m.__class__.__name__
    if classname.find("BatchNorm") != -1:
        m.eval()

def main(loader):
    model = torchvision.models.resnet18()
    optimizer = optim.Adam(model.parameters())
    model.apply(set_bn_eval)
    for epoch in range(3):
        model.train()  # NRM106 warning
        fit(model, loader, optimizer)
# --- a lambda under a flag, and train(True)
def main(loader, freeze):
    net = Net()
    optimizer = optim.Adam(net.parameters())
    if freeze:
        freeze_bn(net)
    net.train(True)  # NRM106 warning: batch norms of net
    fit(net, loader, optimizer)
# --- after an evaluation that puts the whole back
def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        out = [model(x) for x in loader]
    model.train()  # NRM106 warning
    return out

def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    freeze_bn(model)
    for epoch in range(10):
        fit(model, loader, optimizer)
        print(evaluate(model, loader))
# --- by a method of the class
class Segmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))

    def forward(self, x):
        return self.features(x)

    def freeze_bn(self):
        for m in self.modules():
            if isinstance(m, (nn.BatchNorm2d, nn.SyncBatchNorm)):
                m.eval()

def main(loader):
    model = Segmenter()
    optimizer = optim.Adam(model.parameters())
    model.freeze_bn()
    model.train()  # NRM106 warning
    fit(model, loader, optimizer)
# --- a part of it
def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for name, module in model.backbone.named_modules():
        if type(module) == nn.BatchNorm2d:
            module.eval()
    model.train()  # NRM106 warning
    fit(model, loader, optimizer)
# --- as in poppinace/indexnet_matting#35, before the fix
def train(net, loader, optimizer, epoch):
    net.train()  # NRM106 warning: batch norms of net
    for sample in loader:
        optimizer.zero_grad()
        loss = F.l1_loss(net(sample["image"]), sample["alpha"])
        loss.backward()
        optimizer.step()

def main(loader, args):
    net = nn.DataParallel(Net())
    optimizer = optim.Adam(net.parameters(), lr=0.01)
    if args.freeze_bn:
        freeze_bn(net)
    for epoch in range(30):
        train(net, loader, optimizer, epoch)
# --- as in poppinace/indexnet_matting#35, after the fix
def train(net, loader, optimizer, epoch, args):
    net.train()
    if args.freeze_bn:
        freeze_bn(net)
    for sample in loader:
        optimizer.zero_grad()
        loss = F.l1_loss(net(sample["image"]), sample["alpha"])
        loss.backward()
        optimizer.step()

def main(loader, args):
    net = nn.DataParallel(Net())
    optimizer = optim.Adam(net.parameters(), lr=0.01)
    for epoch in range(30):
        train(net, loader, optimizer, epoch, args)
# --- as in pgniewko/gt-pyg#112, before the fix
class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(16, 16), nn.BatchNorm1d(16))

    def forward(self, x):
        return self.layers(x)

    def freeze(self):
        for parameter in self.parameters():
            parameter.requires_grad_(False)
        for module in self.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.eval()

def main(loader):
    encoder = Encoder()
    head = nn.Linear(16, 1)
    optimizer = optim.Adam([*encoder.parameters(), *head.parameters()])
    encoder.freeze()
    for epoch in range(20):
        encoder.train()  # NRM106 warning
        head.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.mse_loss(head(encoder(x)), y).backward()
            optimizer.step()
# --- as in pgniewko/gt-pyg#112, after the fix
class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(16, 16), nn.BatchNorm1d(16))
        self.frozen = False

    def forward(self, x):
        return self.layers(x)

    def freeze(self):
        self.frozen = True
        for parameter in self.parameters():
            parameter.requires_grad_(False)
        self.still()

    def still(self):
        for module in self.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.eval()

    def train(self, mode=True):
        super().train(mode)
        if self.frozen:
            self.still()
        return self

def main(loader):
    encoder = Encoder()
    head = nn.Linear(16, 1)
    optimizer = optim.Adam([*encoder.parameters(), *head.parameters()])
    encoder.freeze()
    for epoch in range(20):
        encoder.train()
        head.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.mse_loss(head(encoder(x)), y).backward()
            optimizer.step()
# --- frozen after each train()
def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        model.train()
        freeze_bn(model)
        fit(model, loader, optimizer)
# --- under a flag, after each train()
def main(loader, flag):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        model.train()
        if flag:
            freeze_bn(model)
        fit(model, loader, optimizer)
        model.eval()
# --- the class overrides train()
class Still(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))

    def forward(self, x):
        return self.features(x)

    def train(self, mode=True):
        super(Still, self).train(mode)
        freeze_bn(self)
        return self

def main(loader):
    model = Still()
    optimizer = optim.Adam(model.parameters())
    freeze_bn(model)
    for epoch in range(10):
        model.train()
        fit(model, loader, optimizer)
# --- dropout is switched, not batch norm
def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.eval()
    model.train()
    fit(model, loader, optimizer)
# --- the whole was in evaluation mode, which is no freezing
def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    model.eval()
    model.train()
    fit(model, loader, optimizer)
# --- another model is trained
def main(loader):
    model, other = Net(), Net()
    optimizer = optim.Adam(other.parameters())
    freeze_bn(model)
    other.train()
    fit(other, loader, optimizer)
# --- train() first
def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    model.train()
    freeze_bn(model)
    fit(model, loader, optimizer)
# --- never trained again
def main(loader):
    model = Net()
    freeze_bn(model)
    model.train()
    with torch.no_grad():
        for x in loader:
            model(x)
# --- thawed on purpose, module by module
def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    freeze_bn(model)
    fit(model, loader, optimizer)
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.train()
    fit(model, loader, optimizer)
