import torch
import torch.nn as nn
import torch.nn.functional as F

# --- BatchNorm2d after a one-dimensional convolution
net = nn.Sequential(nn.Conv1d(3, 64, 3), nn.BatchNorm2d(64))  # NRM203 error: gets 3 axes
# --- BatchNorm3d after a two-dimensional one
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU(), nn.BatchNorm3d(64))  # NRM203 error: the call raises
# --- InstanceNorm2d after a one-dimensional one, in silence
net = nn.Sequential(nn.Conv1d(3, 64, 3), nn.InstanceNorm2d(64))  # NRM203 error: normalizes the wrong ones
# --- BatchNorm2d on a vector
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(512, 64)
        self.norm = nn.BatchNorm2d(64)  # NRM203 error: gets 2 axes
    def forward(self, x):
        return self.norm(self.fc(torch.flatten(x, 1)))
# --- after a global pool and flatten
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.BatchNorm2d(64))  # NRM203 error
# --- BatchNorm1d on a map
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.ConvTranspose2d(3, 64, 3)
        self.norm = nn.BatchNorm1d(64)  # NRM203 error: gets 4 axes
    def forward(self, x):
        return F.relu(self.norm(self.conv(x)))
# --- a view that leaves two axes
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(64)  # NRM203 error: gets 2 axes, its input
    def forward(self, x):
        return self.norm(x.view(-1, 64))
# --- from torch.nn
from torch.nn import BatchNorm3d, Conv1d, Sequential
net = Sequential(Conv1d(3, 64, 3), BatchNorm3d(64))  # NRM203 error

# --- matching ones
net = nn.Sequential(nn.Conv1d(3, 8, 3), nn.BatchNorm1d(8), nn.ReLU())
# --- BatchNorm1d on vectors and on sequences
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 64)
        self.conv = nn.Conv1d(8, 64, 3)
        self.a = nn.BatchNorm1d(64)
        self.b = nn.BatchNorm1d(64)
    def forward(self, x, s):
        return self.a(self.fc(x.view(-1, 8))), self.b(self.conv(s))
# --- an axis put in between
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 64, 3)
        self.norm = nn.BatchNorm2d(64)
    def forward(self, x):
        return self.norm(self.conv(x).unsqueeze(-1))
# --- a view to four axes
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(100, 128 * 49)
        self.norm = nn.BatchNorm2d(128)
    def forward(self, x):
        return self.norm(self.fc(x.flatten(1)).view(-1, 128, 7, 7))
# --- a view with a shape that is not known
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x, shape):
        return self.norm(self.conv(x).view(*shape))
# --- flatten of space
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x):
        return self.norm(self.conv(x).flatten(2))
# --- a squeeze
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x):
        return self.norm(self.conv(x).squeeze())
# --- a linear layer on what nobody knows
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 64)
        self.norm = nn.BatchNorm2d(64)
    def forward(self, x):
        return self.norm(self.fc(x))
# --- layers that take any rank
net = nn.Sequential(nn.Conv1d(3, 64, 3), nn.GroupNorm(8, 64), nn.SyncBatchNorm(64))
# --- an own block between
class Expand(nn.Module):
    def forward(self, x):
        return x[..., None]
net = nn.Sequential(nn.Conv1d(3, 64, 3), Expand(), nn.BatchNorm2d(64))
# --- pooling over all of space with its axes kept
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(64))
# --- one of several norms, chosen by name
def select(name, width):
    if name == "group":
        return nn.GroupNorm(1, width)
    else:
        return nn.BatchNorm1d(width)
class Net(nn.Module):
    def __init__(self, name="group"):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.norm = select(name, 64)
    def forward(self, x):
        return self.norm(self.conv(x))
# --- as in rcdaudt/patch_based_change_detection#1, before the fix
class EarlyFusion(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(6, 32, 3), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(2))
        self.fc = nn.Sequential(
            nn.Linear(128, 64),
            nn.BatchNorm2d(64),  # NRM203 error
            nn.ReLU(),
            nn.Linear(64, 2),
        )

    def forward(self, before, after):
        x = self.conv(torch.cat((before, after), 1))
        return self.fc(x.view(x.size(0), -1))
# --- as in rcdaudt/patch_based_change_detection#1, after the fix
class EarlyFusion(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(6, 32, 3), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveMaxPool2d(2))
        self.fc = nn.Sequential(
            nn.Linear(128, 64),
            nn.BatchNorm1d(64),
            nn.ReLU(),
            nn.Linear(64, 2),
        )

    def forward(self, before, after):
        x = self.conv(torch.cat((before, after), 1))
        return self.fc(x.view(x.size(0), -1))
