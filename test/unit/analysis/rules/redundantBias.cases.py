import torch
import torch.nn as nn
import torch.nn.functional as F
from collections import OrderedDict

# --- Sequential
net = nn.Sequential(
    nn.Conv2d(3, 64, 3),  # NRM301 information: BatchNorm2d cancels the bias
    nn.BatchNorm2d(64),
    nn.ReLU(),
)
# --- bias=True is faded
net = nn.Sequential(nn.Conv2d(3, 64, 3, bias=True), nn.BatchNorm2d(64))  # NRM301
# --- OrderedDict
net = nn.Sequential(OrderedDict([
    ("conv", nn.Conv1d(3, 64, 3)),  # NRM301
    ("norm", nn.BatchNorm1d(64)),
]))
# --- a linear layer of the same width
class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.fc = nn.Linear(8, hidden)  # NRM301
        self.bn = nn.BatchNorm1d(hidden)
    def forward(self, x):
        return F.relu(self.bn(self.fc(x)))
# --- instance norm
net = nn.Sequential(nn.ConvTranspose2d(3, 64, 3), nn.InstanceNorm2d(64), nn.ReLU())  # NRM301
# --- group norm of one channel a group
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.GroupNorm(64, 64))  # NRM301
# --- a list that becomes a Sequential
class Net(nn.Module):
    def __init__(self, widths):
        super().__init__()
        layers = []
        for width in widths:
            layers.append(nn.Conv2d(8, width, 3))  # NRM301
            layers.append(nn.BatchNorm2d(width))
            layers.append(nn.ReLU())
        self.net = nn.Sequential(*layers)
    def forward(self, x):
        return self.net(x)
# --- a subclass of Sequential
class ConvBN(nn.Sequential):
    def __init__(self, i, o):
        super().__init__(
            nn.Conv2d(i, o, 3),  # NRM301
            nn.BatchNorm2d(o),
            nn.ReLU(),
        )
# --- a branch that may be passed by
class Net(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.shortcut = nn.Sequential()
        if i != o:
            self.shortcut = nn.Sequential(nn.Conv2d(i, o, 1), nn.BatchNorm2d(o))  # NRM301
    def forward(self, x):
        return x + self.shortcut(x)
# --- Keras functional
from tensorflow.keras import layers
x = layers.Input((32, 32, 3))
y = layers.Conv2D(64, 3)(x)  # NRM301 information: BatchNormalization cancels
y = layers.BatchNormalization()(y)
y = layers.Activation("relu")(y)
# --- Keras Sequential with add
import keras
model = keras.Sequential()
model.add(keras.layers.Dense(64))  # NRM301
model.add(keras.layers.BatchNormalization())
model.add(keras.layers.ReLU())
# --- Flax linen
import flax.linen as fnn
class Net(fnn.Module):
    @fnn.compact
    def __call__(self, x, train):
        x = fnn.Conv(64, (3, 3))(x)  # NRM301
        x = fnn.BatchNorm(use_running_average=not train)(x)
        return fnn.relu(x)
# --- Flax NNX
from flax import nnx
class Net(nnx.Module):
    def __init__(self, rngs):
        self.conv = nnx.Conv(3, 64, (3, 3), rngs=rngs)  # NRM301
        self.norm = nnx.BatchNorm(64, rngs=rngs)
    def __call__(self, x):
        return nnx.relu(self.norm(self.conv(x)))
# --- spectral norm around the convolution
from torch.nn.utils import spectral_norm
net = nn.Sequential(spectral_norm(nn.Conv2d(3, 64, 3)), nn.BatchNorm2d(64))  # NRM301

# --- no bias
net = nn.Sequential(nn.Conv2d(3, 64, 3, bias=False), nn.BatchNorm2d(64))
# --- an activation between
net = nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU(), nn.BatchNorm2d(64))
# --- norms that do not cancel it
net = nn.Sequential(nn.Linear(8, 64), nn.LayerNorm(64), nn.Conv2d(3, 64, 3), nn.GroupNorm(8, 64), nn.Linear(8, 8), nn.RMSNorm(8))
# --- the output is read twice
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.bn = nn.BatchNorm2d(64)
    def forward(self, x):
        y = self.conv(x)
        return self.bn(y) + y
# --- the output is returned as well
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.bn = nn.BatchNorm2d(64)
    def forward(self, x):
        y = self.conv(x)
        return self.bn(y), y
# --- another method uses the convolution alone
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.bn = nn.BatchNorm2d(64)
    def forward(self, x):
        return self.bn(self.conv(x))
    def features(self, x):
        return self.conv(x)
# --- a residual sum, a dropout and padding between
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(8, 8, 1), nn.Conv2d(8, 8, 1), nn.Conv2d(8, 8, 1)
        self.n, self.m, self.o = nn.BatchNorm2d(8), nn.BatchNorm2d(8), nn.BatchNorm2d(8)
        self.drop, self.pad = nn.Dropout(0.1), nn.ZeroPad2d(1)
    def forward(self, x):
        x = self.n(self.a(x) + x)
        x = self.m(self.drop(self.b(x)))
        return self.o(self.pad(self.c(x)))
# --- a linear layer, a view, a norm per map
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(100, 128 * 49)
        self.bn = nn.BatchNorm2d(128)
    def forward(self, z):
        return self.bn(self.fc(z).view(-1, 128, 7, 7))
# --- a norm over another axis
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 64)
        self.bn = nn.BatchNorm1d(50)
    def forward(self, x):
        return self.bn(self.fc(x))
