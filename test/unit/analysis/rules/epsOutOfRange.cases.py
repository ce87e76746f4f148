import torch
import torch.nn as nn
import torch.nn.functional as F

# --- Keras's momentum in second place, as in a collection of GANs
layers = [nn.Linear(100, 128), nn.BatchNorm1d(128, 0.8), nn.LeakyReLU(0.2)]  # NRM207 warning: 0.8 in second place is eps
# --- through a helper's list
def block(i, o, normalize=True):
    layers = [nn.Linear(i, o)]
    if normalize:
        layers.append(nn.BatchNorm1d(o, 0.8))  # NRM207 warning
    layers.append(nn.LeakyReLU(0.2, inplace=True))
    return layers
net = nn.Sequential(*block(100, 128, normalize=False), *block(128, 256))
# --- PyTorch's momentum
norm = nn.BatchNorm2d(64, 0.1)  # NRM207 warning: the momentum stays at 0.1
# --- a variable called momentum
class Block(nn.Module):
    def __init__(self, width, momentum):
        super().__init__()
        self.norm = nn.BatchNorm2d(width, momentum)  # NRM207 warning: momentum in second place is eps
# --- an attribute called bn_momentum
class Block(nn.Module):
    def __init__(self, width, bn_momentum):
        super().__init__()
        self.bn_momentum = bn_momentum
        self.norm = nn.BatchNorm2d(width, self.bn_momentum)  # NRM207 warning
# --- instance norm
norm = nn.InstanceNorm2d(64, 0.8)  # NRM207 warning
# --- a constant of the file
BN = 0.9
norm = nn.BatchNorm3d(64, BN)  # NRM207 warning
# --- no eps at all
norm = nn.LayerNorm(64, eps=0)  # NRM207 warning: divides by 0
# --- no eps at all in Keras
from keras import layers
norm = layers.LayerNormalization(epsilon=0.0)  # NRM207 warning: divides by 0
# --- alone in the second place of a lazy one is the first that it has
norm = nn.SyncBatchNorm(64, 0.8)  # NRM207 warning

# --- eps in second place
norm = nn.BatchNorm2d(64, 1e-5)
# --- a large one, by name
norm = nn.BatchNorm2d(64, eps=0.1)
# --- TensorFlow's
norm = nn.BatchNorm2d(64, 0.001, 0.01)
# --- layer norm of BERT
norm = nn.LayerNorm(768, 1e-12)
# --- a name that says eps
def norm(width, eps):
    return nn.BatchNorm2d(width, eps)
# --- momentum by name
norm = nn.BatchNorm2d(64, momentum=0.1)
# --- eps and momentum
norm = nn.BatchNorm2d(64, 1e-3, 0.1)
# --- a class of the file's own
class BatchNorm2d(nn.Module):
    def __init__(self, width, momentum):
        super().__init__()
norm = BatchNorm2d(64, 0.8)
# --- a layer that takes something else there
layers = [nn.LeakyReLU(0.2), nn.Dropout2d(0.25), nn.GroupNorm(8, 64)]
# --- arguments that are not known
def norm(*args):
    return nn.BatchNorm2d(*args)
# --- the channels twice
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.BatchNorm2d(width, width)  # NRM207 warning: width in second place is eps, not channels
# --- the channels twice, with more behind
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.BatchNorm1d(width, width, affine=False)  # NRM207 warning
# --- the channels twice and a momentum by position, which nothing may move
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.BatchNorm1d(width, width, 0.1)  # NRM207 warning
# --- all arguments of a subclass are passed on
class Kept(nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()
        self.num_features = nn.BatchNorm1d(*args, **kwargs).num_features

class Mixed(Kept):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super(Mixed, self).__init__(num_features, eps, momentum)
# --- a formula is shown to be the layer's
x = torch.rand(8, 4, 16, 16)
same = torch.allclose((x - x.mean((0, 2, 3), keepdim=True)) / x.std((0, 2, 3), keepdim=True), nn.BatchNorm2d(4, eps=0)(x))
