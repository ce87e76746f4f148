import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm

class Block(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.fc = nn.Linear(a, b)
        self.bn = nn.BatchNorm1d(b)

    def forward(self, x):
        return F.relu(self.bn(self.fc(x)))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)
        self.block = Block(8, 8)

    def forward(self, x):
        x = self.bn(self.conv(x))
        return self.block(x.mean((2, 3)))

class OnMaps(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = self.bn(self.conv(x))
        return self.fc(x.mean((2, 3)))

def fit(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

# --- as in fastai/fastai#1095, before the fix
def main(dataset):
    loader = DataLoader(dataset, batch_size=64, shuffle=True)  # NRM401 information (off): The last batch may be a single example
    fit(Net(), loader)
# --- as in fastai/fastai#1095, after the fix
def main(dataset):
    loader = DataLoader(dataset, batch_size=64, shuffle=True, drop_last=True)
    fit(Net(), loader)
# --- as in azavea/raster-vision#1029, before the fix: global pooling, then batch norm
class Pooled(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 8, 1, bias=False), nn.BatchNorm2d(8))

    def forward(self, x):
        x = self.conv(x)
        return x + self.pool(x)

def main(dataset, config):
    train_loader = DataLoader(dataset, batch_size=config.batch_size, shuffle=True, num_workers=4)  # NRM401 information (off)
    fit(Pooled(), train_loader)
# --- as in azavea/raster-vision#1029, after the fix: drop_last
class Pooled(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 8, 1, bias=False), nn.BatchNorm2d(8))

    def forward(self, x):
        x = self.conv(x)
        return x + self.pool(x)

def main(dataset, config):
    train_loader = DataLoader(dataset, batch_size=config.batch_size, shuffle=True, num_workers=4, drop_last=True)
    fit(Pooled(), train_loader)
# --- few examples a batch
def main(dataset):
    loader = DataLoader(dataset, 4, True)  # NRM401 information: The last batch may be
    fit(Net(), loader)
# --- one example a batch: nothing to drop
def main(dataset):
    loader = DataLoader(dataset, shuffle=True)  # NRM401 warning: Each batch is one example
    fit(Net(), loader)
# --- one example a batch, none of which drop_last drops
def main(dataset):
    loader = DataLoader(dataset, batch_size=1, shuffle=True, drop_last=True)  # NRM401 warning: Each batch is one example
    fit(Net(), loader)
# --- drop_last=False in so many words
def main(dataset):
    loader = DataLoader(dataset, batch_size=32, drop_last=False)  # NRM401 information (off)
    fit(Net(), loader)
# --- enumerated, with a bar, moved
def main(dataset):
    model = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.Linear(8, 2)).cuda()
    loader = torch.utils.data.DataLoader(dataset, batch_size=128, shuffle=True)  # NRM401 information (off)
    optimizer = torch.optim.Adam(model.parameters())
    for i, (x, y) in enumerate(tqdm(loader)):
        x, y = x.cuda(), y.cuda()
        out = model(x)
        loss = F.cross_entropy(out, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
# --- loaders from a function
def loaders(train, test):
    train_loader = DataLoader(train, batch_size=16, shuffle=True)  # NRM401 information (off)
    test_loader = DataLoader(test, batch_size=16)
    return train_loader, test_loader

def main(train, test):
    train_loader, test_loader = loaders(train, test)
    model = Net()
    fit(model, train_loader)
    model.eval()
    print([model(x) for x, _ in test_loader])
# --- in a class
class Trainer:
    def __init__(self, dataset):
        self.model = Net()
        self.loader = DataLoader(dataset, batch_size=32, shuffle=True)  # NRM401 information (off)
        self.optimizer = torch.optim.Adam(self.model.parameters())

    def train(self):
        for batch in self.loader:
            x, y = batch
            self.optimizer.zero_grad()
            F.cross_entropy(self.model(x), y).backward()
            self.optimizer.step()

Trainer(None).train()
# --- batch norm sees maps alone
def main(dataset):
    loader = DataLoader(dataset, batch_size=4, shuffle=True)
    fit(OnMaps(), loader)
# --- batch norm of a known architecture sees maps alone
def main(dataset):
    loader = DataLoader(dataset, batch_size=4, shuffle=True)
    fit(torchvision.models.resnet18(), loader)
# --- evaluated alone
def main(dataset):
    model = Net()
    model.eval()
    loader = DataLoader(dataset, batch_size=4)
    print([model(x) for x, _ in loader])
# --- a sampler of batches
def main(dataset, sampler):
    loader = DataLoader(dataset, batch_sampler=sampler)
    fit(Net(), loader)
# --- drop_last is a setting
def main(dataset, config):
    loader = DataLoader(dataset, batch_size=32, drop_last=config.drop_last)
    fit(Net(), loader)
# --- whatever else it is given
def main(dataset, options):
    loader = DataLoader(dataset, batch_size=32, **options)
    fit(Net(), loader)
# --- what a batch is made of is for other code to say
def main(dataset, graphs):
    loader = DataLoader(dataset, batch_size=64, collate_fn=graphs)
    fit(Net(), loader)
# --- no batch norm
def main(dataset):
    loader = DataLoader(dataset, batch_size=4, shuffle=True)
    fit(nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8)), loader)
