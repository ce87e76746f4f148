import torch
from torch import nn
# --- after a convolution
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 1)
        self.norm = nn.Layer▮Norm(8)

    def forward(self, x):
        return self.norm(self.conv(x))
# --->
class LayerNorm2d(nn.LayerNorm):
    """Layer normalization over the channels of (N, C, H, W)."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 1)
        self.norm = LayerNorm2d(8)

    def forward(self, x):
        return self.norm(self.conv(x))
# ===
y = Net()(torch.randn(2, 3, 5, 7))
assert y.shape == (2, 8, 5, 7)
assert y.mean(1).abs().max() < 1e-5 and (y.var(1, unbiased=False) - 1).abs().max() < 0.1
# --- in a sequence, of one axis of space
# A model.
model = nn.Sequential(nn.Conv1d(4, 6, 1), nn.Layer▮Norm(6, eps=1e-6), nn.GELU())
# --->
class LayerNorm1d(nn.LayerNorm):
    """Layer normalization over the channels of (N, C, W)."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 1)).permute(0, 2, 1)


# A model.
model = nn.Sequential(nn.Conv1d(4, 6, 1), LayerNorm1d(6, eps=1e-6), nn.GELU())
# ===
assert model(torch.randn(2, 4, 5)).shape == (2, 6, 5)
assert model[1](torch.randn(2, 6, 5)).mean(1).abs().max() < 1e-5
# --- of three axes of space
model = nn.Sequential(nn.Conv3d(4, 6, 1), nn.Layer▮Norm(6))
# --->
class LayerNorm3d(nn.LayerNorm):
    """Layer normalization over the channels of (N, C, D, H, W)."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 4, 1)).permute(0, 4, 1, 2, 3)


model = nn.Sequential(nn.Conv3d(4, 6, 1), LayerNorm3d(6))
# ===
assert model(torch.randn(2, 4, 2, 3, 5)).mean(1).abs().max() < 1e-5
# --- silent: channels last already
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 1)
        self.norm = nn.Layer▮Norm(8)

    def forward(self, x):
        return self.norm(self.conv(x).permute(0, 2, 3, 1))
# --- silent: after a linear layer
model = nn.Sequential(nn.Linear(3, 8), nn.Layer▮Norm(8))
# --- silent: as many values as the last axis may have
model = nn.Sequential(nn.Conv2d(3, 8, 1), nn.Layer▮Norm(32))
# --- silent: who calls it is not known
norm = nn.Layer▮Norm(8)
# --- silent: the name is taken
class LayerNorm2d: ...
model = nn.Sequential(nn.Conv2d(3, 8, 1), nn.Layer▮Norm(8))