# --- a convolution seen from the other side
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(8, 64, 3)
        self.bn = nn.BatchNorm1d(64)
    def forward(self, x):
        return self.bn(self.conv(x).transpose(1, 2))
# --- a switch that is not known
class Net(nn.Module):
    def __init__(self, bias=True):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, bias=bias)
        self.bn = nn.BatchNorm2d(64)
    def forward(self, x):
        return self.bn(self.conv(x))
# --- a norm that the caller chooses
class Net(nn.Module):
    def __init__(self, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.bn = norm_layer(64)
    def forward(self, x):
        return self.bn(self.conv(x))
# --- norm only sometimes
class Net(nn.Module):
    def __init__(self, use_norm):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.bn = nn.BatchNorm2d(64) if use_norm else None
    def forward(self, x):
        x = self.conv(x)
        if self.bn is not None:
            x = self.bn(x)
        return x
# --- appended sometimes
def block(i, o, norm):
    layers = [nn.Conv2d(i, o, 3)]
    if norm:
        layers.append(nn.BatchNorm2d(o))
    layers.append(nn.ReLU())
    return nn.Sequential(*layers)
# --- a hook that looks at the output
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.bn = nn.BatchNorm2d(64)
        self.conv.register_forward_hook(self.keep)
    def keep(self, *args):
        pass
    def forward(self, x):
        return self.bn(self.conv(x))
# --- Keras with an activation in the layer
from keras import layers
x = layers.Input((8,))
y = layers.BatchNormalization()(layers.Dense(64, activation="relu")(x))
# --- Keras with another axis
from keras import layers
x = layers.Input((3, 32, 32))
y = layers.BatchNormalization(axis=1)(layers.Conv2D(64, 3)(x))
# --- kept for later
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3)
        self.bn = nn.BatchNorm2d(64)
    def forward(self, x):
        self.raw = self.conv(x)
        return self.bn(self.raw)
# --- a class of the file's own that is called BatchNorm2d
class BatchNorm2d(nn.Module):
    def __init__(self, n):
        super().__init__()
    def forward(self, x):
        return x
net = nn.Sequential(nn.Conv2d(3, 64, 3), BatchNorm2d(64))
# --- a norm with the statistics of training for good, in Flax
import flax.linen as fnn
class Net(fnn.Module):
    @fnn.compact
    def __call__(self, x):
        x = fnn.BatchNorm(use_running_average=True)(fnn.Conv(8, (3, 3))(x))
        return fnn.BatchNorm()(fnn.Dense(4)(x), use_running_average=True)
# --- a linear layer before a norm for maps, which cannot take what it gives
net = nn.Sequential(nn.Linear(128, 4096), nn.BatchNorm2d(4096), nn.ReLU())
# --- a data format that the file sets: the default axis of the norm is another than the bias's
from keras import Sequential, backend, layers
backend.set_image_data_format("channels_first")
net = Sequential([layers.Conv2D(8, 3), layers.BatchNormalization()])
# --- a norm that a caller turns off: those of this file do not
def block(i, o, norm=False):
    layers = [nn.Conv2d(i, o, 3)]
    if norm:
        layers += [nn.BatchNorm2d(o)]
    return nn.Sequential(*layers, nn.ReLU())
def small():
    return block(3, 8, norm=True)
# --- either way of a caller's choice
def block(i, o, norm):
    conv = nn.Conv2d(i, o, 3)
    if norm:
        return nn.Sequential(conv, nn.BatchNorm2d(o), nn.ReLU())
    else:
        return nn.Sequential(conv, nn.ReLU())
net = block(3, 8, True)
# --- in a loop over layers of which some may be missing
class Net(nn.Module):
    def __init__(self, widths, code):
        super().__init__()
        self.layers = nn.ModuleList([])
        for i in range(len(widths) - 1):
            self.layers.append(nn.Conv2d(widths[i], widths[i + 1], 3))
            if code != 2:
                self.layers.append(nn.BatchNorm2d(widths[i + 1]))
            self.layers.append(nn.ReLU())
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
# --- a bias that is switched off by hand
class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.project = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8, affine=False))
        self.project[0].bias.requires_grad = False
    def forward(self, x):
        return self.project(x)
# --- as in milesial/Pytorch-UNet#325, before the fix
class DoubleConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1),  # NRM301 information
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.double_conv(x)
# --- as in milesial/Pytorch-UNet#325, after the fix
class DoubleConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.double_conv(x)
# --- as in keras-team/keras-cv#697, before the fix
from keras import layers

def basic_block(x, filters, stride=1):
    shortcut = x
    x = layers.Conv2D(filters, 3, padding="SAME", strides=stride)(x)  # NRM301 information
    x = layers.BatchNormalization(axis=3, epsilon=1.001e-5)(x)
    x = layers.Activation("relu")(x)
    return layers.Add()([shortcut, x])
# --- as in keras-team/keras-cv#697, after the fix
from keras import layers

def basic_block(x, filters, stride=1):
    shortcut = x
    x = layers.Conv2D(filters, 3, padding="SAME", strides=stride, use_bias=False)(x)
    x = layers.BatchNormalization(axis=3, epsilon=1.001e-5)(x)
    x = layers.Activation("relu")(x)
    return layers.Add()([shortcut, x])
# --- axis 2 is not the last one
from keras import layers

x = layers.Conv2D(8, 3)(layers.Input((32, 32, 3)))
x = layers.BatchNormalization(axis=2)(x)
