import torch
import torch.nn as nn
from torchvision.models import resnet18

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.bn(self.conv(x))

# --- as in kazuto1011/deeplab-pytorch#26: a way around missing keys
def main():
    model = Net()
    state_dict = torch.load("coco.pth", map_location=lambda storage, loc: storage)
    model.load_state_dict(state_dict, strict=False)  # NRM504 information: strict=False, and nobody looks
    return nn.DataParallel(model)
# --- everything has to fit
def main():
    model = Net()
    state_dict = torch.load("coco.pth", map_location=lambda storage, loc: storage)
    model.load_state_dict(state_dict)
    return nn.DataParallel(model)
# --- in a constructor
class Backbone(nn.Module):
    def __init__(self, path):
        super().__init__()
        self.net = resnet18()
        self.net.load_state_dict(torch.load(path)["model"], strict=False)  # NRM504

    def run(self, x):
        return self.net(x)

Backbone("a.pth").run(None)
# --- in a constructor, with the prefix taken off and everything fitting
class Backbone(nn.Module):
    def __init__(self, path):
        super().__init__()
        self.net = resnet18()
        state = {k.replace("module.", ""): v for k, v in torch.load(path)["model"].items()}
        self.net.load_state_dict(state)

    def run(self, x):
        return self.net(x)

Backbone("a.pth").run(None)
# --- by position
model = resnet18()
model.load_state_dict(torch.load("a.pt"), False)  # NRM504 information
# --- of a model of which nothing is known
def load(model, path):
    model.load_state_dict(torch.load(path), strict=False)  # NRM504 hint
    model.eval()
# --- through a wrapper
def main(path):
    model = nn.DataParallel(Net())
    model.module.load_state_dict(torch.load(path)["state_dict"], strict=False)  # NRM504 information
# --- names are changed on the way
def main(path):
    model = Net()
    state = {}
    for k, v in torch.load(path).items():
        state[k.replace("module.", "")] = v
    model.load_state_dict(state, strict=False)  # NRM504 information
# --- of several in a class
class Trainer:
    def __init__(self):
        self.net = Net()
        self.head = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))

    def resume(self, path):
        saved = torch.load(path)
        self.net.load_state_dict(saved["net"], strict=False)  # NRM504 information
        self.head.load_state_dict(saved["head"], strict=False)  # NRM504 information
# --- the other way where the first fails
def main(path):
    model = Net()
    try:
        model.load_state_dict(torch.load(path))
    except RuntimeError:
        model.load_state_dict(torch.load(path), strict=False)  # NRM504 information
# --- the result is looked at
def main(path):
    model = Net()
    missing, unexpected = model.load_state_dict(torch.load(path), strict=False)
    assert not missing
# --- the result is printed
def main(path):
    model = Net()
    print(model.load_state_dict(torch.load(path), strict=False))
# --- the result is returned
def load(model, path):
    return model.load_state_dict(torch.load(path), strict=False)
# --- keys of the head are taken out
def main(path):
    model = resnet18(num_classes=10)
    state = torch.load(path)
    state.pop("fc.weight")
    state.pop("fc.bias")
    model.load_state_dict(state, strict=False)
# --- keys of the head are deleted
def main(path):
    model = resnet18(num_classes=10)
    state = torch.load(path)
    del state["fc.weight"], state["fc.bias"]
    model.load_state_dict(state, strict=False)
# --- what fits is chosen
def main(path):
    model = resnet18(num_classes=10)
    state = {k: v for k, v in torch.load(path).items() if not k.startswith("fc.")}
    model.load_state_dict(state, strict=False)
# --- the head is another one
def main(path):
    model = resnet18()
    model.fc = nn.Linear(512, 10)
    model.load_state_dict(torch.load(path), strict=False)
# --- another model's state
def main():
    model, copy = Net(), Net()
    copy.load_state_dict(model.state_dict(), strict=False)
# --- a part of an unknown model's weights is passed on
def personalize(model, package):
    model.load_state_dict(package["shared"], strict=False)
# --- no batch norm in it
def main(path):
    model = nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8))
    model.load_state_dict(torch.load(path), strict=False)
