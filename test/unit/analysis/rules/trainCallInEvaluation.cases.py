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

# --- a copy of the function that trains
def train(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

def validate(model, loader):
    model.train()  # NRM103 warning: train() in an evaluation: model
    losses = []
    with torch.no_grad():
        for x, y in loader:
            losses.append(F.cross_entropy(model(x), y).item())
    return sum(losses)

def main(loader, held_out):
    net = Net()
    optimizer = optim.Adam(net.parameters())
    for epoch in range(10):
        train(net, loader, optimizer)
        print(validate(net, held_out))
# --- nobody calls it, and layers are not known
def evaluate(model, loader):
    model.train()  # NRM103 information
    return [model(x) for x in loader]
# --- train(True), on a model of the file's
model = Net()

@torch.no_grad()
def test(loader):
    model.train(True)  # NRM103 warning
    return sum((model(x).argmax(1) == y).sum() for x, y in loader)
# --- a method
class Runner:
    def __init__(self, loader):
        self.model = Net()
        self.loader = loader

    def run_validation(self):
        self.model.train(mode=True)  # NRM103 warning: self.model
        with torch.no_grad():
            return [self.model(x) for x in self.loader]

Runner(range(5)).run_validation()
# --- inside of no_grad
def predict(net, x):
    with torch.no_grad():
        net.train()  # NRM103 information
        return net(x)
# --- as in sshaoshuai/Pointnet2.PyTorch#28, before the fix
class PointNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv1d(3, 64, 1), nn.BatchNorm1d(64), nn.Conv1d(64, 1, 1))

    def forward(self, points):
        return self.layers(points)

def train_one_epoch(model, train_loader, optimizer):
    model.train()
    for batch in train_loader:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(model(batch["points"]), batch["labels"])
        loss.backward()
        optimizer.step()

def eval_one_epoch(model, eval_loader):
    model.train()  # NRM103 warning
    found = []
    for batch in eval_loader:
        found.append((torch.sigmoid(model(batch["points"])) > 0.5).sum().item())
    return sum(found)

def main(train_loader, eval_loader):
    model = PointNet()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(100):
        train_one_epoch(model, train_loader, optimizer)
        print(eval_one_epoch(model, eval_loader))
# --- as in sshaoshuai/Pointnet2.PyTorch#28, after the fix
class PointNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv1d(3, 64, 1), nn.BatchNorm1d(64), nn.Conv1d(64, 1, 1))

    def forward(self, points):
        return self.layers(points)

def train_one_epoch(model, train_loader, optimizer):
    model.train()
    for batch in train_loader:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(model(batch["points"]), batch["labels"])
        loss.backward()
        optimizer.step()

def eval_one_epoch(model, eval_loader):
    model.eval()
    found = []
    for batch in eval_loader:
        found.append((torch.sigmoid(model(batch["points"])) > 0.5).sum().item())
    return sum(found)

def main(train_loader, eval_loader):
    model = PointNet()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(100):
        train_one_epoch(model, train_loader, optimizer)
        print(eval_one_epoch(model, eval_loader))
# --- as in princeton-vl/pytorch_stacked_hourglass#44, before the fix
class Hourglass(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 16, 3), nn.BatchNorm2d(16))

    def forward(self, x):
        return self.layers(x)

net = Hourglass()
optimizer = optim.Adam(net.parameters())

