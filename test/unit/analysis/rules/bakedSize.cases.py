import torch
import torch.nn as nn
import torch.nn.functional as F

# --- channels and space
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm([64, 32, 32])  # NRM209 hint: over 64×32×32 has a γ and β for each place
# --- a tuple
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm((16, 28, 28))  # NRM209 hint: 16×28×28
# --- by its name
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(normalized_shape=[8, 100])  # NRM209 hint
# --- computed from what is known
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        width = 32
        self.norm = nn.LayerNorm([width, 28 // 2, 28 // 2])  # NRM209 hint: 32×14×14
# --- the shape of an example
class Net(nn.Module):
    def __init__(self, example):
        super().__init__()
        self.norm = nn.LayerNorm(example.shape[1:])  # NRM209 hint: all axes of an example
# --- its size
class Net(nn.Module):
    def __init__(self, example):
        super().__init__()
        self.norm = nn.LayerNorm(example.size()[1:])  # NRM209 hint
# --- without parameters it is still of one size
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm([3, 8, 8], elementwise_affine=False)  # NRM209 hint: LayerNorm over 3×8×8 raises for inputs of another size
# --- in a list of layers
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.LayerNorm([8, 30, 30]), nn.ReLU())  # NRM209 hint

# --- one axis
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(64)
# --- a list of one
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm([64])
        self.other = nn.LayerNorm((64,))
# --- sizes that are parameters
class Net(nn.Module):
    def __init__(self, channels, height, width):
        super().__init__()
        self.norm = nn.LayerNorm([channels, height, width])
# --- of which one is only a default
class Net(nn.Module):
    def __init__(self, size=32):
        super().__init__()
        self.norm = nn.LayerNorm([64, size, size])
# --- the last axis of an example
class Net(nn.Module):
    def __init__(self, example):
        super().__init__()
        self.norm = nn.LayerNorm(example.shape[-1])
        self.other = nn.LayerNorm(example.shape[2:])
# --- axes of one
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm([64, 1, 1])
# --- the function, which takes what comes
class Net(nn.Module):
    def forward(self, x):
        return F.layer_norm(x, x.shape[1:])
# --- other norms
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.GroupNorm(1, 64)
        self.other = nn.BatchNorm2d(64)
# --- a class of the file's own
class LayerNorm(nn.Module):
    def __init__(self, shape):
        super().__init__()
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = LayerNorm([64, 32, 32])
