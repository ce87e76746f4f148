import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel as DDP
from torchvision.models import resnet18

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.bn(self.conv(x))

# --- as in pytorch/pytorch#175024, before the fix: two views of a batch
def main(loader, rank):
    model = DDP(Net().to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for a, b in loader:
        first = model(a)
        second = model(b)  # NRM405 information: Second forward pass before backward
        loss = F.mse_loss(first, second)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
# --- as in pytorch/pytorch#175024, after the fix: both at once
def main(loader, rank):
    model = DDP(Net().to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for a, b in loader:
        first, second = model(torch.cat([a, b])).chunk(2)
        loss = F.mse_loss(first, second)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
# --- as in xinntao/BasicSR#278, before the fix: a discriminator on real and fake
def main(loader, rank):
    critic = DDP(Net().to(rank), device_ids=[rank])
    optimizer = torch.optim.Adam(critic.parameters())
    for real, fake in loader:
        optimizer.zero_grad()
        real_loss = F.softplus(-critic(real)).mean()
        fake_loss = F.softplus(critic(fake.detach())).mean()  # NRM405 information
        (real_loss + fake_loss).backward()
        optimizer.step()
# --- as in xinntao/BasicSR#278, after the fix: each is differentiated by itself
def main(loader, rank):
    critic = DDP(Net().to(rank), device_ids=[rank])
    optimizer = torch.optim.Adam(critic.parameters())
    for real, fake in loader:
        optimizer.zero_grad()
        real_loss = F.softplus(-critic(real)).mean()
        real_loss.backward()
        fake_loss = F.softplus(critic(fake.detach())).mean()
        fake_loss.backward()
        optimizer.step()
# --- in one expression, of a known architecture
def main(loader, rank):
    model = nn.parallel.DistributedDataParallel(resnet18().to(rank))
    for a, b in loader:
        (model(a).mean() + model(b).mean()).backward()  # NRM405 information
# --- in a class
class Trainer:
    def __init__(self, rank):
        self.model = DDP(Net().to(rank), device_ids=[rank])
        self.optimizer = torch.optim.Adam(self.model.parameters())

    def step(self, a, b):
        self.model.train()
        loss = F.mse_loss(self.model(a), self.model(b))  # NRM405 information
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

Trainer(0).step(None, None)
# --- through a helper
def loss_of(model, x, y):
    return F.cross_entropy(model(x), y)  # NRM405 information

def main(loader, rank):
    model = DDP(Net().to(rank), device_ids=[rank])
    for x, y, u, v in loader:
        loss = loss_of(model, x, y) + loss_of(model, u, v)
        loss.backward()
# --- a third one under a condition
def main(loader, rank, consistent):
    model = DDP(Net().to(rank), device_ids=[rank])
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        if consistent:
            loss = loss + model(x.flip(-1)).mean()  # NRM405 information
        loss.backward()
# --- adversarial examples beside clean ones
def main(loader, rank):
    net = DDP(resnet18().cuda(), device_ids=[rank], find_unused_parameters=True)
    for x, y in loader:
        clean = net(x)
        noisy = net(x + torch.randn_like(x))  # NRM405 information
        loss = F.cross_entropy(clean, y) + F.kl_div(noisy, clean)
        loss.backward()
# --- buffers are not sent
def main(loader, rank):
    model = DDP(Net().to(rank), device_ids=[rank], broadcast_buffers=False)
    for a, b in loader:
        F.mse_loss(model(a), model(b)).backward()
# --- synchronized
def main(loader, rank):
    model = nn.SyncBatchNorm.convert_sync_batchnorm(Net().to(rank))
    model = DDP(model, device_ids=[rank])
    for a, b in loader:
        F.mse_loss(model(a), model(b)).backward()
# --- one way or the other
def main(loader, rank, flip):
    model = DDP(Net().to(rank), device_ids=[rank])
    for x, y in loader:
        if flip:
            out = model(x.flip(-1))
        else:
            out = model(x)
        F.cross_entropy(out, y).backward()
# --- one way or the other, in an expression
def main(loader, rank, flip):
    model = DDP(Net().to(rank), device_ids=[rank])
    for x, y in loader:
        out = model(x.flip(-1)) if flip else model(x)
        F.cross_entropy(out, y).backward()
# --- the second has no gradient
def main(loader, rank):
    model = DDP(Net().to(rank), device_ids=[rank])
    for a, b in loader:
        with torch.no_grad():
            target = model(b)
        F.mse_loss(model(a), target).backward()
# --- in evaluation mode
def main(loader, rank):
    model = DDP(Net().to(rank), device_ids=[rank])
    model.eval()
    for a, b in loader:
        F.mse_loss(model(a), model(b)).backward()
# --- not distributed
def main(loader):
    model = nn.DataParallel(Net())
    for a, b in loader:
        F.mse_loss(model(a), model(b)).backward()
# --- no batch norm
def main(loader, rank):
    model = DDP(nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8)))
    for a, b in loader:
        F.mse_loss(model(a), model(b)).backward()
# --- two models
def main(loader, rank):
    one, other = DDP(Net().to(rank)), DDP(resnet18().to(rank))
    for a, b in loader:
        F.mse_loss(one(a), other(b)).backward()
# --- settings that are not known
def main(loader, rank, options):
    model = DDP(Net().to(rank), **options)
    for a, b in loader:
        F.mse_loss(model(a), model(b)).backward()
