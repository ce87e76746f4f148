import torch
import torch.nn as nn
import torch.nn.functional as F

# --- Sequential
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.BatchNorm2d(32))  # NRM202 error: made for 32 channels, nn.Conv2d gives 64
# --- attributes, an activation between
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.norm = nn.BatchNorm2d(128)  # NRM202 error
    def forward(self, x):
        return self.norm(F.relu(self.conv(x)))
# --- the norm of the input's channels, after the convolution
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.GroupNorm(8, 32)  # NRM202 error
        self.conv = nn.Conv2d(32, 64, 3)
    def forward(self, x):
        return self.norm(self.conv(x))
# --- a linear layer behind a flatten
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(128, 10)
        self.norm = nn.BatchNorm1d(128)  # NRM202 error: nn.Linear gives 10
    def forward(self, x):
        return self.norm(self.fc(x.flatten(1)))
# --- layer norm over the last axis
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(128, 256)
        self.norm = nn.LayerNorm(128)  # NRM202 error
    def forward(self, x):
        return self.norm(self.fc(x))
# --- layer norm after a permutation
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 96, 4)
        self.norm = nn.LayerNorm(64)  # NRM202 error
    def forward(self, x):
        return self.norm(self.conv(x).permute(0, 2, 3, 1))
# --- a helper method that forward calls
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 64, 3)
        self.norm = nn.BatchNorm1d(63)  # NRM202 error
    def forward(self, x):
        return self.head(self.conv(x))
    def head(self, x):
        return self.norm(x)
# --- an embedding
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(1000, 64)
        self.norm = nn.LayerNorm(32)  # NRM202 error
    def forward(self, x):
        return self.norm(self.embed(x))
# --- widths computed from constants
BASE = 16
net = nn.Sequential(nn.Conv2d(3, BASE * 4, 3), nn.ReLU(), nn.BatchNorm2d(BASE * 2))  # NRM202 error: for 32 channels
# --- both directions of an LSTM
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(8, 32, batch_first=True, bidirectional=True)
        self.norm = nn.LayerNorm(32)  # NRM202 error: nn.LSTM gives 64
    def forward(self, x):
        out, _ = self.rnn(x)
        return self.norm(out)

# --- the same number
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.BatchNorm2d(64))
# --- concatenation between
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.norm = nn.BatchNorm2d(67)
    def forward(self, x):
        return self.norm(torch.cat([x, self.conv(x)], 1))
# --- pixel shuffle and GLU between
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.PixelShuffle(2), nn.BatchNorm2d(16), nn.Conv2d(16, 32, 1), nn.GLU(1), nn.BatchNorm2d(16))
# --- a view between
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(100, 128 * 7 * 7)
        self.norm = nn.BatchNorm2d(128)
    def forward(self, z):
        return self.norm(self.fc(z).view(-1, 128, 7, 7))
# --- norm before the convolution
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(32)
        self.conv = nn.Conv2d(32, 64, 3)
    def forward(self, x):
        return self.conv(self.norm(x))
# --- branches of different widths
class Net(nn.Module):
    def __init__(self, deep):
        super().__init__()
        self.a = nn.Conv2d(3, 32, 3)
        self.b = nn.Conv2d(3, 64, 3)
        self.norm = nn.BatchNorm2d(64)
    def forward(self, x, wide):
        x = self.b(x) if wide else self.a(x)
        return self.norm(x)
# --- numbers that are defaults
class Net(nn.Module):
    def __init__(self, width=64, norm_width=32):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3)
        self.norm = nn.BatchNorm2d(norm_width)
    def forward(self, x):
        return self.norm(self.conv(x))
# --- a linear layer on a sequence, batch norm along the sequence
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(128, 256)
        self.norm = nn.BatchNorm1d(50)
    def forward(self, x):
        return self.norm(self.fc(x))
# --- an index between
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.norm = nn.BatchNorm2d(32)
    def forward(self, x):
        return self.norm(self.conv(x)[:, :32])
# --- chunks of the channels
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.norm = nn.BatchNorm2d(32)
    def forward(self, x):
        a, b = self.conv(x).chunk(2, 1)
        return self.norm(a) + b
# --- instance norm without parameters, which does not look
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.InstanceNorm2d(32))
# --- a transposed sequence
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 64, 3)
        self.norm = nn.LayerNorm(64)
    def forward(self, x):
        return self.norm(self.conv(x).transpose(1, 2))
# --- norms for maps after linear layers, which raise for another reason
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Sequential(
            nn.Linear(64, 32),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.Linear(32, 16),
            nn.BatchNorm2d(16),
        )
    def forward(self, x, f):
        return self.head(f(x))
# --- features along another axis than the one that is counted
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(64, 512), nn.BatchNorm2d(512), nn.ReLU(), nn.Linear(512, 128), nn.BatchNorm2d(128)
        )
    def forward(self, x):
        return self.layers(x)
# --- without parameters and statistics, batch norm does not look, and group norm not without parameters
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.BatchNorm2d(32, affine=False, track_running_stats=False))
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.GroupNorm(8, 32, affine=False))
# --- a sequence that is taken apart: other channels come in between
class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Sequential(nn.ConvTranspose2d(512, 256, 3), nn.BatchNorm2d(512), nn.ReLU())

    def forward(self, x, skip):
        x = torch.cat([skip, self.up[0](x)], 1)
        for layer in self.up[1:]:
            x = layer(x)
        return x
