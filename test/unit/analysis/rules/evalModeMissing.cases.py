import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim
from torch.autograd import Variable
import torchvision

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.bn(self.conv(x))

# --- validation in a helper, after train() in the loop
def validate(net, loader):
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (net(x).argmax(1) == y).sum()  # NRM102 warning: net is evaluated in training mode
    return correct

def main(loader, held_out):
    net = Net().cuda()
    optimizer = optim.Adam(net.parameters())
    for epoch in range(10):
        net.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimizer.step()
        print(validate(net, held_out))
# --- a script at its top level that loads weights and predicts
model = Net()
model.load_state_dict(torch.load("net.pth"))
for path in ["a.png", "b.png"]:
    image = torchvision.io.read_image(path)
    with torch.no_grad():
        print(model(image[None]).argmax(1))  # NRM102 warning
# --- one image, with loaded weights
def predict(image):
    model = torchvision.models.resnet18()
    model.load_state_dict(torch.load("resnet.pth"))
    with torch.no_grad():
        out = model(image)  # NRM102 warning
    return out.argmax(1)
# --- gradients were off by volatile inputs, before PyTorch 0.4
def main(loader, held_out):
    model = Net()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(Variable(x)), Variable(y)).backward()
            optimizer.step()
        losses = []
        for x, y in held_out:
            x, y = Variable(x, volatile=True), Variable(y, volatile=True)
            losses.append(F.cross_entropy(model(x), y).data[0])  # NRM102 warning
        print(sum(losses))
# --- the whole function without gradients
model = Net()
optimizer = optim.SGD(model.parameters(), lr=0.1)

def train(loader):
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

@torch.no_grad()
def test(loader):
    return sum((model(x).argmax(1) == y).sum() for x, y in loader)  # NRM102 warning

for epoch in range(10):
    train(range(5))
    print(test(range(5)))
# --- nobody turned gradients off, but the function says that it evaluates
class Runner:
    def __init__(self, loader):
        self.model = nn.DataParallel(Net())
        self.optimizer = optim.Adam(self.model.parameters())
        self.loader = loader

    def run_validation(self):
        total = 0
        for x, y in self.loader:
            total += F.cross_entropy(self.model(x), y).item()  # NRM102 warning: self.model is
        return total

    def run(self):
        self.model.train()
        for epoch in range(3):
            for x, y in self.loader:
                self.optimizer.zero_grad()
                F.cross_entropy(self.model(x), y).backward()
                self.optimizer.step()
            print(self.run_validation())

Runner(range(5)).run()
# --- as in fxia22/pointnet.pytorch#19, before the fix
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv1d(3, 64, 1), nn.BatchNorm1d(64), nn.ReLU())
        self.head = nn.Linear(64, 16)

    def forward(self, points):
        return self.head(self.features(points).max(2)[0])

classifier = Classifier()
classifier.cuda()
optimizer = optim.SGD(classifier.parameters(), lr=0.01, momentum=0.9)
for epoch in range(25):
    for i, data in enumerate(range(100), 0):
        points, target = data
        points = points.transpose(2, 1).cuda()
        optimizer.zero_grad()
        classifier = classifier.train()
        loss = F.nll_loss(classifier(points), target)
        loss.backward()
        optimizer.step()
total_correct = 0
total_testset = 0
for i, data in enumerate(range(100), 0):
    points, target = data
    with torch.no_grad():
        pred = classifier(points.transpose(2, 1).cuda())  # NRM102 warning: classifier is evaluated in training mode
    total_correct += (pred.argmax(1) == target).sum()
# --- as in fxia22/pointnet.pytorch#19, after the fix
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv1d(3, 64, 1), nn.BatchNorm1d(64), nn.ReLU())
        self.head = nn.Linear(64, 16)

    def forward(self, points):
        return self.head(self.features(points).max(2)[0])

classifier = Classifier()
classifier.cuda()
optimizer = optim.SGD(classifier.parameters(), lr=0.01, momentum=0.9)
for epoch in range(25):
    for i, data in enumerate(range(100), 0):
        points, target = data
        points = points.transpose(2, 1).cuda()
        optimizer.zero_grad()
        classifier = classifier.train()
        loss = F.nll_loss(classifier(points), target)
        loss.backward()
        optimizer.step()
