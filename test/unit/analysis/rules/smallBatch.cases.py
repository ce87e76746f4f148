import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
from torch.utils.data import DataLoader

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.bn = nn.BatchNorm1d(8)

    def forward(self, x):
        return self.bn(self.fc(x))

def fit(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

# --- on vectors
def main(dataset):
    loader = DataLoader(dataset, batch_size=4, shuffle=True)  # NRM402 information: Batch norm is trained on 4 examples
    fit(Net(), loader)
# --- on maps
def main(dataset):
    loader = DataLoader(dataset, batch_size=2, shuffle=True)  # NRM402 hint
    fit(torchvision.models.resnet18(), loader)
# --- on maps, one example a batch
def main(dataset):
    loader = DataLoader(dataset, batch_size=1, shuffle=True)  # NRM402 hint: Batch norm is trained on 1 example at a time
    fit(torchvision.models.resnet18(), loader)
# --- one bag of examples a batch
def main(bags):
    model = torchvision.models.resnet18()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in DataLoader(bags, batch_size=1):
        optimizer.zero_grad()
        F.cross_entropy(model(x.squeeze(0)), y[0]).backward()
        optimizer.step()
# --- by position
def main(dataset):
    fit(Net(), DataLoader(dataset, 6))  # NRM402 information
# --- a constant of the file
BATCH = 4

def main(dataset):
    loader = DataLoader(dataset, batch_size=BATCH)  # NRM402 information
    fit(Net(), loader)
# --- on each of several devices
def main(dataset, rank):
    model = nn.parallel.DistributedDataParallel(Net().to(rank), device_ids=[rank])
    loader = DataLoader(dataset, batch_size=4)  # NRM402 hint
    fit(model, loader)
# --- in a class
class Trainer:
    def __init__(self, dataset):
        self.model = Net()
        self.loader = DataLoader(dataset, batch_size=3, shuffle=True)  # NRM402 information
        self.optimizer = torch.optim.Adam(self.model.parameters())

    def train(self):
        self.model.train()
        for x, y in self.loader:
            self.optimizer.zero_grad()
            F.cross_entropy(self.model(x), y).backward()
            self.optimizer.step()

Trainer(None).train()
# --- a default that nobody overrides
def main(dataset, batch_size=4):
    loader = DataLoader(dataset, batch_size=batch_size)  # NRM402 information
    fit(Net(), loader)

main(None)
# --- enough examples
def main(dataset):
    loader = DataLoader(dataset, batch_size=8, shuffle=True)
    fit(Net(), loader)
# --- a batch size that is a setting
def main(dataset, config):
    loader = DataLoader(dataset, batch_size=config.batch_size, shuffle=True)
    fit(Net(), loader)
# --- one example a batch, of one value a channel, is for another rule
def main(dataset):
    loader = DataLoader(dataset, batch_size=1, shuffle=True)
    fit(Net(), loader)
# --- statistics are synchronized
def main(dataset, rank):
    model = nn.SyncBatchNorm.convert_sync_batchnorm(Net().to(rank))
    model = nn.parallel.DistributedDataParallel(model, device_ids=[rank])
    loader = DataLoader(dataset, batch_size=2)
    fit(model, loader)
# --- batch norm is frozen
def main(dataset):
    model = Net()
    model.eval()
    loader = DataLoader(dataset, batch_size=2)
    fit(model, loader)
# --- no batch norm
def main(dataset):
    loader = DataLoader(dataset, batch_size=2)
    fit(nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8)), loader)
# --- what the model has is not known
def main(model, dataset):
    loader = DataLoader(dataset, batch_size=2)
    fit(model, loader)
# --- evaluated alone
def main(dataset):
    model = Net().eval()
    loader = DataLoader(dataset, batch_size=2)
    print([model(x) for x, y in loader])
# --- the small batches are another loader's
def main(dataset, held_out):
    model = Net()
    fit(model, DataLoader(dataset, batch_size=64))
    model.eval()
    print([model(x) for x, y in DataLoader(held_out, batch_size=1)])
# --- the frames of each clip become examples
def main(clips):
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in DataLoader(clips, batch_size=4):
        x = x.reshape(x.shape[0] * x.shape[1], x.shape[2])
        optimizer.zero_grad()
        F.mse_loss(net(x), x).backward()
        optimizer.step()
# --- the same, with a size that is left open
def main(clips):
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in DataLoader(clips, batch_size=4):
        optimizer.zero_grad()
        F.mse_loss(net(x.view(-1, 8)), x.view(-1, 8)).backward()
        optimizer.step()
# --- every example is made flat
def main(images):
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in DataLoader(images, batch_size=4):  # NRM402 information
        x = x.view(x.size(0), -1)
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
