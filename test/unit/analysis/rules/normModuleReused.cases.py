import torch
import torch.nn as nn
import torch.nn.functional as F

# --- one batch norm after two layers
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 8)
        self.bn = nn.BatchNorm1d(8)
    def forward(self, x):
        x = F.relu(self.bn(self.fc1(x)))
        x = F.relu(self.bn(self.fc2(x)))  # NRM303 warning: also normalizes self.fc1
        return x
# --- three calls
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(8, 8, 3)
        self.b = nn.Conv2d(8, 8, 3)
        self.c = nn.Conv2d(8, 8, 3)
        self.bn = nn.BatchNorm2d(8)
    def forward(self, x):
        x = self.bn(self.a(x))
        x = self.bn(self.b(x))  # NRM303 warning
        return self.bn(self.c(x))
# --- layer norm shares its parameters
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = nn.Linear(8, 8)
        self.mlp = nn.Linear(8, 8)
        self.norm = nn.LayerNorm(8)
    def forward(self, x):
        x = self.norm(self.attn(x))
        return self.norm(self.mlp(x))  # NRM303 hint: share γ and β
# --- a list times a number
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norms = nn.ModuleList([nn.BatchNorm1d(8)] * 3)  # NRM303 warning: stands several times
    def forward(self, x):
        for norm in self.norms:
            x = norm(x)
        return x
# --- a whole block times a number that is not known
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.net = nn.Sequential(*([nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8), nn.ReLU()] * n))  # NRM303 warning
    def forward(self, x):
        return self.net(x)
# --- the same object twice in a Sequential
bn = nn.BatchNorm2d(8)  # NRM303 warning
net = nn.Sequential(nn.Conv2d(3, 8, 3), bn, nn.ReLU(), nn.Conv2d(8, 8, 3), bn)
# --- one object appended in a loop
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        norm = nn.BatchNorm2d(8)  # NRM303 warning
        layers = []
        for i in range(3):
            layers.append(nn.Conv2d(8, 8, 3))
            layers.append(norm)
        self.net = nn.Sequential(*layers)
    def forward(self, x):
        return self.net(x)
# --- a residual block with one norm, activations between
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(8, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.relu = nn.ReLU()
    def forward(self, x):
        y = self.norm(self.relu(self.conv1(x)))
        return x + self.norm(self.conv2(y))  # NRM303 warning
# --- Keras
import keras
from keras import layers
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.a = layers.Dense(8)
        self.b = layers.Dense(8)
        self.bn = layers.BatchNormalization()
    def call(self, x):
        x = self.bn(self.a(x))
        return self.bn(self.b(x))  # NRM303 warning

# --- one norm for each
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.bn1 = nn.Linear(8, 8), nn.BatchNorm1d(8)
        self.fc2, self.bn2 = nn.Linear(8, 8), nn.BatchNorm1d(8)
    def forward(self, x):
        return self.bn2(self.fc2(self.bn1(self.fc1(x))))
# --- branches of which one runs
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 8)
        self.bn = nn.BatchNorm1d(8)
    def forward(self, x, wide):
        if wide:
            return self.bn(self.a(x))
        return self.bn(self.b(x))
# --- two conditions that exclude each other
class Net(nn.Module):
    def __init__(self, mode):
        super().__init__()
        self.mode = mode
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 8)
        self.bn = nn.BatchNorm1d(8)
    def forward(self, x):
        if self.mode == "a":
            x = self.bn(self.a(x))
        if self.mode == "b":
            x = self.bn(self.b(x))
        return x
# --- a Siamese network
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.bn = nn.BatchNorm1d(8)
    def forward(self, a, b):
        return self.bn(self.fc(a)) - self.bn(self.fc(b))
# --- two inputs of the caller's
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(8)
    def forward(self, a, b):
        return self.bn(a) + self.bn(b)
# --- one place in a loop over levels
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(8, 8, 3), nn.Conv2d(8, 8, 3)])
        self.bn = nn.BatchNorm2d(8)
    def forward(self, xs):
        return [self.bn(conv(x)) for conv, x in zip(self.convs, xs)]
# --- neither parameters nor statistics
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(8, 8, 3)
        self.b = nn.Conv2d(8, 8, 3)
        self.norm = nn.InstanceNorm2d(8)
        self.bn = nn.BatchNorm2d(8, affine=False, track_running_stats=False)
    def forward(self, x):
        x = self.bn(self.norm(self.a(x)))
        return self.bn(self.norm(self.b(x)))
# --- activations may be shared
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(8, 8, 3)
        self.b = nn.Conv2d(8, 8, 3)
        self.relu = nn.ReLU()
    def forward(self, x):
        return self.relu(self.b(self.relu(self.a(x))))
# --- a comprehension constructs one for each
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.norms = nn.ModuleList([nn.BatchNorm1d(8) for _ in range(n)])
    def forward(self, x):
        for norm in self.norms:
            x = norm(x)
        return x
# --- constructed in the loop
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        layers = []
        for _ in range(n):
            norm = nn.BatchNorm2d(8)
            layers += [nn.Conv2d(8, 8, 3), norm]
        self.net = nn.Sequential(*layers)
    def forward(self, x):
        return self.net(x)
# --- a copy for each
import copy
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        norm = nn.BatchNorm2d(8)
        self.a = nn.Sequential(nn.Conv2d(8, 8, 3), norm)
        self.b = nn.Sequential(nn.Conv2d(8, 8, 3), copy.deepcopy(norm))
    def forward(self, x):
        return self.b(self.a(x))
# --- two kinds of embeddings in one space, by a norm without statistics
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.user = nn.Linear(8, 8)
        self.item = nn.Linear(8, 8)
        self.norm = nn.LayerNorm(8)
    def forward(self, user, item):
        user = self.norm(F.relu(self.user(user)))
        item = self.norm(F.relu(self.item(item)))
        return user * item
# --- one of each that a list of rows holds, put in by a base class
class Head(nn.Module):
    def __init__(self, rows):
        super().__init__()
        layers = []
        for inputs, outputs, norm in rows:
            layers.append(nn.Linear(inputs, outputs))
            if norm:
                layers.append(norm)
        self.net = nn.Sequential(*layers)
    def forward(self, x):
        return self.net(x)
class Projection(Head):
    def __init__(self):
        super().__init__([(8, 16, nn.BatchNorm1d(16)), (16, 4, None)])