total_correct = 0
total_testset = 0
classifier = classifier.eval()
for i, data in enumerate(range(100), 0):
    points, target = data
    with torch.no_grad():
        pred = classifier(points.transpose(2, 1).cuda())
    total_correct += (pred.argmax(1) == target).sum()
# --- as in facebookresearch/VideoPose3D#113, before the fix
class Lifter(nn.Module):
    def __init__(self, channels=1024):
        super().__init__()
        self.expand = nn.Conv1d(34, channels, 3, bias=False)
        self.norm = nn.BatchNorm1d(channels, momentum=0.1)
        self.drop = nn.Dropout(0.25)

    def forward(self, x):
        return self.drop(F.relu(self.norm(self.expand(x))))

def export_poses(keypoints, chunks):
    model_pos = Lifter()
    checkpoint = torch.load("pretrained.bin")
    model_pos.load_state_dict(checkpoint["model_pos"])
    poses = []
    with torch.no_grad():
        for chunk in chunks:
            poses.append(model_pos(chunk).cpu())  # NRM102 warning
    return poses
# --- as in facebookresearch/VideoPose3D#113, after the fix
class Lifter(nn.Module):
    def __init__(self, channels=1024):
        super().__init__()
        self.expand = nn.Conv1d(34, channels, 3, bias=False)
        self.norm = nn.BatchNorm1d(channels, momentum=0.1)
        self.drop = nn.Dropout(0.25)

    def forward(self, x):
        return self.drop(F.relu(self.norm(self.expand(x))))

def export_poses(keypoints, chunks):
    model_pos = Lifter()
    checkpoint = torch.load("pretrained.bin")
    model_pos.load_state_dict(checkpoint["model_pos"])
    model_pos.eval()
    poses = []
    with torch.no_grad():
        for chunk in chunks:
            poses.append(model_pos(chunk).cpu())
    return poses
# --- as in Zhenye-Na/DA-RNN#30, before the fix
class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.LSTM(81, 128)
        self.attention = nn.Sequential(nn.Linear(256, 64), nn.Dropout(0.2), nn.Linear(64, 1))

    def forward(self, x):
        return self.attention(self.encoder(x)[0])

class Experiment:
    def __init__(self, series):
        self.net = Forecaster()
        self.optimizer = optim.Adam(self.net.parameters(), lr=0.001)
        self.series = series

    def fit(self):
        for epoch in range(10):
            for x, y in self.series:
                self.optimizer.zero_grad()
                F.mse_loss(self.net(x), y).backward()
                self.optimizer.step()
            print(self.test())

    def test(self):
        predicted = []
        for x, _ in self.series:
            predicted.append(self.net(x).detach())  # NRM102 warning
        return predicted

Experiment(range(5)).fit()
# --- as in Zhenye-Na/DA-RNN#30, after the fix
class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.LSTM(81, 128)
        self.attention = nn.Sequential(nn.Linear(256, 64), nn.Dropout(0.2), nn.Linear(64, 1))

    def forward(self, x):
        return self.attention(self.encoder(x)[0])

class Experiment:
    def __init__(self, series):
        self.net = Forecaster()
        self.optimizer = optim.Adam(self.net.parameters(), lr=0.001)
        self.series = series

    def fit(self):
        for epoch in range(10):
            self.net.train()
            for x, y in self.series:
                self.optimizer.zero_grad()
                F.mse_loss(self.net(x), y).backward()
                self.optimizer.step()
            print(self.test())

    def test(self):
        self.net.eval()
        predicted = []
        for x, _ in self.series:
            predicted.append(self.net(x).detach())
        return predicted

Experiment(range(5)).fit()
# --- the caller sets the mode
def validate(net, loader):
    with torch.no_grad():
        return [net(x) for x, y in loader]

def main(loader):
    net = Net()
    net.eval()
    return validate(net, loader)
# --- who calls is not known
def evaluate(net, loader):
    with torch.no_grad():
        return [net(x) for x, y in loader]
# --- one of several callers sets the mode
def evaluate(net, loader):
    with torch.no_grad():
        return [net(x) for x, y in loader]

