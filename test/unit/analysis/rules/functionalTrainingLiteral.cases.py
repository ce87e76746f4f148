import torch
import torch.nn as nn
import torch.nn.functional as F

# --- dropout without training
class Net(nn.Module):
    def forward(self, x):
        return F.dropout(x, p=0.2)  # NRM107 warning: without training=
# --- dropout with its default p
class Net(nn.Module):
    def forward(self, x):
        x = F.dropout(x)  # NRM107 warning
        return x
# --- a literal
class Net(nn.Module):
    def forward(self, x):
        return F.dropout2d(x, 0.2, training=True)  # NRM107 information: with training=True
# --- a literal in third place
class Net(nn.Module):
    def forward(self, x):
        return F.dropout(x, 0.2, True)  # NRM107 information
# --- batch norm with running statistics
class Net(nn.Module):
    def forward(self, x):
        return F.batch_norm(x, self.mean, self.var, self.weight, self.bias, training=True)  # NRM107 information: batch
# --- instance norm with running statistics
class Net(nn.Module):
    def forward(self, x):
        return F.instance_norm(x, self.mean, self.var, use_input_stats=True)  # NRM107 warning: never uses
# --- torch.nn.functional in full
class Net(nn.Module):
    def forward(self, x):
        return torch.nn.functional.dropout(x, self.p)  # NRM107 warning
# --- a method that forward calls
class Net(nn.Module):
    def forward(self, x):
        return self.head(x)
    def head(self, x):
        return F.dropout(x, 0.5, inplace=True)  # NRM107 warning
# --- alpha dropout, off by default
class Net(nn.Module):
    def forward(self, x):
        return F.alpha_dropout(x, 0.5, training=True)  # NRM107 information
# --- a segmenting network, which ends otherwise than an image generator
class Segmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 64, 4, 2, 1)
        self.up = nn.ConvTranspose2d(64, 3, 4, 2, 1)

    def forward(self, x):
        x = F.dropout(F.leaky_relu(self.down(x)), 0.5)  # NRM107 warning
        return torch.sigmoid(self.up(x))

# --- the model's mode
class Net(nn.Module):
    def forward(self, x):
        return F.dropout(x, 0.5, training=self.training)
# --- the model's mode in third place
class Net(nn.Module):
    def forward(self, x):
        return F.dropout(x, 0.5, self.training)
# --- only in training
class Net(nn.Module):
    def forward(self, x):
        if self.training:
            x = F.dropout(x, 0.5)
        return x
# --- back before it in evaluation
class Net(nn.Module):
    def forward(self, x):
        if not self.training:
            return x
        return F.dropout(x, 0.5)
# --- off
class Net(nn.Module):
    def forward(self, x):
        return F.dropout(x, 0.5, training=False), F.dropout(x, 0.0)
# --- Monte Carlo on purpose
class MCDropoutNet(nn.Module):
    def forward(self, x):
        return F.dropout(x, 0.5)
# --- by the method's name
class Net(nn.Module):
    def mc_forward(self, x):
        return F.dropout(x, 0.5, training=True)
# --- batch norm without running statistics
class Net(nn.Module):
    def forward(self, x):
        return F.batch_norm(x, None, None, training=True)
# --- adaptive instance norm out of batch norm
class AdaIN(nn.Module):
    def forward(self, x):
        b, c = x.size(0), x.size(1)
        y = x.contiguous().view(1, b * c, *x.size()[2:])
        return F.batch_norm(y, self.mean.repeat(b), self.var.repeat(b), self.weight, self.bias, True, 0.1, 1e-5).view(b, c, *x.size()[2:])
# --- instance norm without running statistics
class Net(nn.Module):
    def forward(self, x):
        return F.instance_norm(x, use_input_stats=True)
# --- a step of training
class Net(nn.Module):
    def training_step(self, batch):
        return F.dropout(batch, 0.5)
# --- a function outside of any model
def noisy(x):
    return F.dropout(x, 0.5)