# --- strictness is the caller's
def load(model, path, strict=False):
    model.load_state_dict(torch.load(path), strict=strict)
# --- keys are compared before
def main(path):
    model = Net()
    state = torch.load(path)
    missing_keys = set(model.state_dict()) - set(state)
    print(missing_keys)
    model.load_state_dict(state, strict=False)
# --- a batch norm of its own, derived from torch's
from torch.nn.modules.batchnorm import _BatchNorm

class SyncedNorm(_BatchNorm):
    def forward(self, x):
        return super().forward(x)

class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = SyncedNorm(8)

    def forward(self, x):
        return self.norm(x)

def main():
    model = Deep()
    model.load_state_dict(torch.load("deep.pth"), strict=False)  # NRM504 information
    return nn.DataParallel(model)
# --- a comment tells what is meant to be missing
def convert(path):
    model = resnet18()
    model.load_state_dict(torch.load(path), strict=False)  # ignore missing entries of the old head
    return model
# --- a comment tells something else
def convert(path):
    model = resnet18()
    model.load_state_dict(torch.load(path), strict=False)  # NRM504
    return model
# --- the state is put together in the code
def aggregate(averaged, own):
    model = resnet18()
    merged = {**averaged, **own}
    model.load_state_dict(merged, strict=False)
    return model
# --- a state that is given from elsewhere
def aggregate(merged):
    model = resnet18()
    model.load_state_dict(merged, strict=False)  # NRM504
    return model
# --- one part is kept, and the rest of the model thrown away
class Contrast(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Conv2d(3, 8, 3)
        self.projector = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))

def main(checkpoint):
    contrast = Contrast()
    contrast.load_state_dict(checkpoint, strict=False)
    return nn.Sequential(contrast.encoder, nn.Flatten(), nn.Linear(8, 2))
# --- the whole model is used beside its part
def main(checkpoint):
    net = resnet18()
    net.load_state_dict(checkpoint, strict=False)  # NRM504 information
    print(net.fc)
    return net
# --- a new head beside an encoder out of the model that was trained
class Classifier(nn.Module):
    def __init__(self, path):
        super().__init__()
        self.encoder = resnet18().layer1
        self.fc = nn.Sequential(nn.BatchNorm1d(2048), nn.Linear(2048, 10))
        self.load_state_dict(torch.load(path), strict=False)
# --- the state is the model's own, with other values where names fit
def load(model_path):
    model = resnet18()
    state = model.state_dict().copy()
    for name, value in torch.load(model_path).items():
        if name in state:
            state[name] = value
    model.load_state_dict(state, strict=False)
    return model
# --- the model loads itself, and its optimizer after it
class Separator(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8))
        self.optim = torch.optim.Adam(self.layers.parameters())

    def load(self, path):
        state = torch.load(path)
        self.load_state_dict(state["model"], strict=False)  # NRM504
        self.optim.load_state_dict(state["optim"])
# --- the state is another model's own
def load(other):
    model = resnet18()
    state = other.state_dict().copy()
    model.load_state_dict(state, strict=False)  # NRM504
    return model
# --- the function's own text says what stays random
def encoder(pretrained=True):
    """A ResNet-18 that was trained without labels.

    Its `fc.weight` and `fc.bias` are randomly initialized.
    """
    model = resnet18()
    if pretrained:
        state = torch.hub.load_state_dict_from_url("https://example.org/encoder.pth")
        state = {k.replace("module.", ""): v for k, v in state.items()}
        model.load_state_dict(state, strict=False)
    return model
# --- the function's own text says nothing of it
def encoder(pretrained=True):
    """A ResNet-18 that was trained without labels."""
    model = resnet18()
    if pretrained:
        state = torch.hub.load_state_dict_from_url("https://example.org/encoder.pth")
        state = {k.replace("module.", ""): v for k, v in state.items()}
        model.load_state_dict(state, strict=False)  # NRM504 information
    return model
# --- a helper fills in the model's own state
def adapt(weights, own):
    adapted = dict(own)
    for (_, value), name in zip(weights.items(), own):
        adapted[name] = value
    return adapted

def main():
    model = Net()
    state = adapt(torch.load("other.pth"), model.state_dict())
    model.load_state_dict(state, strict=False)
