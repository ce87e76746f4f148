import torch
import torch.nn as nn
from torch import optim
from torchvision.models import resnet18

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.norm = nn.LayerNorm(8)

    def forward(self, x):
        return self.norm(self.fc(x))

# --- AdamW
def main():
    model = Net()
    return optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)  # NRM503 hint: weight_decay=0.01 is on all parameters
# --- SGD on a known architecture
model = resnet18()
optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, weight_decay=5e-4)  # NRM503 hint
# --- by position
model = Net()
optimizer = optim.SGD(model.parameters(), 0.1, 0.9, 0, 1e-4)  # NRM503 hint
# --- in a class
class Trainer:
    def __init__(self):
        self.model = Net().cuda()
        self.optimizer = optim.Adam(self.model.parameters(), lr=1e-3, weight_decay=1e-5)  # NRM503 hint

Trainer()
# --- a constant of the file
DECAY = 0.05
model = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))
optimizer = optim.AdamW(model.parameters(), weight_decay=DECAY)  # NRM503 hint
# --- over several lines
def main():
    model = Net()
    optimizer = optim.RAdam(  # NRM503 hint
        model.parameters(),
        lr=1e-3,
        weight_decay=0.1,
    )
    return optimizer
# --- a norm of a part
class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = Net()

    def forward(self, x):
        return self.part(x)

model = Whole()
optimizer = optim.NAdam(model.parameters(), weight_decay=0.1)  # NRM503 hint
# --- groups
def main():
    model = Net()
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    return optim.AdamW([{"params": decayed}, {"params": others, "weight_decay": 0}], weight_decay=0.01)
# --- no decay
def main():
    return optim.Adam(Net().parameters(), lr=1e-3)
# --- a decay of zero
def main():
    return optim.Adam(Net().parameters(), lr=1e-3, weight_decay=0)
# --- the decay is a setting
def main(args):
    return optim.AdamW(Net().parameters(), weight_decay=args.decay)
# --- no norm
def main():
    model = nn.Sequential(nn.Linear(8, 8), nn.ReLU())
    return optim.AdamW(model.parameters(), weight_decay=0.01)
# --- what the model has is not known
def main(model):
    return optim.AdamW(model.parameters(), weight_decay=0.01)
# --- parameters from elsewhere
from groups import split

def main():
    return optim.AdamW(split(Net()), weight_decay=0.01)
# --- an optimizer of one's own
from optimizers import AdamW

def main():
    return AdamW(Net().parameters(), weight_decay=0.01)