# --- keyword arguments that nobody knows
class Net(nn.Module):
    def forward(self, x, **kwargs):
        return F.dropout(x, 0.5, **kwargs)
# --- alpha dropout as it is by default
class Net(nn.Module):
    def forward(self, x):
        return F.alpha_dropout(x, 0.5)
# --- the Prenet of Tacotron, which always drops
class Prenet(nn.Module):
    def forward(self, x):
        return F.dropout(x, p=0.5, training=True)
# --- meta-learning, which normalizes with the task at hand
class MetaBatchNormLayer(nn.Module):
    def forward(self, x):
        return F.batch_norm(x, self.mean, self.var, self.weight, self.bias, training=True)
# --- in an elif that is training
class Net(nn.Module):
    def forward(self, x, scaled):
        if scaled:
            x = x / 2
        elif self.training and self.p > 0:
            x = F.dropout(x, p=self.p, training=True)
        else:
            x = x + 0
        return x
# --- a ghost network, which is another one with each call
class GhostNet(nn.Module):
    def forward(self, x):
        return F.dropout(self.conv(x), 0.01)
# --- noise that is thinned out where a diffusion model samples
class Diffusion(nn.Module):
    def p_sample(self, x, rate):
        noise = torch.randn_like(x)
        if rate > 0:
            noise = F.dropout(noise, p=rate)
        return x + noise
# --- an image generator as pix2pix has it, whose only noise is dropout
class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 64, 4, 2, 1)
        self.up = nn.ConvTranspose2d(64, 3, 4, 2, 1)

    def forward(self, x):
        x = F.dropout(F.leaky_relu(self.down(x)), 0.5)
        return torch.tanh(self.up(x))
# --- callers say whether it is training, and one of them says that it is
def dropped(x, rate: float, training: bool):
    return F.dropout(x, p=rate, training=training)

def dropped_on(x, rate):
    return dropped(x, rate, True)

def dropped_off(x, rate):
    return dropped(x, rate, False)

class Block(nn.Module):
    def forward(self, x):
        if self.training:
            drop = dropped_on
        else:
            drop = dropped_off
        return drop(x, 0.1)
# --- weights that meta-learning hands over
class Learner(nn.Module):
    def forward(self, x, vars):
        w, b = vars[0], vars[1]
        return F.batch_norm(x, self.mean, self.var, weight=w, bias=b, training=True)
# --- statistics that are made for the call
class Fast(nn.BatchNorm2d):
    def forward(self, x):
        mean, var = torch.zeros(x.size(1)), torch.ones(x.size(1))
        return F.batch_norm(x, mean, var, self.weight, self.bias, training=True, momentum=1)
# --- a helper that is given a rate, which is 0 in evaluation
def attend(q, k, rate):
    weights = torch.softmax(q @ k.transpose(-1, -2), -1)
    return F.dropout(weights, p=rate)

class Attention(nn.Module):
    def forward(self, q, k):
        return attend(q, k, 0.1 if self.training else 0.0)
# --- a rate that is 0 unless a caller asks for more, and none does
class Block(nn.Module):
    def __init__(self, ratio=0.0):
        super().__init__()
        self.ratio = ratio
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return F.relu(F.dropout(self.conv(x), p=self.ratio))

net = nn.Sequential(Block(), Block())
# --- and one does
class Block(nn.Module):
    def __init__(self, ratio=0.0):
        super().__init__()
        self.ratio = ratio
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return F.relu(F.dropout(self.conv(x), p=self.ratio))  # NRM107

net = nn.Sequential(Block(), Block(0.5))
# --- a function makes the blocks, of what it is given
class Block(nn.Module):
    def __init__(self, channels, ratio=0.0):
        super(Block, self).__init__()
        self.ratio = ratio
        self.conv = nn.Conv2d(3, channels, 3)

    def forward(self, x):
        return F.relu(F.dropout(self.conv(x), p=self.ratio))  # NRM107

def layers(block, ratio):
    return nn.Sequential(block(8, ratio), block(8, ratio))

net = layers(Block, 0.5)
