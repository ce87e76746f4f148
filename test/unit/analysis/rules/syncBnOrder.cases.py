import torch
import torch.nn as nn
from torch.nn import SyncBatchNorm
from torch.nn.parallel import DistributedDataParallel as DDP
from torchvision.models import resnet18

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.bn(x)

# --- the result is dropped, and the model is a batch norm itself
norm = nn.BatchNorm2d(8)
SyncBatchNorm.convert_sync_batchnorm(norm)  # NRM404 warning: BatchNorm2d is the model itself
norm = norm.cuda()
# --- the same in a function
def main():
    norm = nn.BatchNorm1d(8)
    torch.nn.SyncBatchNorm.convert_sync_batchnorm(norm)  # NRM404 warning
    return norm
# --- the same in a class that is no model
class Tester:
    def __init__(self):
        self.norm = nn.BatchNorm3d(8)
        nn.SyncBatchNorm.convert_sync_batchnorm(self.norm, None)  # NRM404 warning

Tester()
# --- wrapped, then converted
def main(rank):
    model = resnet18().to(rank)
    model = DDP(model, device_ids=[rank])
    model = SyncBatchNorm.convert_sync_batchnorm(model)  # NRM404 information: Converted after DistributedDataParallel
    return model
# --- as NVIDIA/apex#109 says: converted, then wrapped
def main(rank):
    model = resnet18().to(rank)
    model = SyncBatchNorm.convert_sync_batchnorm(model)
    model = DDP(model, device_ids=[rank])
    return model
# --- the wrapped one's module
def main(rank):
    model = DDP(resnet18().cuda())
    model.module = SyncBatchNorm.convert_sync_batchnorm(model.module)  # NRM404 information
    return model
# --- in a helper
def convert(model):
    return nn.SyncBatchNorm.convert_sync_batchnorm(model)  # NRM404 information

def main(rank):
    net = DDP(Net().to(rank), device_ids=[rank])
    return convert(net)
# --- under two conditions that may both hold
def main(args):
    net = Net().cuda()
    if args.distributed:
        net = nn.parallel.DistributedDataParallel(net, device_ids=[args.gpu])
    if args.sync_bn:
        net = nn.SyncBatchNorm.convert_sync_batchnorm(net)  # NRM404 information
    return net
# --- in an attribute of a trainer
class Trainer:
    def __init__(self, rank):
        self.model = Net().to(rank)
        self.model = DDP(self.model, device_ids=[rank])
        self.model = SyncBatchNorm.convert_sync_batchnorm(self.model)  # NRM404 information

Trainer(0)
# --- a container is converted in place
def main():
    model = Net()
    SyncBatchNorm.convert_sync_batchnorm(model)
    return model
# --- the result of a batch norm is kept
norm = nn.SyncBatchNorm.convert_sync_batchnorm(nn.BatchNorm2d(8))
# --- no process group is needed
import torch.distributed as dist

def main(rank):
    model = SyncBatchNorm.convert_sync_batchnorm(Net())
    dist.init_process_group("nccl")
    return DDP(model.to(rank), device_ids=[rank])
# --- one or the other
def main(args):
    model = Net().cuda()
    if args.plain:
        model = DDP(model, device_ids=[0])
    else:
        model = SyncBatchNorm.convert_sync_batchnorm(model)
    return model
# --- a helper that is called twice
def distribute(model, rank):
    model = SyncBatchNorm.convert_sync_batchnorm(model)
    return DDP(model, device_ids=[rank])

def main(rank):
    model = Net()
    distribute(model, rank)
    return distribute(model, rank)
# --- another model is wrapped
def main(rank):
    teacher = DDP(Net().cuda())
    model = SyncBatchNorm.convert_sync_batchnorm(Net())
    return teacher, DDP(model)
# --- where it came from is not known
def convert(model):
    return SyncBatchNorm.convert_sync_batchnorm(model)
# --- DataParallel is another wrapper
def main():
    model = nn.DataParallel(Net())
    return SyncBatchNorm.convert_sync_batchnorm(model)
# --- a converter of one's own
from sync import convert_sync_batchnorm

def main():
    model = nn.BatchNorm2d(8)
    convert_sync_batchnorm(model)
    return model
