import torch
import torch.nn as nn
import torch.nn.functional as F
from functools import partial

# --- Keras's default in PyTorch
norm = nn.BatchNorm2d(64, momentum=0.99)  # NRM206 warning: would be 0.01 here
# --- 0.9 in third place
norm = nn.BatchNorm1d(64, 1e-3, 0.9)  # NRM206 warning
# --- never updated
norm = nn.BatchNorm2d(64, momentum=0)  # NRM206 warning: never updates
# --- SyncBatchNorm
norm = nn.SyncBatchNorm(64, momentum=0.997)  # NRM206 warning
# --- a constant of the file
BN_MOMENTUM = 0.9
norm = nn.BatchNorm2d(64, momentum=BN_MOMENTUM)  # NRM206 warning
# --- through the argument of a helper
def conv_bn(width, momentum):
    return nn.Sequential(nn.Conv2d(3, width, 3), nn.BatchNorm2d(width, momentum=momentum))  # NRM206 warning
net = conv_bn(64, 0.99)
# --- the default of a parameter
class Block(nn.Module):
    def __init__(self, width, bn_momentum=0.9):
        super().__init__()
        self.norm = nn.BatchNorm2d(width, momentum=bn_momentum)  # NRM206 information
# --- a partial
norm = partial(nn.BatchNorm2d, momentum=0.99)(64)  # NRM206 warning
# --- instance norm that keeps statistics
norm = nn.InstanceNorm2d(64, momentum=0.9, track_running_stats=True)  # NRM206 warning
# --- Keras by the inner path that editors import it by
from tensorflow.python.keras.api._v2.keras.layers import BatchNormalization
norm = BatchNormalization(axis=-1, momentum=0.1)  # NRM206 warning: PyTorch's 0.1 would be 0.9 here
# --- PyTorch's default in Keras
from tensorflow.keras import layers
norm = layers.BatchNormalization(momentum=0.1)  # NRM206 warning: would be 0.9 here
# --- Keras 3, second place
import keras
norm = keras.layers.BatchNormalization(-1, 0.1)  # NRM206 warning
# --- Flax
from flax import linen
class Net(linen.Module):
    @linen.compact
    def __call__(self, x, train):
        return linen.BatchNorm(use_running_average=not train, momentum=0.1)(x)  # NRM206 warning

# --- the default of each
from keras import layers
a, b = nn.BatchNorm2d(64), layers.BatchNormalization()
# --- small numbers in PyTorch
norm = nn.BatchNorm2d(64, momentum=0.01)
# --- cumulative average
norm = nn.BatchNorm2d(64, momentum=None)
# --- statistics of the last batch alone, as few-shot code has it
norm = nn.BatchNorm2d(64, momentum=1.0)
# --- converted where it is passed
norm = nn.BatchNorm2d(64, momentum=1 - 0.99)
# --- the same in both
norm = nn.BatchNorm2d(64, momentum=0.5)
# --- no statistics to update
norm = nn.BatchNorm2d(64, momentum=0.9, track_running_stats=False), nn.InstanceNorm2d(64, momentum=0.9)
# --- a name that nobody knows
def norm(width, momentum):
    return nn.BatchNorm2d(width, momentum=momentum)
# --- an optimizer's momentum
optimizer = torch.optim.SGD([], lr=0.1, momentum=0.9)
# --- Keras's own numbers in Keras and Flax
from keras import layers
from flax import nnx
a, b = layers.BatchNormalization(momentum=0.9), nnx.BatchNorm(64, momentum=0.9, rngs=nnx.Rngs(0))
# --- a class of the file's own
class BatchNorm2d(nn.Module):
    def __init__(self, width, momentum):
        super().__init__()
