import torch
from torch import nn, optim

model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))
# --- an optimizer that decays by default
optimizer = optim.Adam▮W(model.parameters(), lr=1e-3)
# --->
optimizer = optim.AdamW([
    {"params": [p for p in model.parameters() if p.ndim > 1]},
    {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
], lr=1e-3)
# ===
kernels, rest = optimizer.param_groups
assert [p.ndim for p in kernels["params"]] == [4] and [p.ndim for p in rest["params"]] == [1, 1, 1]
assert kernels["weight_decay"] == 0.01 and rest["weight_decay"] == 0 and rest["lr"] == 1e-3
# --- one that is told to
class Job:
    def __init__(self):
        self.net = model
        self.optimizer = torch.optim.SGD(
            self.net.para▮meters(),
            lr=0.1,
            weight_decay=5e-4,
        )
# --->
class Job:
    def __init__(self):
        self.net = model
        self.optimizer = torch.optim.SGD(
            [
                {"params": [p for p in self.net.parameters() if p.ndim > 1]},
                {"params": [p for p in self.net.parameters() if p.ndim <= 1], "weight_decay": 0.0},
            ],
            lr=0.1,
            weight_decay=5e-4,
        )
# ===
kernels, rest = Job().optimizer.param_groups
assert kernels["weight_decay"] == 5e-4 and rest["weight_decay"] == 0 and len(rest["params"]) == 3
# --- by keyword, of a parameter
def make(net, decay):
    return optim.A▮dam(params=net.parameters(), lr=1e-3, weight_decay=decay)
# --->
def make(net, decay):
    return optim.Adam(params=[
        {"params": [p for p in net.parameters() if p.ndim > 1]},
        {"params": [p for p in net.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], lr=1e-3, weight_decay=decay)
# ===
assert [group["weight_decay"] for group in make(model, 0.1).param_groups] == [0.1, 0]
# --- silent: nothing decays
optimizer = optim.S▮GD(model.parameters(), lr=0.1)
# --- silent: it is told not to
optimizer = optim.Adam▮W(model.parameters(), weight_decay=0)
# --- silent: groups already
optimizer = optim.Adam▮W([{"params": model.parameters()}])
# --- silent: what is chosen among them
optimizer = optim.Adam▮W(filter(lambda p: p.requires_grad, model.parameters()))
# --- silent: code counts on one group
optimizer = optim.Adam▮W(model.parameters())
optimizer.param_groups[0]["lr"] = 0.1
# --- silent: FSDP makes one flat parameter of many
from torch.distributed.fsdp import FullyShardedDataParallel
optimizer = optim.Adam▮W(FullyShardedDataParallel(model).parameters())
