import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim
import torchvision

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.backbone(x).mean((2, 3)))

# --- everything is frozen but a new head
def main(loader):
    model = torchvision.models.resnet18()
    for param in model.parameters():
        param.requires_grad = False  # NRM105 warning: model is frozen, but its batch norms stay in training mode
    model.fc = nn.Linear(512, 2)
    optimizer = optim.SGD(model.fc.parameters(), lr=0.01)
    for epoch in range(10):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
# --- by a method
def main(loader):
    model = torchvision.models.resnet18()
    model.requires_grad_(False)  # NRM105 warning
    model.fc = nn.Linear(512, 2)
    optimizer = optim.SGD(model.fc.parameters(), lr=0.01)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- a part of a model, in training mode since it was made
def main(loader):
    model = Net()
    for p in model.backbone.parameters():
        p.requires_grad = False  # NRM105 warning: model.backbone is frozen
    optimizer = optim.Adam(filter(lambda p: p.requires_grad, model.parameters()))
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
# --- by names, all but the head
def main(loader):
    model = torchvision.models.resnet18()
    for name, parameter in model.named_parameters():
        if "fc" not in name:
            parameter.requires_grad_(False)  # NRM105 warning: model is frozen but for fc; batch norms in the rest
    for name, parameter in model.named_parameters():
        if "fc" not in name:
            parameter.requires_grad = False
    optimizer = optim.Adam([p for p in model.parameters() if p.requires_grad])
    model.train(True)
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- in a helper with a flag
def set_requires_grad(model, feature_extracting):
    if feature_extracting:
        for param in model.parameters():
            param.requires_grad = False  # NRM105 warning

def initialize(feature_extract):
    model_ft = torchvision.models.resnet18()
    set_requires_grad(model_ft, feature_extract)
    model_ft.fc = nn.Linear(512, 2)
    return model_ft

def train_model(model, loaders, optimizer):
    for epoch in range(5):
        for phase in ["train", "val"]:
            if phase == "train":
                model.train()
            else:
                model.eval()
            for x, y in loaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    loss = F.cross_entropy(model(x), y)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()

def main(loaders, feature_extract):
    net = initialize(feature_extract)
    train_model(net, loaders, optim.SGD(net.parameters(), lr=0.001))
# --- a network whose features another one learns from
def main(loader):
    extractor = torchvision.models.resnet18()
    for p in extractor.parameters():
        p.requires_grad = False  # NRM105 warning: extractor is frozen
    head = nn.Linear(1000, 2)
    optimizer = optim.Adam(head.parameters())
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(head(extractor(x)), y).backward()
        optimizer.step()
# --- only the last layers learn again
def main(loader):
    model = torchvision.models.resnet18()
    for p in model.parameters():
        p.requires_grad = False  # NRM105 warning: model is frozen but for layer4 and fc; batch norms in the rest
    for p in model.layer4.parameters():
        p.requires_grad = True
    for name, p in model.named_parameters():
        if "fc" in name:
            p.requires_grad = True
    optimizer = optim.Adam(model.parameters())
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- the head learns, the rest is frozen, in one loop
def main(loader):
    model = torchvision.models.resnet18()
    for name, p in model.named_parameters():
        if name in ["fc.weight", "fc.bias"]:
            p.requires_grad = True
        else:
            p.requires_grad = False  # NRM105 warning: model is frozen but for fc
    optimizer = optim.Adam(model.parameters())
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- as in pytorch/pytorch#86590, before the fix
net = torchvision.models.resnet18(weights="IMAGENET1K_V1")
for module in net.children():
    for weight in module.parameters():
        weight.requires_grad = False
net.requires_grad_(False)  # NRM105 warning
classifier = nn.Linear(1000, 10)
optimizer = optim.SGD(classifier.parameters(), lr=0.1)
net.train()
for step in range(100):
    loss = F.cross_entropy(classifier(net(torch.rand(8, 3, 224, 224))), torch.zeros(8).long())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
# --- as in pytorch/pytorch#86590, after the fix
net = torchvision.models.resnet18(weights="IMAGENET1K_V1")
net.requires_grad_(False)
classifier = nn.Linear(1000, 10)
optimizer = optim.SGD(classifier.parameters(), lr=0.1)
net.train()
for module in net.modules():
    if isinstance(module, nn.modules.batchnorm._BatchNorm):
        module.eval()