def step(batch):
    net.train()
    loss = F.mse_loss(net(batch["imgs"]), batch["heatmaps"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

def inference(batch):
    net.train()  # NRM103 warning
    return net(batch["imgs"]).detach()

def main(loader, held_out):
    for epoch in range(10):
        for batch in loader:
            step(batch)
        for batch in held_out:
            print(inference(batch))
# --- as in princeton-vl/pytorch_stacked_hourglass#44, after the fix
class Hourglass(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 16, 3), nn.BatchNorm2d(16))

    def forward(self, x):
        return self.layers(x)

net = Hourglass()
optimizer = optim.Adam(net.parameters())

def step(batch):
    net.train()
    loss = F.mse_loss(net(batch["imgs"]), batch["heatmaps"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

def inference(batch):
    net.eval()
    return net(batch["imgs"]).detach()

def main(loader, held_out):
    for epoch in range(10):
        for batch in loader:
            step(batch)
        for batch in held_out:
            print(inference(batch))
# --- eval() first, train() when all is done
def validate(model, loader):
    model.eval()
    out = [model(x) for x in loader]
    model.train()
    return out
# --- it trains, whatever it is called
def test_time_training(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- a function that trains and then evaluates
def train_and_evaluate(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    model.eval()
    return [model(x) for x in loader]
# --- statistics are estimated anew
def test(model, loader):
    model.train()
    with torch.no_grad():
        for x in loader:
            model(x)
    model.eval()
    return [model(x) for x in loader]
# --- the same, by a name
def eval_bn_stats(model, loader):
    model.train()
    return [model(x) for x in loader]
# --- the mode depends on an argument
def evaluate(model, loader, training):
    model.train(training)
    return [model(x) for x in loader]
# --- train() for the caller, after all
def evaluate(model, loader):
    was_training = model.training
    model.eval()
    out = [model(x) for x in loader]
    model.train(was_training)
    return out
# --- no layer that has modes
def evaluate(loader):
    net = nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8))
    net.train()
    return [net(x) for x in loader]
# --- it is called train
def train(model, loader):
    model.train()
    return [model(x) for x in loader]
# --- a trainer's train(), not a model's
def test(trainer, loader):
    trainer.train()
    return trainer.predict(loader)
# --- a test of the code
def test_dropout_is_on():
    net = Net()
    net.train()
    assert net(torch.load("x.pt")).isfinite().all()
# --- samples of dropout are drawn: NRM108 tells what else that does
def predict(x, count):
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Dropout())
    net.train()
    with torch.no_grad():
        return [net(x) for _ in range(count)]
# --- samples of dropout, of layers that nobody knows
def predict(net, x, count):
    net.train()
    with torch.no_grad():
        return torch.stack([net(x) for _ in range(count)])
# --- the caller chooses the mode, to compare both
def test(net, training, loader):
    if training == True:
        net.train()
    if training == False:
        net.eval()
    return sum((net(x).argmax(1) == y).sum() for x, y in loader)
live = test(Net(), True, [])
# --- batch norm is only asked for, by a function for the weights of any model
def init_weights(net):
    for m in net.modules():
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(m.weight)
        elif isinstance(m, (nn.BatchNorm2d, nn.BatchNorm3d)):
            m.weight.data.fill_(1)

class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 4), nn.InstanceNorm2d(8), nn.LeakyReLU(), nn.Conv2d(8, 1, 4))
        init_weights(self.layers)

    def forward(self, x):
        return self.layers(x)

critic = Critic()

def evaluate(held_out):
    critic.train()
    with torch.no_grad():
        return [F.mse_loss(critic(x), y) for x, y in held_out]
# --- dropout that no mode turns off, and no batch norm
class AlwaysDropping(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        return self.head(F.dropout(x, p=0.5))

def test(loader):
    net = AlwaysDropping()
    net.train()
    return [net(x).argmax(1) for x in loader]
# --- dropout that follows the mode
class Dropping(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(F.dropout(x, 0.5, self.training))

def test(loader):
    net = Dropping()
    net.train()  # NRM103
    return [net(x).argmax(1) for x in loader]
# --- a detector tells its losses in training mode alone
def validate(model, loader):
    model.train()
    total = 0
    with torch.no_grad():
        for images, targets in loader:
            loss_dict = model(images, targets)
            total += sum(loss for loss in loss_dict.values())
    return total
# --- a loss that is one is worked out in any mode
def validate(model, loader):
    model.train()  # NRM103 information
    total = 0
    with torch.no_grad():
        for images, targets in loader:
            loss = model(images, targets).sum()
            total += loss
    return total
# --- a model of dropout alone
class Dropping(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5), nn.Linear(8, 2))

    def forward(self, x):
        return self.layers(x)

def evaluate(held_out):
    net = Dropping()
    net.load_state_dict(torch.load("dropping.pth"))
    net.train()  # NRM103 warning: drops values at random
    with torch.no_grad():
        return [net(x).argmax(1) for x, y in held_out]
# --- both modes are tried on purpose
from torchdetectors import detector

def model_test(loader):
    model = detector(2)
    images, targets = next(iter(loader))
    model.train()
    print(model(images, targets))
    model.eval()
    print(model(images))
# --- eval() after the evaluation, where train() belongs
from torchdetectors import detector

def model_test(loader):
    model = detector(2)
    model.train()  # NRM103 information
    with torch.no_grad():
        print([model(images).argmax(1) for images, labels in loader])
    model.eval()
# --- what a layer by itself does in training mode
def test_stability(layer, x):
    layer.train()
    return layer(x).std()

for norm in [nn.BatchNorm1d(8), nn.LayerNorm(8)]:
    print(test_stability(norm, torch.load("batch.pt")))
