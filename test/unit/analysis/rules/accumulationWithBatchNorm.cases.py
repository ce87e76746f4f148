import torch
import torch.nn as nn
import torch.nn.functional as F
from torchvision.models import resnet18

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.bn(self.conv(x))

# --- as in pytorch/pytorch#46516: a step every fourth batch
def main(loader):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()  # NRM403 hint: Gradients of several batches add up here
            optimizer.zero_grad()
# --- the count is a setting
def main(loader, args):
    model = resnet18()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        if i % args.accumulate == 0 or i == len(loader) - 1:
            optimizer.step()  # NRM403 hint
            optimizer.zero_grad()
# --- a schedule takes its steps beside
def main(loader):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    lr_scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        if i % 4 == 3:
            optimizer.step()  # NRM403 hint
            lr_scheduler.step()
            optimizer.zero_grad()
# --- with a scaler
def main(loader, steps):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.cuda.amp.GradScaler()
    for i, (x, y) in enumerate(loader):
        with torch.cuda.amp.autocast():
            loss = F.cross_entropy(model(x), y) / steps
        scaler.scale(loss).backward()
        if (i + 1) % steps == 0:
            scaler.step(optimizer)  # NRM403 hint
            scaler.update()
            optimizer.zero_grad()
# --- with accelerate
from accelerate import Accelerator

def main(loader):
    accelerator = Accelerator(gradient_accumulation_steps=4)  # NRM403 hint
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        accelerator.backward(loss)
        optimizer.step()
        optimizer.zero_grad()
# --- gradients are cleared before the loop and behind the gate
def main(loader):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(9):
        optimizer.zero_grad()
        for i, (x, y) in enumerate(loader):
            F.cross_entropy(model(x), y).backward()
            if i % 8 == 7:
                nn.utils.clip_grad_norm_(model.parameters(), 1)
                optimizer.step()  # NRM403 hint
                optimizer.zero_grad()
# --- two gates of the same count
def main(loader):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        if i % 4 == 0:
            optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        if i % 4 == 3:
            optimizer.step()  # NRM403 hint
# --- in a class
class Trainer:
    def __init__(self):
        self.net = Net()
        self.optimizer = torch.optim.Adam(self.net.parameters())
        self.count = 0

    def fit(self, loader):
        self.net.train()
        for x, y in loader:
            F.cross_entropy(self.net(x), y).backward()
            self.count += 1
            if self.count % 16 == 0:
                self.optimizer.step()  # NRM403 hint
                self.optimizer.zero_grad()

Trainer().fit(range(9))
# --- batches of eight
from torch.utils.data import DataLoader

def main(data):
    loader = DataLoader(data, batch_size=8, shuffle=True)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        if (i + 1) % 4 == 0:
            optimizer.step()  # NRM403 hint
            optimizer.zero_grad()
# --- the size of batches is a setting
from torch.utils.data import DataLoader
from settings import args

def main(data):
    loader = DataLoader(data, batch_size=args.batch_size, shuffle=True)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        if (i + 1) % 4 == 0:
            optimizer.step()  # NRM403 hint: keeps to each of them
            optimizer.zero_grad()
# --- one loop with two ways through it, told once
def main(loader, scaler):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        if scaler:
            with torch.cuda.amp.autocast():
                loss = F.cross_entropy(model(x), y)
            scaler.scale(loss).backward()
            if i % 2 == 1:
                optimizer.step()  # NRM403 hint
                optimizer.zero_grad()
        else:
            F.cross_entropy(model(x), y).backward()
            if i % 2 == 1:
                optimizer.step()
                optimizer.zero_grad()
# --- layer norm
def main(loader):
    model = nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
# --- frozen batch norm
def main(loader):
    model = Net()
    model.eval()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
# --- a step every time
def main(loader):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        optimizer.zero_grad()
        if (i + 1) % 100 == 0:
            print(i)
# --- the generator learns at every fifth step, by itself
def main(loader):
    net, critic = Net(), Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for i, x in enumerate(loader):
        if i % 5 == 0:
            optimizer.zero_grad()
            critic(net(x)).mean().backward()
            optimizer.step()
# --- gradients are cleared every time
def main(loader):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        if i % 2 == 0:
            optimizer.step()
# --- what the model has is not known
def main(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
# --- accelerate without accumulation
from accelerate import Accelerator

def main(loader):
    accelerator = Accelerator(gradient_accumulation_steps=1)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        accelerator.backward(F.cross_entropy(model(x), y))
        optimizer.step()
# --- a schedule takes the rare steps
def main(loader):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        optimizer.zero_grad()
        if i % 100 == 0:
            scheduler.step()
# --- batches that are large by themselves
from torch.utils.data import DataLoader

def main(data):
    loader = DataLoader(data, batch_size=256, shuffle=True)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
# --- as many as batch norm wants
from torch.utils.data import DataLoader
BATCH = 16

def main(data):
    loader = DataLoader(data, batch_size=BATCH, shuffle=True)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for i, (x, y) in enumerate(loader):
        F.cross_entropy(model(x), y).backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