def main(loader, final):
    net = Net()
    if final:
        net.eval()
    return evaluate(net, loader)
# --- statistics are estimated anew, and the output is thrown away
def main(loader):
    net = Net()
    net.load_state_dict(torch.load("average.pth"))
    net.train()
    with torch.no_grad():
        for x, _ in loader:
            net(x)
# --- the same, by a name
def update_bn(net, loader):
    with torch.no_grad():
        for x, _ in loader:
            out = net(x)

def main(loader):
    net = Net()
    net.train()
    update_bn(net, loader)
# --- the same, by an underscore
def main(loader):
    net = Net()
    net.train()
    with torch.no_grad():
        for x, _ in loader:
            _ = net(x)
# --- a shape is looked at
def main():
    net = Net()
    net.load_state_dict(torch.load("net.pth"))
    with torch.no_grad():
        for size in (32, 64):
            x = torch.randn(1, 3, size, size)
            print(net(x.to("cpu")).shape)
# --- lazy layers get their shapes
def main(loader):
    net = Net()
    with torch.no_grad():
        out = net(next(iter(loader)))
    optimizer = optim.Adam(net.parameters())
# --- targets that another network makes for the step beside it
def main(loader):
    student, teacher = Net(), Net()
    optimizer = optim.Adam(student.parameters())
    for x in loader:
        with torch.no_grad():
            target = teacher(x)
        optimizer.zero_grad()
        F.mse_loss(student(x), target).backward()
        optimizer.step()
# --- labels that the network guesses for itself
def guess(model, x):
    with torch.no_grad():
        return torch.softmax(model(x), 1)

def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    model.train()
    for x, u in loader:
        labels = guess(model, u)
        optimizer.zero_grad()
        F.cross_entropy(model(u), labels).backward()
        optimizer.step()
# --- a generator is sampled
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.ConvTranspose2d(100, 64, 4), nn.BatchNorm2d(64))

    def forward(self, z):
        return self.layers(z)

def main(pictures, optimizer):
    generator = Generator()
    for epoch in range(10):
        for x in pictures:
            loss = generator(x).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            for z in pictures:
                print(generator(z))
# --- nothing in it has modes
def predict(loader):
    model = nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8), nn.GELU())
    model.load_state_dict(torch.load("net.pth"))
    with torch.no_grad():
        return [model(x) for x in loader]
# --- Lightning sets modes
import pytorch_lightning as pl

class Module(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = Net()

    def validation_step(self, batch, i):
        with torch.no_grad():
            for x in batch:
                print(self.net(x))
# --- who evaluates is of another package
from engine import prepare

def evaluate(loader):
    net = Net()
    prepare(net)
    with torch.no_grad():
        return [net(x) for x in loader]
# --- a test of the code
def test_forward_is_finite(loader):
    net = Net()
    with torch.no_grad():
        for x in loader:
            assert net(x).isfinite().all()
# --- an attack, with gradients
def attack(net, x):
    x.requires_grad_()
    for i in range(10):
        net(x).sum().backward()
    return x.grad

def main(x):
    return attack(Net(), x)
# --- eval() on every way
def evaluate(loader, half):
    net = Net()
    if half:
        net.half().eval()
    else:
        net.eval()
    with torch.no_grad():
        return [net(x) for x in loader]
# --- layers of which nothing is known, and gradients that nobody turned off
from layers import Block

class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(3)

    def forward(self, x):
        return self.block(x)

def eval_step(net, loader):
    return [net(x).detach() for x in loader]

def main(loader):
    return eval_step(Other(), loader)
# --- train() was called to draw samples of dropout: NRM108 tells what else that does
def uncertainty(x, count):
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Dropout())
    net.load_state_dict(torch.load("net.pt"))
    net.train()
    with torch.no_grad():
        return [net(x) for _ in range(count)]
# --- as in milesial/Pytorch-UNet#31, before the fix
class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.out = nn.Conv2d(64, 1, 1)

    def forward(self, x):
        return torch.sigmoid(self.out(self.down(x)))

