import torch
import torch.nn as nn
import torch.nn.functional as F

# --- layers, functions, methods and sums
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.norm = nn.BatchNorm2d(8)
    def forward(self, x):
        y = F.relu(self.norm(self.conv(x)), inplace=True)
        return y.sigmoid() + x
#> forward: x()
#> forward: conv(x) -> 4 axes, 1 is 8
#> forward: norm(conv) -> 4 axes, 1 is 8
#> forward: relu(norm) -> 4 axes, 1 is 8
#> forward: sigmoid(relu) -> 4 axes, 1 is 8
#> forward: +(sigmoid, x)
#> forward: return(+)
# --- views, permutations and means
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
    def forward(self, x):
        y = self.conv(x)
        a = y.permute(0, 2, 3, 1)
        b = y.mean(dim=(2, 3))
        c = y.flatten(1)
        d = y.view(-1, 4, 2, 7, 7)
        e = F.adaptive_avg_pool2d(y, 1).view(y.size(0), -1)
        f = a.transpose(1, 3)
        return a, b, c, d, e, f, y.unsqueeze(0), y[0]
#> forward: permute(conv) -> 4 axes, 3 is 8
#> forward: mean(conv) -> 2 axes, 1 is 8
#> forward: flatten(conv) -> 2 axes
#> forward: view(conv) -> 5 axes, 1 is 4, 2 is 2, 3 is 7, 4 is 7
#> forward: adaptive_avg_pool2d(conv) -> 4 axes, 1 is 8, 2 is 1, 3 is 1
#> forward: view(adaptive_avg_pool2d) -> 2 axes, 1 is 8
#> forward: transpose(permute) -> 4 axes, 1 is 8
#> forward: unsqueeze(conv) -> 5 axes, 0 is 1, 2 is 8
#> forward: [](conv)
# --- Sequential within Sequential, across its border
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Sequential(nn.ReLU()))
        self.b = nn.BatchNorm2d(8)
    def forward(self, x):
        return self.b(self.a(x))
#> forward: a.0(x) -> 4 axes, 1 is 8
#> forward: a.1.0(a.0) -> 4 axes, 1 is 8
#> forward: b(a.1.0) -> 4 axes, 1 is 8
# --- branches, and where they meet
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(1, 2)
        self.b = nn.Linear(1, 2)
    def forward(self, x, wide):
        if wide:
            x = self.a(x)
        else:
            x = self.b(x)
        return x
#> forward: a(x) -> ? axes, -1 is 2 [wide]
#> forward: b(x) -> ? axes, -1 is 2 [not wide]
#> forward: merge(a, b) -> ? axes, -1 is 2
# --- an early return leaves the rest to the other arm
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(1, 2)
    def forward(self, x):
        if x is None:
            return x
        return self.a(x)
#> forward: a(x) -> ? axes, -1 is 2 [not x is None]
# --- a loop over layers that are known, and one over many
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.two = nn.ModuleList([nn.Linear(1, 2), nn.Linear(2, 3)])
        self.many = nn.ModuleList([nn.Linear(3, 3) for _ in range(n)])
    def forward(self, x):
        for layer in self.two:
            x = layer(x)
        for layer in self.many:
            x = layer(x)
        return x
#> forward: two.0(x) -> ? axes, -1 is 2 [loop]
#> forward: two.1(two.0) -> ? axes, -1 is 3 [loop]
#> forward: loop(two.1, many.0) [loop]
#> forward: many.0(loop) -> ? axes, -1 is 3 [loop]
# --- a helper method, a checkpoint and another method
from torch.utils.checkpoint import checkpoint
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(1, 2)
        self.b = nn.Linear(2, 3)
    def forward(self, x):
        return checkpoint(self.b, self.features(x))
    def features(self, x):
        return self.a(x)
    def encode(self, z):
        return self.features(z)
#> forward: a(x) -> ? axes, -1 is 2
#> forward: b(a) -> ? axes, -1 is 3
#> encode: a(z) -> ? axes, -1 is 2
# --- recurrent layers and attention give several
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 8, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(16, 2)
    def forward(self, x):
        out, (h, c) = self.rnn(x)
        return self.fc(out)
#> forward: rnn(x) -> 3 axes, 2 is 16
#> forward: fc(rnn) -> 3 axes, 2 is 2
# --- lists of tensors, and what is unknown
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(1, 2)
    def forward(self, x, other):
        parts = [self.a(x)]
        parts.append(x)
        y = torch.cat(parts, 1)
        return mystery(y)
#> forward: cat(a, x)
#> forward: unknown(cat)
# --- a function inside reads what it names
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(1, 2)
    def forward(self, x):
        y = self.a(x)
        return lambda: y
#> forward: closure(a)
# --- Keras: functional and Sequential
from tensorflow import keras
from tensorflow.keras import layers
inputs = keras.Input((8,))
x = layers.Dense(4)(inputs)
x = layers.BatchNormalization()(x)
x = layers.Add()([x, inputs])
#> file: layers.Dense(Input) -> ? axes, -1 is 4
#> file: layers.BatchNormalization(layers.Dense) -> ? axes, -1 is 4
#> file: layers.Add(layers.BatchNormalization, Input)
# --- Keras: Sequential with a list and with add
import keras
a = keras.Sequential([keras.layers.Dense(4), keras.layers.ReLU()])
b = keras.Sequential()
b.add(keras.layers.Dense(5))
b.add(keras.layers.ReLU())
#> keras.Sequential: keras.layers.Dense(input) -> ? axes, -1 is 5
#> keras.Sequential: keras.layers.ReLU(keras.layers.Dense) -> ? axes, -1 is 5
#> keras.Sequential: keras.layers.Dense(input) -> ? axes, -1 is 4
# --- Flax: compact, and NNX
import flax.linen as fnn
from flax import nnx
class A(fnn.Module):
    @fnn.compact
    def __call__(self, x):
        return fnn.relu(fnn.LayerNorm()(fnn.Dense(8)(x)))
class B(nnx.Module):
    def __init__(self, rngs):
        self.fc = nnx.Linear(4, 8, rngs=rngs)
    def __call__(self, x):
        return nnx.relu(self.fc(x))
#> __call__: fnn.LayerNorm(fnn.Dense) -> ? axes, -1 is 8
#> __call__: relu(fnn.LayerNorm) -> ? axes, -1 is 8
#> __call__: fc(x) -> ? axes, -1 is 8
# --- sequences come in batches
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(64, 8)
        self.encoder = nn.TransformerEncoderLayer(64, 8)
    def forward(self, x):
        y, _ = self.attention(x, x, x)
        return self.encoder(y)
#> forward: attention(x, x, x) -> 3 axes, 2 is 64
#> forward: encoder(attention) -> 3 axes, 2 is 64
# --- one pixel stays one pixel in a pointwise convolution, not in others
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.a = nn.Conv2d(3, 8, 1)
        self.b = nn.Conv2d(8, 4, 1, padding=1)
    def forward(self, x):
        return self.b(self.a(self.pool(x)))
#> forward: a(pool) -> 4 axes, 1 is 8, 2 is 1, 3 is 1
#> forward: b(a) -> 4 axes, 1 is 4
# --- what the object keeps is read by more than the code shows
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(1, 2)
    def forward(self, x):
        self.kept = self.a(x)
        return self.kept
#> forward: attribute(a)
#> forward: return(a)
# --- broken code has fewer facts
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(1, 2)
        self.b = nn.Linear(
    def forward(self, x):
        return self.a(x
#> class Net: torch
