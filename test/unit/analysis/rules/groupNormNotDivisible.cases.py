import torch
import torch.nn as nn
import torch.nn.functional as F
from functools import partial

# --- numbers that do not divide
norm = nn.GroupNorm(8, 36)  # NRM201 error: cannot divide 36 channels into 8 groups
# --- no groups at all
norm = nn.GroupNorm(0, 64)  # NRM201 error: at least one
# --- a negative number of groups
norm = nn.GroupNorm(-1, 64)  # NRM201 error: at least one
# --- keywords
norm = nn.GroupNorm(num_channels=50, num_groups=16)  # NRM201 error
# --- constants of the file and arithmetic
WIDTH = 3 * 16
GROUPS = 32
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, WIDTH // 2)  # NRM201 error: 24 channels into 32 groups
# --- a width that is only a default
class Net(nn.Module):
    def __init__(self, width=48):
        super().__init__()
        self.norm = nn.GroupNorm(32, width)  # NRM201 information: by default
# --- the number of groups through a function of the file
def block(width, groups=8):
    return nn.Sequential(nn.Conv2d(3, width, 3), nn.GroupNorm(groups, width))  # NRM201 error: 20 channels into 8 groups
net = nn.Sequential(block(16), block(20))
# --- more groups than channels, in a Sequential
net = nn.Sequential(nn.Conv2d(3, 16, 3), nn.GroupNorm(32, 16), nn.ReLU())  # NRM201 error
# --- an attribute that the constructor sets
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.groups = 5
        self.norm = nn.GroupNorm(self.groups, 64)  # NRM201 error
# --- Flax, whose default is 32
from flax import nnx
norm = nnx.GroupNorm(48, rngs=nnx.Rngs(0))  # NRM201 error: 48 channels into 32
# --- a partial
norm = partial(nn.GroupNorm, 12)(64)  # NRM201 error

# --- a class of the file that is given a number which does not divide
class Block(nn.Module):
    def __init__(self, inputs, outputs, last=False):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3)
        self.norm = nn.GroupNorm(8, outputs)  # NRM201 error: cannot divide 1 channels into 8 groups
        self.last = last
    def forward(self, x):
        x = self.conv(x)
        return x if self.last else self.norm(x)
blocks = nn.ModuleList([Block(3, 64), Block(64, 64), Block(64, 1, last=True)])
# --- and a number of groups, by name
class Block(nn.Module):
    def __init__(self, width, groups=8):
        super().__init__()
        self.norm = nn.GroupNorm(groups, width)  # NRM201 error: 64 channels into 12 groups
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(64, groups=12)

# --- numbers that divide
norm = nn.GroupNorm(8, 32)
# --- a width that nobody knows
def block(width):
    return nn.GroupNorm(32, width)
# --- a test of the raise
def test_raises():
    try:
        nn.GroupNorm(3, 64)
    except ValueError:
        pass
# --- pytest's raises
import pytest
def test_raises():
    with pytest.raises(ValueError):
        nn.GroupNorm(3, 64)
# --- a condition on the remainder
def norm(width=48):
    if width % 32 == 0:
        return nn.GroupNorm(32, width)
    return nn.GroupNorm(1, width)
# --- the largest number that fits
def norm(width):
    return nn.GroupNorm(min(32, width), width)
# --- a class of the file's own
class GroupNorm(nn.Module):
    def __init__(self, groups, channels):
        super().__init__()
norm = GroupNorm(3, 64)
# --- group_size in Flax
from flax import nnx
norm = nnx.GroupNorm(48, num_groups=None, group_size=16, rngs=nnx.Rngs(0))
# --- a variable that a loop changes
width = 64
for i in range(3):
    norm = nn.GroupNorm(32, width)
    width = width // 3 * 2
# --- a parameter that the class is never left to
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.GroupNorm(32, width * 2)
# --- nn patched in the file
nn.GroupNorm = lambda groups, channels: nn.Identity()
norm = nn.GroupNorm(3, 64)
# --- half a call
norm = nn.GroupNorm(32,
# --- a class of the file that is given numbers which divide
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
blocks = [Block(64), Block(8)]
# --- a class that changes the number before
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        width = max(width, 8)
        self.norm = nn.GroupNorm(8, width)
block = Block(1)
# --- a class that asks before
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        if width >= 8:
            self.norm = nn.GroupNorm(8, width)
block = Block(1)
# --- a class that returns before
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = None
        if width < 8:
            return
        self.norm = nn.GroupNorm(8, width)
block = Block(1)
# --- one of two classes of a name
def one():
    class Block(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.norm = nn.GroupNorm(8, width)
    return Block(16)
def two():
    class Block(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.norm = nn.BatchNorm2d(width)
    return Block(1)
# --- a test that it raises
import pytest
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
def test_raises():
    with pytest.raises(ValueError):
        Block(1)
# --- as in NVIDIA/physicsnemo#996, before the fix: fewer channels than a group should hold
def group_norm(channels, groups=32, least=4):
    return nn.GroupNorm(min(groups, channels // least), channels)  # NRM201 error

net = nn.Sequential(nn.Conv2d(3, 2, 3), group_norm(2))
# --- as in NVIDIA/physicsnemo#996, after the fix
def group_norm(channels, groups=32, least=4):
    return nn.GroupNorm(min(groups, (channels + least - 1) // least), channels)

net = nn.Sequential(nn.Conv2d(3, 2, 3), group_norm(2))
