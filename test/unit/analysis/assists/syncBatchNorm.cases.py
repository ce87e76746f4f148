import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(8)

    def forward(self, x):
        return self.bn(x)

# --- in a statement of its own
def main(rank):
    model = Net().cuda(rank)
    model = D▮DP(model, device_ids=[rank])
# --->
def main(rank):
    model = Net().cuda(rank)
    model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
    model = DDP(model, device_ids=[rank])
# ===
converted = nn.SyncBatchNorm.convert_sync_batchnorm(Net())
assert isinstance(converted.bn, nn.SyncBatchNorm)
assert list(converted.state_dict()) == list(Net().state_dict())
# --- around what moves it
def main(rank):
    model = D▮DP(Net().to(f"cuda:{rank}"), device_ids=[rank])
# --->
def main(rank):
    model = DDP(nn.SyncBatchNorm.convert_sync_batchnorm(Net().to(f"cuda:{rank}")), device_ids=[rank])
# --- by the long name, a known family
import torchvision
net = torchvision.models.resnet18().cuda()
wrapped = torch.nn.parallel.Distri▮butedDataParallel(module=net)
# --->
import torchvision
net = torchvision.models.resnet18().cuda()
net = nn.SyncBatchNorm.convert_sync_batchnorm(net)
wrapped = torch.nn.parallel.DistributedDataParallel(module=net)
# --- an attribute
class Job:
    def __init__(self, rank):
        self.net = Net().cuda()
        self.net = D▮DP(self.net, device_ids=[rank])
# --->
class Job:
    def __init__(self, rank):
        self.net = Net().cuda()
        self.net = nn.SyncBatchNorm.convert_sync_batchnorm(self.net)
        self.net = DDP(self.net, device_ids=[rank])
# --- silent: done already
model = nn.SyncBatchNorm.convert_sync_batchnorm(Net().cuda())
model = D▮DP(model, device_ids=[0])
# --- silent: no batch norm
model = nn.Sequential(nn.Linear(8, 8)).cuda()
model = D▮DP(model, device_ids=[0])
# --- silent: a model that is not known
def main(model, rank):
    model = D▮DP(model, device_ids=[rank])
# --- silent: on CPUs
torch.distributed.init_process_group("gloo")
model = D▮DP(Net())
# --- silent: one process
model = nn.Data▮Parallel(Net().cuda())