for step in range(100):
    loss = F.cross_entropy(classifier(net(torch.rand(8, 3, 224, 224))), torch.zeros(8).long())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
# --- as in pytorch/pytorch#10856, before the fix
def finetune(loader):
    model = Net()
    model.load_state_dict(torch.load("pretrained.pth"))
    for param in model.backbone.parameters():
        param.requires_grad = False  # NRM105 warning: model.backbone
    optimizer = optim.SGD(model.head.parameters(), lr=0.01)
    for epoch in range(5):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
# --- as in pytorch/pytorch#10856, after the fix
def finetune(loader):
    model = Net()
    model.load_state_dict(torch.load("pretrained.pth"))
    for param in model.backbone.parameters():
        param.requires_grad = False
    optimizer = optim.SGD(model.head.parameters(), lr=0.01)
    for epoch in range(5):
        model.train()
        model.backbone.eval()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
# --- batch norms are put into evaluation mode by apply, after each train()
def still(m):
    classname = m.__class__.__name__
    if classname.find("BatchNorm") != -1:
        m.eval()

def main(loader):
    model = torchvision.models.resnet18()
    for p in model.parameters():
        p.requires_grad = False
    optimizer = optim.Adam(model.fc.parameters())
    for epoch in range(3):
        model.train()
        model.apply(still)
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
# --- the class overrides train()
class Still(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))

    def train(self, mode=True):
        super().train(mode)
        for m in self.modules():
            if isinstance(m, nn.BatchNorm2d):
                m.eval()
        return self

    def forward(self, x):
        return self.features(x)

def main(loader):
    model = Still()
    for p in model.parameters():
        p.requires_grad = False
    head = nn.Linear(8, 2)
    optimizer = optim.Adam(head.parameters())
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(head(model(x)), y).backward()
        optimizer.step()
# --- the whole stays in evaluation mode
def main(loader):
    model = torchvision.models.resnet18()
    for p in model.parameters():
        p.requires_grad = False
    model.eval()
    head = nn.Linear(1000, 2)
    optimizer = optim.Adam(head.parameters())
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(head(model(x)), y).backward()
        optimizer.step()
# --- no batch norm in it
def main(loader):
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.GroupNorm(2, 8))
    for p in model.parameters():
        p.requires_grad = False
    head = nn.Linear(8, 2)
    optimizer = optim.Adam(head.parameters())
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(head(model(x)), y).backward()
        optimizer.step()
# --- a discriminator, for one step
def main(loader):
    critic, maker = Net(), Net()
    optimizer = optim.Adam(maker.parameters())
    critic_optimizer = optim.Adam(critic.parameters())
    for x in loader:
        for p in critic.parameters():
            p.requires_grad = True
        loss = critic(x).mean()
        critic_optimizer.zero_grad()
        loss.backward()
        critic_optimizer.step()
        for p in critic.parameters():
            p.requires_grad = False
        optimizer.zero_grad()
        critic(maker(x)).mean().backward()
        optimizer.step()
# --- the head alone is frozen
def main(loader):
    model = Net()
    for p in model.head.parameters():
        p.requires_grad = False
    optimizer = optim.Adam(model.backbone.parameters())
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- all but batch norm is frozen
def main(loader):
    model = torchvision.models.resnet18()
    for name, p in model.named_parameters():
        if "bn" not in name:
            p.requires_grad = False
    optimizer = optim.Adam(model.parameters())
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- a teacher, without gradients
def main(loader):
    student, teacher = Net(), Net()
    for p in teacher.parameters():
        p.requires_grad = False
    optimizer = optim.Adam(student.parameters())
    for x in loader:
        with torch.no_grad():
            target = teacher(x)
        optimizer.zero_grad()
        F.mse_loss(student(x), target).backward()
        optimizer.step()
# --- who trains is not known
def build():
    model = torchvision.models.resnet18()
    for p in model.parameters():
        p.requires_grad = False
    return model
