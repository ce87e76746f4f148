import torch
import torch.nn as nn
import torchvision
from torch import optim

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Dropout(0.5), nn.Conv2d(8, 2, 1))

    def forward(self, x):
        return self.layers(x)

model = Net()

# --- samples in a loop
def predict(x, count):
    model.train()  # NRM108 information: batch norms of model
    samples = []
    with torch.no_grad():
        for _ in range(count):
            samples.append(model(x).softmax(1))
    return torch.stack(samples).mean(0)
# --- in a comprehension, with the number of the round unused
@torch.no_grad()
def uncertainty(x):
    model.train()  # NRM108 information
    return torch.stack([model(x.cuda()) for i in range(20)]).std(0)
# --- passes over the same data
def predict_all(loader, passes=10):
    model.train()  # NRM108
    found = []
    with torch.no_grad():
        for i in range(passes):
            for images, _ in loader:
                images = images.cuda()
                found.append(model(images).argmax(1))
    return found
# --- samples of each batch
def evaluate(loader):
    model.eval()
    model.train()  # NRM108
    with torch.inference_mode():
        for x, y in loader:
            x = x.to("cuda")
            print(torch.stack([model(x) for _ in range(30)]).var(0), y)
# --- train() in each round
with torch.no_grad():
    batch = torch.load("batch.pt")
    for _ in range(100):
        model.train()  # NRM108
        print(model(batch))
# --- a method
class Sampler:
    def __init__(self):
        self.net = Net()

    def draw(self, x, n):
        self.net.train()  # NRM108 information: self.net
        with torch.no_grad():
            return [self.net(x) for _ in range(n)]

print(Sampler().draw(torch.load("x.pt"), 5))
# --- a function that is called for it, once for each sample
def mc_dropout_sample(x):
    model.train(True)  # NRM108
    with torch.no_grad():
        return model(x)
# --- a library's model
net = torchvision.models.efficientnet_b0(weights="DEFAULT")

def predict(x):
    net.train()  # NRM108 information
    with torch.no_grad():
        return sum(net(x) for _ in range(8)) / 8
# --- only the dropout
def predict(x, count):
    model.eval()
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.train()
    with torch.no_grad():
        return [model(x) for _ in range(count)]
# --- only the dropout, by apply
def enable(module):
    if isinstance(module, nn.Dropout):
        module.train()

def predict(x, count):
    model.eval()
    model.apply(enable)
    with torch.no_grad():
        return [model(x) for _ in range(count)]
# --- only the dropout, by a name
def predict(x, count):
    model.eval()
    for module in model.modules():
        if module.__class__.__name__.startswith("Dropout"):
            module.train()
    with torch.no_grad():
        return [model(x) for _ in range(count)]
# --- batch norms are put back
def predict(x, count):
    model.train()
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.eval()
    with torch.no_grad():
        return [model(x) for _ in range(count)]
# --- no batch norm
plain = nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8), nn.Dropout(0.1), nn.Linear(8, 1))

def predict(x, count):
    plain.train()
    with torch.no_grad():
        return [plain(x) for _ in range(count)]
# --- dropout by a function, on all the time
class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))

    def forward(self, x):
        return nn.functional.dropout(self.layers(x), 0.5, training=True)

net = Functional()

def predict(x, count):
    net.eval()
    with torch.no_grad():
        return [net(x) for _ in range(count)]
# --- dropout by a function, which needs the mode of the whole
class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))

    def forward(self, x):
        return nn.functional.dropout(self.layers(x), 0.5, training=self.training)

net = Functional()

def predict(x, count):
    net.train()
    with torch.no_grad():
        return [net(x) for _ in range(count)]
# --- layers that nobody knows
def predict(net, x, count):
    net.train()
    with torch.no_grad():
        return [net(x) for _ in range(count)]
# --- other data in each round: NRM103 tells that
def evaluate(loader):
    model.train()
    with torch.no_grad():
        return [model(x) for x in loader]
# --- each output is the next input
def refine(x, steps):
    model.train()
    with torch.no_grad():
        for _ in range(steps):
            x = model(x)
    return x
# --- another batch in each round
def look(source):
    model.train()
    with torch.no_grad():
        for _ in range(10):
            x = next(source)
            print(model(x).mean())
# --- it learns in that mode, too
def train(x, y, optimizer):
    model.train()
    for _ in range(100):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    with torch.no_grad():
        return [model(x) for _ in range(10)]
# --- warming up, and nothing is looked at
def warm_up(x):
    model.train()
    with torch.no_grad():
        for _ in range(10):
            model(x)