def eval_net(net, dataset):
    total = 0
    for img, mask in dataset:
        predicted = (net(img.unsqueeze(0))[0] > 0.5).float()  # NRM102 warning
        total += (predicted * mask).sum().item()
    return total

def train_net(dataset, held_out, epochs=5):
    net = UNet()
    optimizer = optim.SGD(net.parameters(), lr=0.1)
    for epoch in range(epochs):
        for imgs, masks in dataset:
            loss = F.binary_cross_entropy(net(imgs), masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(eval_net(net, held_out))
# --- as in milesial/Pytorch-UNet#31, after the fix
class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.out = nn.Conv2d(64, 1, 1)

    def forward(self, x):
        return torch.sigmoid(self.out(self.down(x)))

def eval_net(net, dataset):
    net.eval()
    total = 0
    for img, mask in dataset:
        predicted = (net(img.unsqueeze(0))[0] > 0.5).float()
        total += (predicted * mask).sum().item()
    return total

def train_net(dataset, held_out, epochs=5):
    net = UNet()
    optimizer = optim.SGD(net.parameters(), lr=0.1)
    for epoch in range(epochs):
        net.train()
        for imgs, masks in dataset:
            loss = F.binary_cross_entropy(net(imgs), masks)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(eval_net(net, held_out))
# --- a constructor that puts a part into evaluation mode
class Perceptual(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = torchvision.models.resnet18(weights="DEFAULT")
        self.eval()

    def forward(self, x, target):
        return F.mse_loss(self.features(x), self.features(target))

def main(loader):
    perceptual = Perceptual()
    for x, y in loader:
        with torch.no_grad():
            print(perceptual(x, y))
# --- dropout of rate zero
def main(loader):
    model = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.0), nn.LayerNorm(8))
    with torch.no_grad():
        print([model(x) for x in loader])
# --- a part of what Lightning trains, after that
from pytorch_lightning import LightningModule, Trainer

class Lit(LightningModule):
    def __init__(self):
        super().__init__()
        self.net = Net()

    def forward(self, x):
        return self.net(x)

def main(loader, held_out):
    lit = Lit()
    Trainer().fit(lit, loader)
    with torch.no_grad():
        print([lit.forward(x) for x in held_out])

def load(held_out):
    lit = Lit()
    lit.eval()
    with torch.no_grad():
        print([lit.forward(x) for x in held_out])
