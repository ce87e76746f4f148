import functools
import torch.nn as nn

# --- instance norm that tracks
norm = nn.InstanceNorm2d(64, track_running_stats=True)  # NRM208 information: not each example's own
# --- with parameters, in one dimension
net = nn.Sequential(nn.Conv1d(3, 8, 3), nn.InstanceNorm1d(8, affine=True, track_running_stats=True))  # NRM208 information: InstanceNorm1d
# --- by position
norm = nn.InstanceNorm3d(64, 1e-5, 0.1, False, True)  # NRM208 information
# --- a lazy one, which tracks by default
norm = nn.LazyInstanceNorm2d()  # NRM208 information: LazyInstanceNorm2d with running statistics
# --- batch norm without
norm = nn.BatchNorm2d(64, track_running_stats=False)  # NRM208 information: outputs depend on the batch
# --- by position
norm = nn.BatchNorm1d(64, 1e-5, 0.1, True, False)  # NRM208 information
# --- in a model's class
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.BatchNorm3d(width, affine=False, track_running_stats=False)  # NRM208 information: BatchNorm3d
    def forward(self, x):
        return self.norm(x)
# --- by partial
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        make = functools.partial(nn.InstanceNorm2d, track_running_stats=True)
        self.norm = make(width)  # NRM208 information
# --- a setting of the file
TRACK = True
norm = nn.InstanceNorm2d(64, track_running_stats=TRACK)  # NRM208 information

# --- the defaults
norm = nn.InstanceNorm2d(64)
other = nn.BatchNorm2d(64)
# --- said in full
norm = nn.InstanceNorm2d(64, affine=False, track_running_stats=False)
other = nn.BatchNorm2d(64, track_running_stats=True)
# --- a parameter decides
class Net(nn.Module):
    def __init__(self, width, track, stats=True):
        super().__init__()
        self.a = nn.InstanceNorm2d(width, track_running_stats=track)
        self.b = nn.InstanceNorm2d(width, track_running_stats=stats)
# --- meta-learning
class MAMLNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(64, track_running_stats=False)
# --- arguments that a mapping gives
def make(width, **kwargs):
    return nn.InstanceNorm2d(width, **kwargs)
# --- the class is one of several
class Net(nn.Module):
    def __init__(self, width, norm_layer=nn.InstanceNorm2d):
        super().__init__()
        self.norm = norm_layer(width, track_running_stats=True)
# --- a class of the file's own
class InstanceNorm2d(nn.Module):
    def __init__(self, width, track_running_stats):
        super().__init__()
norm = InstanceNorm2d(64, track_running_stats=True)
# --- norms that never track
norm = nn.GroupNorm(8, 64)
other = nn.LayerNorm(64)
# --- synchronized batch norm
norm = nn.SyncBatchNorm(64)
# --- a file about meta-learning
def maml_init(layer):
    nn.init.constant_(layer.bias, 0)
class LinearBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(64, track_running_stats=False)
