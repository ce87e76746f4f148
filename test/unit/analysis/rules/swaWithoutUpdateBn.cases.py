import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim import swa_utils
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn
from torchvision.models import resnet18

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.bn(self.conv(x))

def fit(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

def test(model, loader):
    model.eval()
    with torch.no_grad():
        return [model(x) for x, _ in loader]

# --- as in timgaripov/swa#7, without the pass over the data
def main(loader, held_out):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    swa_model = AveragedModel(model)  # NRM502 warning: AveragedModel averages no running statistics
    for epoch in range(10):
        fit(model, loader, optimizer)
        swa_model.update_parameters(model)
        print(test(swa_model, held_out))
# --- as in timgaripov/swa#7, with the pass over the data
def main(loader, held_out):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    swa_model = AveragedModel(model)
    for epoch in range(10):
        fit(model, loader, optimizer)
        swa_model.update_parameters(model)
        update_bn(loader, swa_model)
        print(test(swa_model, held_out))
# --- as in mosaicml/composer#624, before the fix
class Average:
    def __init__(self, model):
        self.model = resnet18()
        self.swa_model = AveragedModel(self.model, device="cuda")  # NRM502 warning

    def batch_end(self):
        self.swa_model.update_parameters(self.model)

    def fit_end(self, loader):
        self.swa_model.eval()
        return [self.swa_model(x) for x in loader]

average = Average(None)
average.fit_end(range(9))
# --- as in mosaicml/composer#624, after the fix that it proposes
class Average:
    def __init__(self, model):
        self.model = resnet18()
        self.swa_model = AveragedModel(self.model, device="cuda")

    def batch_end(self):
        self.swa_model.update_parameters(self.model)

    def fit_end(self, loader, train_loader):
        swa_utils.update_bn(train_loader, self.swa_model, device="cuda")
        self.swa_model.eval()
        return [self.swa_model(x) for x in loader]

average = Average(None)
average.fit_end(range(9), range(9))
# --- through the module
def main(loader, held_out):
    model = resnet18()
    swa = swa_utils.AveragedModel(model)  # NRM502 warning
    for x in loader:
        model(x).sum().backward()
        swa.update_parameters(model)
    test(swa, held_out)
# --- it is saved
def main(loader):
    model = resnet18()
    swa = AveragedModel(model)  # NRM502 warning
    for x in loader:
        model(x).sum().backward()
        swa.update_parameters(model)
    torch.save(swa.state_dict(), "swa.pt")
# --- what the model is made of is not known
def main(model, loader, held_out):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    swa = AveragedModel(model)  # NRM502 information
    fit(model, loader, optimizer)
    swa.update_parameters(model)
    test(swa, held_out)
# --- a moving average
def main(loader, held_out):
    model = Net()
    ema = AveragedModel(model, multi_avg_fn=swa_utils.get_ema_multi_avg_fn(0.999))  # NRM502 information
    for x in loader:
        model(x).sum().backward()
        ema.update_parameters(model)
    test(ema, held_out)
# --- buffers are left out in so many words
def main(loader, held_out):
    model = Net()
    swa = AveragedModel(model, use_buffers=False)  # NRM502 warning
    swa.update_parameters(model)
    test(swa, held_out)
# --- the call of update_bn is commented out
def main(loader, held_out):
    model = Net()
    swa = AveragedModel(model)  # NRM502 warning
    swa.update_parameters(model)
    # update_bn(loader, swa)
    test(swa, held_out)
# --- buffers are averaged
def main(loader, held_out):
    model = Net()
    swa = AveragedModel(model, use_buffers=True)
    swa.update_parameters(model)
    test(swa, held_out)
# --- whether buffers are averaged is a setting
def main(loader, held_out, config):
    model = Net()
    swa = AveragedModel(model, use_buffers=config.buffers)
    swa.update_parameters(model)
    test(swa, held_out)
# --- whatever else it is given
def main(loader, held_out, options):
    model = Net()
    swa = AveragedModel(model, **options)
    swa.update_parameters(model)
    test(swa, held_out)
# --- no batch norm
def main(loader, held_out):
    model = nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8))
    swa = AveragedModel(model)
    swa.update_parameters(model)
    test(swa, held_out)
# --- an update of one's own
def bn_update(loader, model):
    model.train()
    for x, _ in loader:
        model(x)

def main(loader, held_out):
    model = Net()
    swa = AveragedModel(model)
    swa.update_parameters(model)
    bn_update(loader, swa)
    test(swa, held_out)
# --- one forward pass in training mode
def main(loader, held_out):
    model = Net()
    swa = AveragedModel(model)
    swa.update_parameters(model)
    swa.train()
    with torch.no_grad():
        for x in loader:
            swa(x)
    test(swa, held_out)
# --- neither evaluated nor saved here
def main(loader):
    model = Net()
    swa = AveragedModel(model)
    for x in loader:
        model(x).sum().backward()
        swa.update_parameters(model)
    return swa
# --- averaged weights are loaded, with the statistics that were saved
def main(path, held_out):
    swa = AveragedModel(Net())
    swa.load_state_dict(torch.load(path))
    test(swa, held_out)
# --- Lightning does it
from pytorch_lightning.callbacks import StochasticWeightAveraging
from pytorch_lightning import Trainer

def main(model, loader):
    Trainer(callbacks=[StochasticWeightAveraging(swa_lrs=0.01)]).fit(model, loader)
# --- an averaged model of another package
from averages import AveragedModel

def main(loader, held_out):
    model = Net()
    swa = AveragedModel(model)
    test(swa, held_out)