# --- a method that the constructor calls puts a part into evaluation mode
class Frozen(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = torchvision.models.resnet18(weights="DEFAULT")
        self.freeze()

    def freeze(self):
        self.encoder.eval()

    def forward(self, x):
        return self.encoder(x)

def main(loader):
    frozen = Frozen()
    for x in loader:
        with torch.no_grad():
            print(frozen(x))
# --- layers that the model's own code calls
class Stages(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Net()
        self.second = Net()

    @torch.no_grad()
    def energy(self, x):
        return self.second(self.first(x)).pow(2).mean()

def check_stages(x):
    stages = Stages()
    for one in x:
        print(stages.energy(one))
# --- layers of which nothing is known
from layers import Block

class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(3)

    def forward(self, x):
        return self.block(x)

def evaluate(loader):
    net = Other()
    net.load_state_dict(torch.load("net.pth"))
    with torch.no_grad():
        return [net(x) for x in loader]
# --- a teacher that is asked several times for each step of another model
def main(loader):
    student, teacher = Net(), Net()
    optimizer = optim.Adam(student.parameters())
    student.train()
    teacher.train()
    for x, y in loader:
        guesses = []
        for i in range(4):
            with torch.no_grad():
                guesses.append(teacher(x + torch.randn_like(x)))
        optimizer.zero_grad()
        F.mse_loss(student(x), torch.stack(guesses).mean(0)).backward()
        optimizer.step()
# --- a wrapper around a network that is in evaluation mode
class Scorer(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        return self.dropout(self.net(x))

def scorer():
    net = torchvision.models.inception_v3(pretrained=True)
    return Scorer(net.eval()).cuda()

def moments(loader):
    net = scorer()
    pool = []
    for x, y in loader:
        with torch.no_grad():
            pool.append(net(x).cpu())
    return pool
# --- a wrapper around a network that is in training mode, which is a fault as before
class Scorer(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        return self.dropout(self.net(x))

def moments(loader):
    net = Scorer(torchvision.models.inception_v3(pretrained=True))
    pool = []
    for x, y in loader:
        with torch.no_grad():
            pool.append(net(x).cpu())  # NRM102 warning
    return pool
# --- a loss that holds a network, which its own class puts into evaluation mode
class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torchvision.models.resnet50(pretrained=True)
        self.eval()

    def forward(self, x):
        return self.net(x)

class Distance(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = Features()

    def forward(self, x, y):
        return (self.features(x) - self.features(y)).pow(2).mean()

def validate(loader):
    distance = Distance().cuda()
    total = 0
    with torch.no_grad():
        for x, y in loader:
            total += distance(x, y).item()
    return total
# --- layer by layer: told once
def features(model, images):
    found = []
    with torch.no_grad():
        for x in images:
            x = model.conv1(x)  # NRM102 warning: model is evaluated in training mode
            x = model.bn1(x)
            x = model.relu(x)
            found.append(model.layer1(x).cpu())
    return found

model = torchvision.models.resnet18(pretrained=True)
print(features(model, []))
# --- a layer's weights are looked at, in a function that is named for a test
def test_rounds(model, rounds):
    norms = []
    for round in range(rounds):
        norms.append(model.head.expand.weight.norm().item())
    return norms

class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.expand = nn.Linear(8, 8)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        return self.dropout(self.expand(x))

class Rescue(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = Head()

    def forward(self, x):
        return self.head(x)

print(test_rounds(Rescue(), 3))
# --- a wrapper around what some class makes that nobody knows
class Tokens(nn.Module):
    def __init__(self, path, encoder):
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        return self.dropout(self.encoder(x))

def extract(kinds, name, paths):
    encoder = kinds[name](freeze=True).cuda()
    tokens = Tokens("a", encoder=encoder)
    found = []
    for path in paths:
        with torch.no_grad():
            found.append(tokens(torch.load(path)))
    return found
# --- batch norm is only asked for, by a function for the weights of any model
def init_weights(net):
    for m in net.modules():
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(m.weight)
        elif isinstance(m, (nn.BatchNorm2d, nn.BatchNorm3d)):
            m.weight.data.fill_(1)

class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 4), nn.InstanceNorm2d(8), nn.LeakyReLU(), nn.Conv2d(8, 1, 4))
        init_weights(self.layers)

    def forward(self, x):
        return self.layers(x)

def evaluate(held_out):
    critic = Critic()
    critic.load_state_dict(torch.load("critic.pth"))
    with torch.no_grad():
        return [F.mse_loss(critic(x), y) for x, y in held_out]
# --- scored with gradients on, over a loader that is named for it
model = torchvision.models.resnet18()
optimizer = optim.SGD(model.fc.parameters(), lr=0.1)
for epoch in range(9):
    for x, y in train_loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    right = 0
    for i, (x, y) in enumerate(test_loader):
        right += (model(x).argmax(1) == y).sum().item()  # NRM102 warning
    print(right)
# --- scored over a loader that is named for it, in the right mode
model = torchvision.models.resnet18()
optimizer = optim.SGD(model.fc.parameters(), lr=0.1)
for epoch in range(9):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    model.eval()
    right = 0
    for i, (x, y) in enumerate(test_loader):
        right += (model(x).argmax(1) == y).sum().item()
    print(right)
# --- learned from at test time, over a loader that is named for it
model = torchvision.models.resnet18()
optimizer = optim.SGD(model.parameters(), lr=0.1)
for x, y in test_loader:
    optimizer.zero_grad()
    out = model(x)
    out.softmax(1).log().mean().backward()
    optimizer.step()
# --- looked at over some loader
model = torchvision.models.resnet18()
optimizer = optim.SGD(model.parameters(), lr=0.1)
for epoch in range(9):
    for x, y in train_loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    for x, y in zip(latest_loader, train_loader):
        print(model(x).mean())
# --- all of a script stands under one condition
if __name__ == "__main__":
    net = torchvision.models.resnet18()
    net.load_state_dict(torch.load("weights.pth"))
    scores = []
    for x, y in testloader:
        scores.append(net(x).argmax(1) == y)  # NRM102 warning
# --- a function makes the model, and all else stands under one condition
def build():
    return torchvision.models.resnet18()

if __name__ == "__main__":
    net = build()
    net.load_state_dict(torch.load("weights.pth"))
    scores = []
    for x, y in testloader:
        scores.append(net(x).argmax(1) == y)  # NRM102 warning
# --- forward sets the mode itself, as an argument asks
class Switching(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten())

    def forward(self, x, evaluated=False):
        if evaluated:
            self.eval()
        else:
            self.train()
        return self.layers(x)

def evaluate(held_out):
    net = Switching()
    net.load_state_dict(torch.load("switching.pth"))
    with torch.no_grad():
        return [net(x, evaluated=True).argmax(1) for x, y in held_out]
# --- by its name no layer, of a part that nobody knows
class Detector(nn.Module):
    def __init__(self, proposals):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))
        self.proposals = proposals

    def forward(self, x):
        return self.proposals(self.features(x))

def evaluate(held_out):
    detector = Detector(proposals="grid")
    return [detector.proposals.get_anchors(boxes) for x, boxes in held_out]
# --- a part that has neither batch norm nor dropout, of a model that has
class Headed(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))
        self.head = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2))

    def forward(self, x):
        return self.head(self.features(x))

