import torch.nn as nn
import torch.nn.functional as F
from keras import Sequential, layers

# --- directly before, in a list of layers
net = nn.Sequential(nn.Linear(8, 64), nn.Dropout(), nn.BatchNorm1d(64))  # NRM302 information: Dropout of 0.5 before nn.BatchNorm1d
# --- with an activation between
net = nn.Sequential(nn.Linear(8, 64), nn.Dropout(0.2), nn.ReLU(), nn.BatchNorm1d(64))  # NRM302 information: Dropout of 0.2
# --- in a forward method
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 64)
        self.drop = nn.Dropout(p=0.3)  # NRM302 information
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x):
        return F.relu(self.norm(self.drop(self.fc(x))))
# --- whole channels
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Dropout2d(0.25), nn.BatchNorm2d(8))  # NRM302 information: before nn.BatchNorm2d
# --- the function
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x):
        x = F.dropout(x, 0.5, self.training)  # NRM302 information
        return self.norm(x)
# --- a layer between does not mend it
net = nn.Sequential(nn.Dropout(0.5), nn.Linear(8, 64), nn.BatchNorm1d(64))  # NRM302 information: 0.5 a layer before nn.BatchNorm1d
# --- in Keras
model = Sequential([
    layers.Dense(64, activation="relu"),
    layers.Dropout(0.5),  # NRM302 information: before layers.BatchNormalization
    layers.BatchNormalization(),
])
# --- in Keras, one added after the other
model = Sequential()
model.add(layers.Conv2D(8, 3))
model.add(layers.SpatialDropout2D(0.3))  # NRM302 information
model.add(layers.BatchNormalization())
# --- before pooling
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Dropout(0.5), nn.MaxPool2d(2), nn.BatchNorm2d(8))  # NRM302 information

# --- after the norm
net = nn.Sequential(nn.Linear(8, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 2))
# --- before layer, group and instance norms
net = nn.Sequential(nn.Dropout(0.5), nn.LayerNorm(64))
net = nn.Sequential(nn.Dropout(0.5), nn.GroupNorm(4, 64), nn.Dropout2d(0.5), nn.InstanceNorm2d(64))
# --- too little to matter, or none
net = nn.Sequential(nn.Dropout(0.05), nn.BatchNorm1d(64), nn.Dropout(0), nn.BatchNorm1d(64))
# --- a probability that is a parameter
class Net(nn.Module):
    def __init__(self, p, q=0.5):
        super().__init__()
        self.net = nn.Sequential(nn.Dropout(p), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(q), nn.BatchNorm1d(64))
# --- a norm between that takes the shift already
net = nn.Sequential(nn.Dropout(0.5), nn.LayerNorm(8), nn.Linear(8, 64), nn.BatchNorm1d(64))
# --- two layers back
net = nn.Sequential(nn.Dropout(0.5), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 64), nn.BatchNorm1d(64))
# --- dropout that keeps mean and variance
net = nn.Sequential(nn.SELU(), nn.AlphaDropout(0.5), nn.BatchNorm1d(64))
# --- a batch norm without running statistics
net = nn.Sequential(nn.Dropout(0.5), nn.BatchNorm1d(64, track_running_stats=False))
# --- a dropout that is passed by on one way
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x, dropped):
        if dropped:
            x = self.drop(x)
        return self.norm(x)
# --- added to something else before the norm
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x):
        return self.norm(x + self.drop(x))
# --- dropout that is switched off
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x):
        return self.norm(F.dropout(x, 0.5, training=False))
# --- dropout that is always on, so that evaluation is as training was
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(64)
    def forward(self, x):
        return self.norm(F.dropout(x, 0.5))
# --- Monte Carlo dropout in Keras
from keras import Input
x = layers.Dropout(0.5)(Input((8,)), training=True)
x = layers.BatchNormalization()(x)
# --- as in luigibonati/mlcolvar#268, before the fix
class FeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(width, 64),
            nn.ReLU(),
            nn.Dropout(p=0.2),  # NRM302 information
            nn.BatchNorm1d(64),
        )

    def forward(self, x):
        return self.layers(x)
# --- as in luigibonati/mlcolvar#268, after the fix
class FeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(width, 64),
            nn.BatchNorm1d(64),
            nn.ReLU(),
            nn.Dropout(p=0.2),
        )

    def forward(self, x):
        return self.layers(x)
# --- whether the norm keeps statistics is asked, and it does not unless it is told to
class Net(nn.Module):
    def __init__(self, running=False):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, 64), nn.Dropout(), nn.BatchNorm1d(64, track_running_stats=running))

    def forward(self, x):
        return self.layers(x)