norm = BatchNorm2d(64, momentum=0.99)
# --- layer norm has none
norm = nn.LayerNorm(64, 0.9)
# --- a frozen one, whose averages stay as they were loaded
from keras import layers
norm = layers.BatchNormalization(momentum=0.1, trainable=False)
# --- as in ludwig-ai/ludwig#2100, before the fix
class FeatureTransformer(nn.Module):
    def __init__(self, size, bn_momentum=0.95):
        super().__init__()
        self.fc = nn.Linear(size, size)
        self.norm = nn.BatchNorm1d(size, momentum=bn_momentum)  # NRM206 information

    def forward(self, x):
        return F.glu(self.norm(self.fc(x)), dim=-1)
# --- as in ludwig-ai/ludwig#2100, after the fix
class FeatureTransformer(nn.Module):
    def __init__(self, size, bn_momentum=0.05):
        super().__init__()
        self.fc = nn.Linear(size, size)
        self.norm = nn.BatchNorm1d(size, momentum=bn_momentum)

    def forward(self, x):
        return F.glu(self.norm(self.fc(x)), dim=-1)
# --- as in kazuto1011/deeplab-pytorch#79, before the fix
class ConvBnReLU(nn.Sequential):
    def __init__(self, in_ch, out_ch, size):
        super().__init__()
        self.add_module("conv", nn.Conv2d(in_ch, out_ch, size, bias=False))
        self.add_module("bn", nn.BatchNorm2d(out_ch, eps=1e-5, momentum=0.999))  # NRM206 warning: would be 0.001 here
        self.add_module("relu", nn.ReLU())
# --- as in kazuto1011/deeplab-pytorch#79, after the fix
class ConvBnReLU(nn.Sequential):
    def __init__(self, in_ch, out_ch, size):
        super().__init__()
        self.add_module("conv", nn.Conv2d(in_ch, out_ch, size, bias=False))
        self.add_module("bn", nn.BatchNorm2d(out_ch, eps=1e-5, momentum=0.001))
        self.add_module("relu", nn.ReLU())
# --- as in r9y9/tacotron_pytorch#19, before the fix: TensorFlow's default
class BatchNormConv1d(nn.Module):
    def __init__(self, in_dim, out_dim, size, stride, padding, activation=None):
        super().__init__()
        self.conv = nn.Conv1d(in_dim, out_dim, size, stride, padding, bias=False)
        self.bn = nn.BatchNorm1d(out_dim, momentum=0.99, eps=1e-3)  # NRM206 warning
        self.activation = activation

    def forward(self, x):
        x = self.conv(x)
        if self.activation is not None:
            x = self.activation(x)
        return self.bn(x)
# --- as in r9y9/tacotron_pytorch#19, after the fix
class BatchNormConv1d(nn.Module):
    def __init__(self, in_dim, out_dim, size, stride, padding, activation=None):
        super().__init__()
        self.conv = nn.Conv1d(in_dim, out_dim, size, stride, padding, bias=False)
        self.bn = nn.BatchNorm1d(out_dim, momentum=0.01, eps=1e-3)
        self.activation = activation

    def forward(self, x):
        x = self.conv(x)
        if self.activation is not None:
            x = self.activation(x)
        return self.bn(x)
# --- as in vlawhern/arl-eegmodels#39, before the fix: PyTorch's number in Keras
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Input

def deep_conv_net(channels, samples):
    inputs = Input((channels, samples, 1))
    block = Conv2D(25, (1, 5))(inputs)
    block = Conv2D(25, (channels, 1))(block)
    block = BatchNormalization(epsilon=1e-05, momentum=0.1)(block)  # NRM206 warning
    return Activation("elu")(block)
# --- as in vlawhern/arl-eegmodels#39, after the fix
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Input

def deep_conv_net(channels, samples):
    inputs = Input((channels, samples, 1))
    block = Conv2D(25, (1, 5))(inputs)
    block = Conv2D(25, (channels, 1))(block)
    block = BatchNormalization(epsilon=1e-05, momentum=0.9)(block)
    return Activation("elu")(block)