def evaluate(held_out):
    net = Headed()
    net.load_state_dict(torch.load("headed.pth"))
    with torch.no_grad():
        return [net.head(x).argmax(1) for x, y in held_out]
# --- a part that has batch norm once something is added to it
class Headed(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))
        self.head = nn.Sequential()
        self.head.add_module("norm", nn.BatchNorm1d(8))

    def forward(self, x):
        return self.head(self.features(x))

def evaluate(held_out):
    net = Headed()
    net.load_state_dict(torch.load("headed.pth"))
    with torch.no_grad():
        return [net.head(x).argmax(1) for x, y in held_out]  # NRM102 warning
# --- a part that is no module
class Anchors:
    def __init__(self, sizes):
        self.sizes = sizes

    def propose(self, boxes):
        return boxes[boxes.max(1).values > min(self.sizes)]

class Detector(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))
        self.anchors = Anchors(sizes=sizes)

    def forward(self, x):
        return self.anchors.propose(self.features(x))

def evaluate(test_loader):
    detector = Detector([8, 16])
    anchors = detector.anchors
    return [anchors.propose(boxes) for x, boxes in test_loader]
# --- a layer that is made where it is called
def predict(held_out):
    with torch.no_grad():
        return [nn.Dropout(0.2)(torch.load(path)) for path in held_out]
# --- a detector tells its losses in training mode alone
def validate(held_out):
    net = Net()
    net.train()
    with torch.no_grad():
        for images, targets in held_out:
            loss_dict = net(images, targets)
            print(sum(loss for loss in loss_dict.values()))
# --- a model of dropout alone
class Dropping(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5), nn.Linear(8, 2))

    def forward(self, x):
        return self.layers(x)

def evaluate(held_out):
    net = Dropping()
    net.load_state_dict(torch.load("dropping.pth"))
    with torch.no_grad():
        return [net(x).argmax(1) for x, y in held_out]  # NRM102 warning: so dropout is on
# --- a key encoder that fills its queue before training, in the mode that it works in after
import copy

def main(loader):
    encoder = Net()
    keys = copy.deepcopy(encoder)
    optimizer = optim.SGD(encoder.parameters(), lr=0.1)
    queue = torch.empty((0, 8))
    with torch.no_grad():
        for x, y in loader:
            queue = torch.cat([queue, keys(x)])
    encoder.train()
    for x, y in loader:
        optimizer.zero_grad()
        with torch.no_grad():
            key = keys(x)
        contrast(encoder(x), key, queue).backward()
        optimizer.step()
# --- batch norm that keeps no statistics
class Untracked(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(8, track_running_stats=False)

    def forward(self, x):
        return self.norm(x)

def evaluate(held_out):
    net = Untracked()
    net.load_state_dict(torch.load("untracked.pth"))
    with torch.no_grad():
        return [net(x).argmax(1) for x, y in held_out]
# --- batch norm only where a parameter asks for it, and none does
class Block(nn.Module):
    def __init__(self, channels, with_norm=False):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3)
        self.with_norm = with_norm
        if self.with_norm:
            self.norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        x = self.conv(x)
        return self.norm(x) if self.with_norm else x

