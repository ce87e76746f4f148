import torch
import torch.nn as nn
import torch.nn.functional as F
from einops import rearrange

# --- BatchNorm1d after an LSTM
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(40, 64, batch_first=True)
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x):
        out, _ = self.rnn(x)
        return self.norm(out)  # NRM204 warning: features of nn.LSTM, which lie last: it raises
# --- after a GRU whose time comes first
class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.rnn = nn.GRU(40, hidden)
        self.norm = nn.BatchNorm1d(hidden)
    def forward(self, x):
        x, h = self.rnn(x)
        return F.relu(self.norm(x))  # NRM204 warning
# --- InstanceNorm1d without affine, which never raises
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(40, 64, batch_first=True)
        self.norm = nn.InstanceNorm1d(64)
    def forward(self, x):
        x = self.rnn(x)[0]
        return self.norm(x)  # NRM204 warning: InstanceNorm1d takes axis 1 for the features
# --- after attention
class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.attention = nn.MultiheadAttention(dim, 8, batch_first=True)
        self.norm = nn.BatchNorm1d(dim)
    def forward(self, x):
        y, _ = self.attention(x, x, x)
        return self.norm(y)  # NRM204 warning
# --- after a linear layer on sequences
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(16, 32)
        self.norm = nn.BatchNorm1d(32)
    def forward(self, x):
        x = x.view(x.size(0), -1, 16)
        x = self.fc(x)
        return self.norm(x)  # NRM204 warning: features of nn.Linear
# --- groups
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(40, 64, batch_first=True)
        self.norm = nn.GroupNorm(8, 64)
    def forward(self, x):
        x, _ = self.rnn(x)
        return self.norm(x)  # NRM204 warning: GroupNorm
# --- LayerNorm after a convolution
class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.conv = nn.Conv2d(3, dim, 4, stride=4)
        self.norm = nn.LayerNorm(dim)
    def forward(self, x):
        x = self.conv(x)
        return self.norm(x)  # NRM204 warning: LayerNorm takes the last axis for the features of nn.Conv2d
# --- LayerNorm after one in one dimension, and an activation
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 64, 3)
        self.norm = nn.LayerNorm(64)
    def forward(self, x):
        return self.norm(F.gelu(self.conv(x)))  # NRM204 warning: which lie along axis 1
# --- in a list of layers
net = nn.Sequential(nn.Conv1d(3, 64, 3), nn.LayerNorm(64))  # NRM204 warning

# --- BatchNorm2d after linear layers, whatever the number of axes
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(64, 512),
            nn.BatchNorm2d(512),  # NRM204 warning: BatchNorm2d takes axis 1 for the features of nn.Linear
            nn.ReLU(),
            nn.Linear(512, 128),
            nn.BatchNorm2d(128),  # NRM204 warning: which lie last: it raises
        )
    def forward(self, x):
        return self.layers(x)
# --- BatchNorm2d after a linear layer on channels that were moved to the end
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 128)
        self.norm = nn.BatchNorm2d(128)
    def forward(self, x):
        x = self.fc(x.permute(0, 2, 3, 1))
        return self.norm(x)  # NRM204 warning: BatchNorm2d

# --- a transpose there and back
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(40, 64, batch_first=True)
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x):
        x, _ = self.rnn(x)
        return self.norm(x.transpose(1, 2)).transpose(1, 2)
# --- a permutation
class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.conv = nn.Conv2d(3, dim, 4)
        self.norm = nn.LayerNorm(dim)
    def forward(self, x):
        return self.norm(self.conv(x).permute(0, 2, 3, 1))
# --- flattened and transposed, as patches are
class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.conv = nn.Conv2d(3, dim, 4)
        self.norm = nn.LayerNorm(dim)
    def forward(self, x):
        return self.norm(self.conv(x).flatten(2).transpose(1, 2))
# --- movedim
class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.conv = nn.Conv2d(3, dim, 4)
        self.norm = nn.LayerNorm(dim)
    def forward(self, x):
        return self.norm(self.conv(x).movedim(1, -1))
# --- einops
class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.rnn = nn.GRU(40, dim, batch_first=True)
        self.norm = nn.BatchNorm1d(dim)
    def forward(self, x):
        x, _ = self.rnn(x)
        return self.norm(rearrange(x, "b t c -> b c t"))
# --- the last hidden state, which has no time
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(40, 64, batch_first=True)
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x):
        x, (h, c) = self.rnn(x)
        return self.norm(h[-1]), self.norm(x[:, -1]), self.norm(x.mean(1))
# --- a norm over time, which has another number
class Net(nn.Module):
    def __init__(self, steps):
        super().__init__()
        self.rnn = nn.LSTM(40, 64, batch_first=True)
        self.norm = nn.BatchNorm1d(steps)
    def forward(self, x):
        x, _ = self.rnn(x)
        return self.norm(x)
# --- a class of the file's own for maps
class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
net = nn.Sequential(nn.Conv2d(3, 64, 3), LayerNorm2d(64))
# --- each with its own layout
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(40, 64, batch_first=True)
        self.first = nn.LayerNorm(64)
        self.conv = nn.Conv1d(64, 64, 3)
        self.second = nn.BatchNorm1d(64)
    def forward(self, x):
        x, _ = self.rnn(x)
        x = self.first(x)
        return self.second(self.conv(x.transpose(1, 2)))
# --- vectors
net = nn.Sequential(nn.Flatten(), nn.Linear(8, 64), nn.BatchNorm1d(64), nn.Linear(64, 64), nn.BatchNorm1d(64))
# --- a linear layer on what has an unknown number of axes
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(16, 32)
        self.norm = nn.BatchNorm1d(32)
    def forward(self, x):
        return self.norm(self.fc(x))
# --- a test that it raises
import pytest
def test_raises(x):
    with pytest.raises(RuntimeError):
        nn.LayerNorm(8)(nn.Conv1d(3, 8, 3)(x))
# --- a linear layer's features as a map, and BatchNorm2d
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 128 * 7 * 7)
        self.norm = nn.BatchNorm2d(128)
    def forward(self, x):
        x = self.fc(x)
        return self.norm(x.view(-1, 128, 7, 7))
# --- channels moved to the end for a linear layer and back
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 128)
        self.norm = nn.BatchNorm2d(128)
    def forward(self, x):
        x = self.fc(x.permute(0, 2, 3, 1))
        return self.norm(x.permute(0, 3, 1, 2))
# --- a linear layer and BatchNorm2d for another number
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 128)
        self.norm = nn.BatchNorm2d(16)
    def forward(self, x):
        return self.norm(self.fc(x))
