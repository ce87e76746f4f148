import torch
import torch.nn as nn
import torch.nn.functional as F

# --- a group for each channel, on vectors
net = nn.Sequential(nn.Flatten(), nn.Linear(8, 64), nn.GroupNorm(64, 64))  # NRM205 warning: one channel a group on vectors (N, C) gives β
# --- the same by names
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(8, width)
        self.norm = nn.GroupNorm(num_groups=width, num_channels=width)  # NRM205 warning
    def forward(self, x):
        return self.norm(self.fc(torch.flatten(x, 1)))
# --- on a map that was pooled to one pixel
net = nn.Sequential(nn.AdaptiveAvgPool2d((1, 1)), nn.Conv2d(3, 8, 1), nn.GroupNorm(8, 8))  # NRM205 warning: single pixel gives β
# --- two channels a group
net = nn.Sequential(nn.Flatten(), nn.Linear(8, 64), nn.GroupNorm(32, 64))  # NRM205 warning: leaves ±1
# --- a mean that keeps its axes
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.norm = nn.GroupNorm(64, 64)  # NRM205 warning: single pixel
    def forward(self, x):
        return self.norm(self.conv(x).mean((2, 3), keepdim=True))
# --- InstanceNorm on one pixel
class Pool(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.conv = nn.Conv2d(512, 256, 1, bias=False)
        self.norm = nn.InstanceNorm2d(256)  # NRM205 warning: raises, in evaluation, too
    def forward(self, x):
        return F.relu(self.norm(self.conv(self.pool(x))))
# --- the same with running statistics
net = nn.Sequential(nn.AdaptiveMaxPool1d(1), nn.InstanceNorm1d(8, track_running_stats=True))  # NRM205 warning: raises in training
# --- InstanceNorm1d on vectors
net = nn.Sequential(nn.Flatten(), nn.Linear(8, 64), nn.InstanceNorm1d(64), nn.ReLU())  # NRM205 warning: it is a layer norm without γ and β
# --- with parameters
net = nn.Sequential(nn.Flatten(), nn.Linear(8, 64), nn.InstanceNorm1d(64, affine=True))  # NRM205 warning: takes the batch for channels: it raises
# --- a layer norm over one value
net = nn.Sequential(nn.Linear(8, 1), nn.LayerNorm(1))  # NRM205 warning: whatever comes in, β goes out

# --- fewer groups
net = nn.Sequential(nn.Flatten(), nn.Linear(8, 64), nn.GroupNorm(8, 64))
# --- one group
net = nn.Sequential(nn.Flatten(), nn.Linear(8, 64), nn.GroupNorm(1, 64))
# --- a group for each channel on maps of a size that is not known
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.GroupNorm(64, 64))
# --- on a map that was pooled to more than one pixel
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.AdaptiveAvgPool2d(7), nn.GroupNorm(64, 64), nn.InstanceNorm2d(64))
# --- a convolution that is padded, after a pool to one pixel
net = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 64, 3, padding=2), nn.InstanceNorm2d(64))
# --- groups that are only a default
class Net(nn.Module):
    def __init__(self, groups=64):
        super().__init__()
        self.fc = nn.Linear(8, 64)
        self.norm = nn.GroupNorm(groups, 64)
    def forward(self, x):
        return self.norm(self.fc(torch.flatten(x, 1)))
# --- InstanceNorm1d on sequences
net = nn.Sequential(nn.Conv1d(3, 64, 3), nn.InstanceNorm1d(64, affine=True))
# --- vectors that get an axis first
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 64)
        self.norm = nn.InstanceNorm1d(64)
    def forward(self, x):
        return self.norm(self.fc(torch.flatten(x, 1)).unsqueeze(1)).squeeze(1)
# --- batch norm on one pixel, which has the batch
net = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 64, 1), nn.BatchNorm2d(64))
# --- layer norms of more
net = nn.Sequential(nn.Linear(8, 2), nn.LayerNorm(2), nn.LayerNorm([1, 2]))
# --- a pool to one pixel, upsampled again
net = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Upsample(8), nn.InstanceNorm2d(64))
# --- a test that it raises
import pytest
def test_raises(x):
    with pytest.raises(ValueError):
        nn.InstanceNorm2d(8)(nn.AdaptiveAvgPool2d(1)(x))