# --- a data set whose size leaves more
def main():
    data = torchvision.datasets.MNIST(".", train=True)
    loader = DataLoader(data, batch_size=64, shuffle=True)
    fit(Net(), loader)
# --- the size of a data set that leaves one is public: 73257 = 9157 * 8 + 1
def main():
    data = torchvision.datasets.SVHN(".", split="train", download=True)
    loader = DataLoader(data, batch_size=8, shuffle=True)  # NRM401 warning: 73257 examples leave a last batch of one at batch size 8
    fit(Net(), loader)
# --- another split of it leaves more
def main():
    loader = DataLoader(torchvision.datasets.SVHN(".", split="extra"), batch_size=8, shuffle=True)
    fit(Net(), loader)
# --- a split that is a setting
def main(part):
    loader = DataLoader(torchvision.datasets.SVHN(".", split=part), batch_size=64, shuffle=True)  # NRM401 information (off)
    fit(Net(), loader)
# --- either split of a data set leaves more
def main(first):
    loader = DataLoader(torchvision.datasets.CIFAR10(".", train=first), batch_size=64, shuffle=True)
    fit(Net(), loader)
# --- tensors of a size that the code says
SIZE = 1001

def main():
    x, y = torch.randn(SIZE, 3, 8, 8).float(), torch.from_numpy(np.random.randint(0, 10, size=(1001,)))
    loader = DataLoader(TensorDataset(x, y), batch_size=100)  # NRM401 warning: 1001 examples
    fit(Net(), loader)
# --- tensors of arrays, their shape a tuple
def main():
    x = torch.tensor(np.zeros((33, 8)))
    model = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))
    fit(model, DataLoader(TensorDataset(x, x), batch_size=32))  # NRM401 warning: 33 examples
# --- tensors whose size leaves more
def main():
    x, y = torch.randn(1000, 3, 8, 8), torch.randint(10, (1000,))
    loader = DataLoader(TensorDataset(x, y), batch_size=64)
    fit(Net(), loader)
# --- few examples a batch, and none alone
def main():
    x, y = torch.randn(1000, 3, 8, 8), torch.randint(10, (1000,))
    fit(Net(), DataLoader(TensorDataset(x, y), batch_size=4))
# --- tensors in another shape
def main():
    x, y = torch.randn(1001, 3).view(-1, 1), torch.randint(10, (3003,))
    fit(Net(), DataLoader(TensorDataset(x, y), batch_size=100))  # NRM401 information (off)
# --- a sampler takes as many as it likes
def main(sampler):
    data = torchvision.datasets.MNIST(".", train=True)
    fit(Net(), DataLoader(data, batch_size=64, sampler=sampler))  # NRM401 information (off)
# --- the loop may stop before
def main():
    model = Net()
    x, y = torch.randn(1001, 3, 8, 8), torch.randint(10, (1001,))
    loader = DataLoader(TensorDataset(x, y), batch_size=100)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        if i == 5:
            break
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- another loader may be shorter
def main(other):
    model = Net()
    x, y = torch.randn(1001, 3, 8, 8), torch.randint(10, (1001,))
    loader = DataLoader(TensorDataset(x, y), batch_size=100)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for (x, y), _ in zip(loader, other):
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- the loop leaves small batches out
def main(dataset):
    model = Net()
    loader = DataLoader(dataset, batch_size=64, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        if x.size(0) < 2:
            continue
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- batch norm is frozen
def main(dataset):
    model = Net()
    loader = DataLoader(dataset, batch_size=64, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.eval()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