# --- most of it learns, and the stem is frozen
def main(loader):
    model = torchvision.models.resnet18()
    for name, p in model.named_parameters():
        if not ("layer2" in name or "layer3" in name or "layer4" in name or "fc" in name):
            p.requires_grad = False
    optimizer = optim.Adam(model.parameters())
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- which parts learn is a setting
def main(loader, learned):
    model = torchvision.models.resnet18()
    for name, p in model.named_parameters():
        if name not in learned:
            p.requires_grad = False
    optimizer = optim.Adam(model.parameters())
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- some are thawed, and nobody knows which
def main(loader, learned):
    model = torchvision.models.resnet18()
    model.requires_grad_(False)
    for name, p in model.named_parameters():
        if name in learned:
            p.requires_grad = True
    optimizer = optim.Adam(model.parameters())
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- the last children are thawed
def main(loader):
    model = torchvision.models.resnet18()
    model.requires_grad_(False)
    for child in list(model.children())[-3:]:
        for p in child.parameters():
            p.requires_grad = True
    optimizer = optim.Adam(model.parameters())
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- all of a script stands under one condition
if __name__ == "__main__":
    model = torchvision.models.resnet18()
    model.requires_grad_(False)  # NRM105 warning: model is frozen, but
    model.fc = nn.Linear(512, 2)
    optimizer = optim.SGD(model.fc.parameters(), lr=0.01)
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
# --- it is frozen for one purpose and trained for the other
def main(how, loader):
    model = torchvision.models.resnet18()
    if how == "freeze":
        model.requires_grad_(False)
        model.fc.requires_grad_(True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        if how == "finetune":
            model.train()
        elif how == "freeze":
            model.eval()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
# --- it is frozen for one purpose and trained for any
def main(how, loader):
    model = torchvision.models.resnet18()
    if how == "linear":
        model.requires_grad_(False)  # NRM105
        model.fc.requires_grad_(True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
# --- the features of a network, which is trained as a whole
def main(loader):
    model = torchvision.models.mobilenet_v2(weights="DEFAULT")
    model.classifier[1] = nn.Linear(model.last_channel, 10)
    for parameter in model.features.parameters():
        parameter.requires_grad = False  # NRM105 warning: model.features is frozen
    optimizer = optim.Adam(model.classifier.parameters())
    for epoch in range(3):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
# --- the features of a network, put into evaluation mode after train()
def main(loader):
    model = torchvision.models.mobilenet_v2(weights="DEFAULT")
    for parameter in model.features.parameters():
        parameter.requires_grad = False
    optimizer = optim.Adam(model.classifier.parameters())
    for epoch in range(3):
        model.train()
        model.features.eval()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
# --- an encoder without batch norm, of a network that has one
class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(8, 8)
        self.head = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8))

    def forward(self, x):
        return self.head(self.encoder(x))

def main(loader):
    model = Pair()
    for parameter in model.encoder.parameters():
        parameter.requires_grad = False
    optimizer = optim.Adam(model.head.parameters())
    for epoch in range(3):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
# --- a momentum encoder follows the other, whose weights a helper gives it first
class Trainer:
    def __init__(self):
        self.queries, self.keys = torchvision.models.resnet50(), torchvision.models.resnet50()
        self.optimizer = optim.SGD(self.queries.parameters(), lr=0.1)
        self.begin(self.queries, self.keys)

    def begin(self, queries, keys):
        for query, key in zip(queries.parameters(), keys.parameters()):
            key.data.copy_(query.data)
            key.requires_grad = False

    def train(self, loader):
        self.queries.train()
        for x, y in loader:
            loss = F.cosine_similarity(self.queries(x), self.keys(y)).mean()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            for query, key in zip(self.queries.parameters(), self.keys.parameters()):
                key.data.copy_(0.99 * key.data + 0.01 * query.data)

Trainer().train(load())
# --- each parameter is told to learn no more
def main(loader):
    model = torchvision.models.resnet18()
    for param in model.parameters():
        param.requires_grad_(False)  # NRM105 warning: model is frozen, but its batch norms stay in training mode
    model.fc = nn.Linear(512, 2)
    optimizer = optim.SGD(model.fc.parameters(), lr=0.1)
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