class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(3), Block(3))

    def forward(self, x):
        return self.blocks(x)

def evaluate(held_out):
    net = Plain()
    net.load_state_dict(torch.load("plain.pth"))
    with torch.no_grad():
        return [net(x).argmax(1) for x, y in held_out]
# --- batch norm unless a parameter asks for none
class Block(nn.Module):
    def __init__(self, channels, norm="batch"):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3)
        self.norm = nn.BatchNorm2d(channels) if norm == "batch" else nn.Identity()

    def forward(self, x):
        return self.norm(self.conv(x))

def evaluate(held_out):
    net = Block(3)
    net.load_state_dict(torch.load("block.pth"))
    with torch.no_grad():
        return [net(x).argmax(1) for x, y in held_out]  # NRM102 warning
# --- eval() of a whole that another network was assigned to
def build():
    net = nn.Sequential()
    net.features = torchvision.models.resnet34()
    net.head = nn.Linear(1000, 5)
    return net

def evaluate(net, held_out):
    net.eval()
    with torch.no_grad():
        return [net.head(net.features(x)).argmax(1) for x, y in held_out]

def main(held_out):
    net = build()
    net.load_state_dict(torch.load("net.pth"))
    return evaluate(net, held_out)
# --- a network that was assigned to another, which nothing put into evaluation mode
def main(held_out):
    net = nn.Sequential()
    net.features = torchvision.models.resnet34()
    net.load_state_dict(torch.load("net.pth"))
    with torch.no_grad():
        return [net.features(x) for x, y in held_out]  # NRM102 warning
# --- what the last batch of training gives is drawn
from torch.utils.data import DataLoader
from torchvision.utils import save_image

def train(images, epochs):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = DataLoader(images, batch_size=32, shuffle=True)
    for epoch in range(epochs):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        with torch.no_grad():
            save_image(model(x), "last.png")  # NRM102 information
# --- what is no module goes another way, which a module never comes to
def evaluate_accuracy(held_out, net):
    correct = 0
    for x, y in held_out:
        if isinstance(net, nn.Module):
            net.eval()
            correct += (net(x).argmax(1) == y).sum()
            net.train()
        elif "is_training" in net.__code__.co_varnames:
            correct += (net(x, is_training=False).argmax(1) == y).sum()
        else:
            correct += (net(x).argmax(1) == y).sum()
    return correct

def train(net, loader, test_loader, optimizer):
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimizer.step()
        print(evaluate_accuracy(test_loader, net))

def main():
    net = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5), nn.Linear(8, 2))
    train(net, load("train"), load("test"), optim.SGD(net.parameters(), lr=0.1))

main()
# --- torchvision puts what it has quantized into evaluation mode
def predict(images):
    net = torchvision.models.quantization.mobilenet_v3_large(pretrained=True, quantize=True)
    with torch.no_grad():
        for image in images:
            print(net(image).argmax(1))
# --- and nothing else of that module
def predict(images):
    net = torchvision.models.quantization.mobilenet_v3_large(pretrained=True, quantize=False)
    with torch.no_grad():
        for image in images:
            print(net(image).argmax(1))  # NRM102
# --- a layer that forward() passes by
class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.drop = nn.Dropout(0.5)
        self.norm = nn.BatchNorm2d(8)
        self.layers = nn.Sequential(self.conv, nn.ReLU())

    def forward(self, x):
        return self.layers(x)

def test(test_loader):
    net = Plain()
    net.load_state_dict(torch.load("plain.pth"))
    for x, y in test_loader:
        print((net(x).argmax(1) == y).sum())
# --- all that it holds is run, by whatever name
class Any(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x):
        for layer in self.children():
            x = layer(x)
        return x

def test(test_loader):
    net = Any()
    net.load_state_dict(torch.load("any.pth"))
    for x, y in test_loader:
        print((net(x).argmax(1) == y).sum())  # NRM102
