import torch
import torch.nn.functional as F
from torch import nn, optim

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(8)

    def forward(self, x):
        return self.bn(x)

# --- a loop for each mode
model = Net()
optimizer = optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    model.train()
    for x, y in loader:  # mode: train
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    model.eval()
    while held_out:  # mode: eval
        print(model(held_out.pop()))

# --- as a constructor leaves it
model = Net()
for x in loader:  # mode: train
    model(x)

# --- what evaluation leaves behind
def evaluate(model, loader):
    model.eval()
    for x in loader:  # mode: eval
        print(model(x))

model = Net()
model.train()
for epoch in range(3):
    for x, y in loader:  # mode: train → eval (never back)
        model(x).sum().backward()
    evaluate(model, held_out)

# --- within one epoch
model = Net()
for epoch in range(3):
    model.train()
    for step, x in enumerate(loader):  # mode: train → eval (never back)
        model(x).sum().backward()
        if step % 100 == 0:
            model.eval()

# --- back at the head of the loop
model = Net()
for epoch in range(3):
    for x in loader:  # mode: train
        model.train()
        model(x).sum().backward()
        model.eval()

# --- training goes on in the loop that was for evaluation
model = Net()
model.eval()
for epoch in range(3):
    for x in held_out:  # mode: eval → train (never back)
        print(model(x))
    model.train()

# --- one loop for both
def run(model, loader, training):
    model.train(training)
    for x in loader:  # mode: train or eval
        model(x)

model = Net()
for epoch in range(3):
    run(model, loader, True)
    run(model, held_out, False)

# --- a step of its own
def step(model, x):
    return model(x)

model = Net()
for epoch in range(3):
    for x in loader:  # mode: train
        step(model, x).sum().backward()

# --- comprehensions belong to the loop around them
model = Net().eval()
for batch in loader:  # mode: eval
    print([model(x) for x in batch])

# --- both, each at a place of its own
def train(model, x):
    model.train()
    model.encode(x).sum().backward()
    model.bn(x)

def evaluate(model, x):
    model.eval()
    print(model(x))

model = Net()
for epoch in range(3):  # mode: train and eval
    train(model, x)
    evaluate(model, x)

# --- several models
teacher = Net().eval()
student = Net()
for x in loader:  # mode: student train, teacher eval
    F.mse_loss(student(x), teacher(x)).backward()

# --- several models in one mode
net_g, net_d = Net(), Net()
for x in loader:  # mode: train
    net_d(net_g(x)).sum().backward()

# --- one of two is not known
def train(model, loader):
    student = Net()
    for x in loader:  # mode: student train
        F.mse_loss(student(x), model(x)).backward()

# --- as a method
class Job:
    def __init__(self):
        self.net = Net()

    def train(self, loader):
        self.net.train()
        for x in loader:  # mode: train
            self.net(x).sum().backward()

# --- losses have no mode
model = Net().eval()
criterion = nn.CrossEntropyLoss()
for x, y in loader:  # mode: eval
    criterion(model(x), y)

# --- silent: who calls is not known
def train(model, loader):
    for x in loader:
        model(x).sum().backward()

# --- silent: what was before the call is not known
model = Net()

def train(loader):
    for x in loader:
        model(x).sum().backward()

# --- silent: no mode changes anything
model = nn.Sequential(nn.Linear(3, 3), nn.ReLU())
for x in loader:
    model(x).sum().backward()

# --- silent: it went through unknown hands
import helpers

model = helpers.prepare(Net())
for x in loader:
    model(x)

# --- silent: nothing is called
model = Net()
for parameter in model.parameters():
    parameter.requires_grad = False

# --- silent: Lightning sets the mode
import pytorch_lightning as pl

class Task(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = Net()

    def training_step(self, batch, index):
        for x in batch:
            self.net(x)
