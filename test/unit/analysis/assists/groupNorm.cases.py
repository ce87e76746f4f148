import torch
import torch.nn as nn
from torch.nn import BatchNorm2d
# --- a number of channels
norm = nn.Batch▮Norm2d(64)
# --->
norm = nn.GroupNorm(32, 64)
# ===
assert norm(torch.randn(1, 64, 2, 2)).shape == (1, 64, 2, 2)
# --- the largest divisor that leaves two channels a group
norm = nn.Batch▮Norm2d(48)
# --->
norm = nn.GroupNorm(24, 48)
# ===
norm(torch.randn(1, 48, 2, 2))
# --- few channels
norm = nn.Batch▮Norm2d(12)
# --->
norm = nn.GroupNorm(6, 12)
# --- what both have is kept, what only batch norm has is not
norm = nn.Batch▮Norm1d(64, 1e-3, momentum=0.01, affine=False, track_running_stats=True)
# --->
norm = nn.GroupNorm(32, 64, eps=1e-3, affine=False)
# ===
assert norm.eps == 1e-3 and norm.weight is None
norm(torch.randn(4, 64))
norm(torch.randn(4, 64, 7))
# --- by keyword
norm = nn.BatchNorm3d(num_▮features=32, dtype=torch.float64)
# --->
norm = nn.GroupNorm(16, 32, dtype=torch.float64)
# ===
norm(torch.randn(1, 32, 2, 2, 2).double())
# --- a name whose value is known
width = 96
norm = torch.nn.Batch▮Norm2d(width * 2)
# --->
width = 96
norm = torch.nn.GroupNorm(32, width * 2)
# ===
norm(torch.randn(1, 192, 2, 2))
# --- one call for several numbers of channels
def block(channels):
    return nn.Sequential(nn.Conv2d(channels, channels, 1), nn.Batch▮Norm2d(channels))

model = nn.Sequential(block(24), nn.Conv2d(24, 40, 1), block(40))
# --->
def block(channels):
    return nn.Sequential(nn.Conv2d(channels, channels, 1), nn.GroupNorm(4, channels))

model = nn.Sequential(block(24), nn.Conv2d(24, 40, 1), block(40))
# ===
model(torch.randn(1, 24, 3, 3))
# --- in a class
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.Batch▮Norm2d(16)
# --->
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.GroupNorm(8, 16)
# --- silent: channels that are not known
class Net(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.Batch▮Norm2d(channels)
# --- silent: channels that are only a default
class Net(nn.Module):
    def __init__(self, channels=64):
        super().__init__()
        self.norm = nn.Batch▮Norm2d(channels)
# --- silent: nothing but 1 divides them
norm = nn.Batch▮Norm2d(7)
# --- silent: one channel
norm = nn.Batch▮Norm2d(1)
# --- silent: a name of its own, which group norm does not have
norm = Batch▮Norm2d(64)
# --- silent: a class that is given
def block(norm_layer=nn.BatchNorm2d):
    return norm_▮layer(64)
# --- silent: what is spread out is not known
norm = nn.Batch▮Norm2d(64, **options)
# --- silent: code looks at the running statistics
norm = nn.Batch▮Norm2d(64)
print(norm.running_mean)
# --- silent: another norm
norm = nn.Instance▮Norm2d(64)
# --- silent: somewhere else
norm = nn.BatchNorm2d(64)
pri▮nt(norm)
