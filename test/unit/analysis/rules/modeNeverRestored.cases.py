import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim
import torchvision

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.bn(self.conv(x))

# --- eval at the end of each epoch, train before the first
def main(loader, held_out):
    model = Net().cuda()
    optimizer = optim.Adam(model.parameters())
    model.train()
    for epoch in range(10):
        for x, y in loader:
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()  # NRM101 warning: eval() here, and no train() before model is trained again
        with torch.no_grad():
            for x, y in held_out:
                print(model(x))
# --- no train() anywhere
def main(loader, held_out):
    model = torchvision.models.resnet18()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()  # NRM101 warning
        for x, y in held_out:
            print(model(x))
# --- a rate of dropout that is zero where nothing else is given
class Layer(nn.Module):
    def __init__(self, width, dropout=0.0):
        super().__init__()
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        return self.dropout(x)

def main(args, loader, held_out):
    model = Layer(8, args.dropout)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()  # NRM101 warning
        print([model(x) for x in held_out])
# --- every hundred steps, inside the loop over batches
def train(model, loader, optimizer):
    model.train()
    for step, (x, y) in enumerate(loader):
        out = model(x)
        loss = F.cross_entropy(out, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            model.eval()  # NRM101 information
            print(model(x))
# --- in a helper of a class
class Trainer:
    def __init__(self, loader):
        self.model = Net()
        self.optimizer = optim.SGD(self.model.parameters(), lr=0.1)
        self.loader = loader

    def validate(self):
        self.model.eval()  # NRM101 warning: before self.model is trained again
        with torch.no_grad():
            return [self.model(x) for x, _ in self.loader]

    def fit(self):
        self.model.train()
        for epoch in range(3):
            for x, y in self.loader:
                self.optimizer.zero_grad()
                loss = F.cross_entropy(self.model(x), y)
                loss.backward()
                self.optimizer.step()
            self.validate()
# --- through two helpers, and a loss that is collected
def evaluate(net, loader):
    net = net.eval()  # NRM101
    return [net(x) for x, _ in loader]

def report(net, loader):
    print(evaluate(net, loader))

def main(loader):
    net = nn.DataParallel(Net())
    opt = torch.optim.SGD(net.parameters(), 0.1)
    while True:
        losses = []
        for x, y in loader:
            losses.append(F.mse_loss(net(x), y))
        opt.zero_grad()
        sum(losses).backward()
        opt.step()
        report(net, loader)
# --- with a scaler
def main(loader, held_out):
    model = Net()
    opt = torch.optim.SGD(model.parameters(), 0.1)
    scaler = torch.cuda.amp.GradScaler()
    model.train()
    for epoch in range(10):
        for x, y in loader:
            with torch.cuda.amp.autocast():
                loss = F.cross_entropy(model(x), y)
            scaler.scale(loss).backward()
            scaler.step(opt)
            scaler.update()
        model.train(False)  # NRM101
        with torch.inference_mode():
            [model(x) for x, _ in held_out]
# --- the training step in a function of its own
def step(model, opt, x, y):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    return loss.item()

def evaluate(model, loader):
    model.eval()  # NRM101
    return [model(x) for x, _ in loader]

def run(loader):
    model = Net()
    opt = torch.optim.SGD(model.parameters(), 0.1)
    model.train()
    for epoch in range(10):
        for x, y in loader:
            step(model, opt, x, y)
        evaluate(model, loader)
# --- restored on one way of the helper alone
def evaluate(model, loader, quick):
    model.eval()  # NRM101
    out = [model(x) for x, _ in loader]
    if quick:
        return out
    model.train()
    return out

def run(loader, quick):
    model = Net()
    opt = torch.optim.SGD(model.parameters(), 0.1)
    for epoch in range(10):
        for x, y in loader:
            opt.zero_grad()
            F.cross_entropy(model(x), y).backward()
            opt.step()
        evaluate(model, loader, quick)
# --- train() at the head of the loop
def main(loader, held_out):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        for x, y in held_out:
            print(model(x))
# --- train() in the function that trains
def train_epoch(model, optimizer, loader):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

def main(loader, held_out):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        train_epoch(model, optimizer, loader)
        model.eval()
        print([model(x) for x, y in held_out])
# --- the mode is put back as it was
def evaluate(model, loader):
    was_training = model.training
    model.eval()
    out = [model(x) for x, _ in loader]
    model.train(was_training)
    return out

def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    model.train()
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        evaluate(model, loader)
# --- one loop for both phases
def main(loaders):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
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
# --- a flag for both phases
def run_epoch(model, loader, optimizer, training):
    if training:
        model.train()
    else:
        model.eval()
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        if training:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

def main(loader, held_out, split):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        run_epoch(model, loader, optimizer, True)
        run_epoch(model, held_out, optimizer, False)
        run_epoch(model, loader, optimizer, split)
# --- evaluated after the last epoch alone
def main(loader, held_out):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        if epoch == 9:
            model.eval()
            print([model(x) for x, _ in held_out])
            break
# --- frozen batch norm: never in training mode
def main(loader):
    model = torchvision.models.resnet18()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        model.eval()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
# --- an attack that learns nothing
def attack(model, x, y):
    model.eval()
    x.requires_grad_()
    F.cross_entropy(model(x), y).backward()
    return x.grad.sign()

def main(loader):
    model = Net()
    for x, y in loader:
        model.train()
        attack(model, x, y)
# --- no layer that has modes
def main(loader, held_out):
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.GroupNorm(2, 8), nn.ReLU())
    optimizer = optim.Adam(model.parameters())
    model.train()
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        print([model(x) for x, _ in held_out])
# --- another model is put into evaluation mode
def main(loader):
    student, teacher = Net(), Net()
    optimizer = optim.Adam(student.parameters())
    student.train()
    for epoch in range(10):
        for x, y in loader:
            teacher.eval()
            with torch.no_grad():
                target = teacher(x)
            optimizer.zero_grad()
            F.mse_loss(student(x), target).backward()
            optimizer.step()
# --- Lightning sets modes
import pytorch_lightning as pl

class Model(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = Net()

    def training_step(self, batch, i):
        x, y = batch
        return F.cross_entropy(self.net(x), y)

    def validation_step(self, batch, i):
        self.net.eval()
        return self.net(batch[0])
# --- who evaluates is of another package
from evaluation import evaluate

def main(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        evaluate(model, loader)
# --- as in wkentaro/pytorch-fcn#57, before the fix
class Trainer:
    def __init__(self, loader, held_out):
        self.model = Net()
        self.optim = optim.SGD(self.model.parameters(), lr=1e-10, momentum=0.99)
        self.loader, self.held_out = loader, held_out
        self.iteration = 0

    def validate(self):
        self.model.eval()  # NRM101 warning: before self.model is trained again
        scores = []
        for data, target in self.held_out:
            with torch.no_grad():
                scores.append(self.model(data))
        return scores

    def train_epoch(self):
        self.model.train()
        for data, target in self.loader:
            if self.iteration % 4000 == 0:
                self.validate()
            self.optim.zero_grad()
            loss = F.cross_entropy(self.model(data), target)
            loss.backward()
            self.optim.step()

    def train(self):
        for epoch in range(100):
            self.train_epoch()

Trainer(range(5), range(5)).train()
# --- as in wkentaro/pytorch-fcn#57, after the fix
class Trainer:
    def __init__(self, loader, held_out):
        self.model = Net()
        self.optim = optim.SGD(self.model.parameters(), lr=1e-10, momentum=0.99)
        self.loader, self.held_out = loader, held_out
        self.iteration = 0

    def validate(self):
        training = self.model.training
        self.model.eval()
        scores = []
        for data, target in self.held_out:
            with torch.no_grad():
                scores.append(self.model(data))
        if training:
            self.model.train()
        return scores

    def train_epoch(self):
        self.model.train()
        for data, target in self.loader:
            if self.iteration % 4000 == 0:
                self.validate()
            self.optim.zero_grad()
            loss = F.cross_entropy(self.model(data), target)
            loss.backward()
            self.optim.step()

    def train(self):
        for epoch in range(100):
            self.train_epoch()

Trainer(range(5), range(5)).train()
# --- the mode is put back where it was another, by a caller that nobody knows
def validate(model, loader):
    was_training = model.training
    model.eval()
    for x, y in loader:
        print(model(x))
    if was_training:
        model.train()

def fit(model, loader, optimizer):
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        validate(model, loader)
# --- eval() first, and then a call that may change it
from inference import infer

def main(loader):
    coder, net = Net(), Net()
    optimizer = make_optimizer(net)
    for epoch in range(10):
        coder.eval()
        for x, y in loader:
            out = infer(coder(x), coder, net)
            optimizer.zero_grad()
            F.cross_entropy(out, y).backward()
            optimizer.step()
# --- as in optuna/optuna#1725, before the fix
def objective(trial, train_loader, valid_loader):
    layers = [nn.Linear(784, 64), nn.ReLU(), nn.Dropout(trial.suggest_float("dropout", 0.2, 0.5)), nn.Linear(64, 10)]
    model = nn.Sequential(*layers)
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    model.train()
    for epoch in range(10):
        for data, target in train_loader:
            optimizer.zero_grad()
            F.nll_loss(model(data.view(-1, 784)), target).backward()
            optimizer.step()
        model.eval()  # NRM101 warning
        correct = 0
        with torch.no_grad():
            for data, target in valid_loader:
                correct += (model(data.view(-1, 784)).argmax(1) == target).sum().item()
        trial.report(correct, epoch)
    return correct
# --- as in optuna/optuna#1725, after the fix
def objective(trial, train_loader, valid_loader):
    layers = [nn.Linear(784, 64), nn.ReLU(), nn.Dropout(trial.suggest_float("dropout", 0.2, 0.5)), nn.Linear(64, 10)]
    model = nn.Sequential(*layers)
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    for epoch in range(10):
        model.train()
        for data, target in train_loader:
            optimizer.zero_grad()
            F.nll_loss(model(data.view(-1, 784)), target).backward()
            optimizer.step()
        model.eval()
        correct = 0
        with torch.no_grad():
            for data, target in valid_loader:
                correct += (model(data.view(-1, 784)).argmax(1) == target).sum().item()
        trial.report(correct, epoch)
    return correct
# --- as in asyml/texar-pytorch#311, before the fix
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(768, 768), nn.Dropout(0.1), nn.Linear(768, 2))

    def forward(self, x):
        return self.layers(x)

def main(batches, held_out, display_every=50):
    model = Classifier()
    optimizer = optim.Adam(model.parameters(), lr=2e-5)

    def eval_epoch():
        model.eval()  # NRM101 warning
        with torch.no_grad():
            print(sum(F.cross_entropy(model(batch["x"]), batch["y"]).item() for batch in held_out))

    def train_epoch():
        model.train()
        for step, batch in enumerate(batches):
            optimizer.zero_grad()
            F.cross_entropy(model(batch["x"]), batch["y"]).backward()
            optimizer.step()
            if step % display_every == 0:
                eval_epoch()

    for epoch in range(3):
        train_epoch()
# --- as in asyml/texar-pytorch#311, after the fix
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(768, 768), nn.Dropout(0.1), nn.Linear(768, 2))

    def forward(self, x):
        return self.layers(x)

def main(batches, held_out, display_every=50):
    model = Classifier()
    optimizer = optim.Adam(model.parameters(), lr=2e-5)

    def eval_epoch():
        model.eval()
        with torch.no_grad():
            print(sum(F.cross_entropy(model(batch["x"]), batch["y"]).item() for batch in held_out))

    def train_epoch():
        model.train()
        for step, batch in enumerate(batches):
            optimizer.zero_grad()
            F.cross_entropy(model(batch["x"]), batch["y"]).backward()
            optimizer.step()
            if step % display_every == 0:
                eval_epoch()
                model.train()

    for epoch in range(3):
        train_epoch()
# --- a model of another package: whether a mode changes anything in it is not known
from zoo import build_model

def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return [model(x) for x in loader]

def main(loader, held_out):
    model = build_model("wide")
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        evaluate(model, held_out)
# --- such a model in an attribute, of which as little is known
from zoo import build_model

class Training:
    def __init__(self):
        self.net = build_model("wide")
        self.optimizer = optim.Adam(self.net.parameters())

    def evaluate(self, loader):
        self.net.eval()
        with torch.no_grad():
            return [self.net(x) for x in loader]

    def fit(self, loader, held_out):
        for epoch in range(10):
            for x, y in loader:
                self.optimizer.zero_grad()
                F.cross_entropy(self.net(x), y).backward()
                self.optimizer.step()
            self.evaluate(held_out)
# --- such a model, put back by an unknown function
from zoo import build_model, train_mode

def main(loader, held_out):
    model = build_model("wide")
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        train_mode(model)
# --- layers of which nothing is known
from layers import Block

class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(3)

    def forward(self, x):
        return self.block(x)

def main(loader, held_out):
    model = Other()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        print([model(x) for x in held_out])
# --- a trainer of another package is no model
from zoo import Trainer

def main(loader, held_out):
    trainer = Trainer(loader)
    for epoch in range(10):
        trainer.train()
        trainer.eval()
# --- a wrapped model's own mode is set, and the wrapper is trained
def main(loader, held_out):
    model = nn.DataParallel(Net())
    optimizer = optim.Adam(model.parameters())
    model.train()
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.module.eval()  # NRM101 warning
        print([model.module(x) for x in held_out])
# --- a wrapped model is put back by itself
def main(loader, held_out):
    model = nn.DataParallel(Net())
    optimizer = optim.Adam(model.parameters())
    for epoch in range(10):
        model.module.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        print([model(x) for x in held_out])
# --- a class with a module of its own, which alone is in evaluation mode
class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.module = Net()
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.module(x))

def main(loader, held_out):
    model = Outer()
    optimizer = optim.Adam(model.head.parameters())
    for epoch in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.module.eval()
        print([model.module(x) for x in held_out])

main([], [])
# --- a rate of dropout that is zero, since nothing else is given
class Layer(nn.Module):
    def __init__(self, width, dropout=0.0):
        super().__init__()
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        return self.dropout(x)

def main(args, loader, held_out):
    model = Layer(8)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        print([model(x) for x in held_out])
# --- a head is trained on a frozen network, and put back alone
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Net()
        self.head = nn.Linear(8, 2)

    def train_head(self):
        for parameter in self.encoder.parameters():
            parameter.requires_grad = False
        self.head.train()

    def forward(self, x):
        return self.head(self.encoder(x))

def learn(model, loader, optimizer):
    model.train_head()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return [model(x) for x, y in loader]

def main(loader, held_out):
    model = Classifier()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(3):
        learn(model, loader, optimizer)
        print(evaluate(model, held_out))
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

def main(loader, held_out):
    critic = Critic()
    optimizer = torch.optim.Adam(critic.parameters())
    for epoch in range(9):
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.mse_loss(critic(x), y)
            loss.backward()
            optimizer.step()
        critic.eval()
        with torch.no_grad():
            print([F.mse_loss(critic(x), y) for x, y in held_out])
# --- the function that trains sets it itself, unless an argument asks for more: frozen on purpose
def learn(model, loader, optimizer, whole):
    model.eval()
    if whole:
        model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return [model(x) for x, y in loader]

def main(loader, held_out, whole):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(3):
        learn(model, loader, optimizer, whole)
        print(evaluate(model, held_out))
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

def main(loader, held_out):
    net = Switching()
    optimizer = optim.Adam(net.parameters())
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            print([net(x, evaluated=True) for x, y in held_out])
# --- what is called without gradients learns nothing there
def main(loader, held_out):
    generator, critic = Net(), Net()
    of_generator, of_critic = optim.Adam(generator.parameters()), optim.Adam(critic.parameters())
    for i, (x, y) in enumerate(loader):
        with torch.no_grad():
            made = generator(x)
        of_critic.zero_grad()
        (critic(made).mean() - critic(y).mean()).backward()
        of_critic.step()
        if i % 5 == 0:
            generator.train()
            of_generator.zero_grad()
            critic(generator(x)).mean().neg().backward()
            of_generator.step()
            generator.eval()
            print([generator(z) for z in held_out])
# --- a copy of a tensor that is a part
class Prototypes(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten())
        self.prototypes = nn.Parameter(torch.zeros(8))

    def forward(self, x):
        return self.layers(x) - self.prototypes

def main(model, loader, held_out):
    optimizer = optim.Adam(model.parameters())
    for epoch in range(3):
        kept = model.prototypes.data.clone()
        optimizer.zero_grad()
        F.mse_loss(kept, torch.zeros(8)).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            print([model(x) for x in held_out])
# --- each round begins in one mode or the other, and there is no third way
def main(how, loader, held_out):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(3):
        if how == "finetune":
            model.train()
        elif how == "freeze":
            model.eval()
        else:
            assert False
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            print([model(x) for x in held_out])
# --- there is a third way, in which the mode stays
def main(how, loader, held_out):
    model = Net()
    optimizer = optim.Adam(model.parameters())
    for epoch in range(3):
        if how == "finetune":
            model.train()
        elif how == "linear":
            print("head alone")
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()  # NRM101
        with torch.no_grad():
            print([model(x) for x in held_out])
# --- put back at the head of each round, where it is not in training mode
def main(loader):
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    net.train()
    for i, (x, y) in enumerate(loader):
        if not net.training:
            net.train()
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        if i % 100 == 0:
            net.eval()
            print(net(x).argmax(1))
# --- put back where it is in training mode already
def main(loader):
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    net.train()
    for i, (x, y) in enumerate(loader):
        if net.training:
            net.train()
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        if i % 100 == 0:
            net.eval()  # NRM101 warning
            print(net(x).argmax(1))
# --- before train(), a state of zeros is made by a method that runs no layer
class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(8)
        self.cell = nn.RNN(8, 8)

    def init_state(self, size):
        weight = next(self.parameters()).data
        return [weight.new(1, size, 8).zero_()]

    def forward(self, x, state):
        return self.cell(self.bn(x), state)

def main(batches, again):
    if again:
        net = torch.load("net.pt")
    else:
        net = Recurrent()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    net.train()
    for epoch in range(3):
        state = net.init_state(8)
        for x, y in batches:
            net.train()
            optimizer.zero_grad()
            out, state = net(x, state)
            F.cross_entropy(out, y).backward()
            optimizer.step()
        net.eval()
        print(net(x, state))
# --- an option that is on by default and cannot be turned off evaluates another model
import argparse
import copy

def evaluate(model, held_out):
    model.eval()
    with torch.no_grad():
        return [model(x) for x, y in held_out]

def fit(args, loader, held_out):
    model = Net()
    average = copy.deepcopy(model)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for epoch in range(args.epochs):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        if args.use_average:
            tested = average
        else:
            tested = model
        evaluate(tested, held_out)

def main(loader, held_out):
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--use-average", action="store_true", default=True)
    fit(parser.parse_args(), loader, held_out)
# --- an option that is off by default evaluates another model
import argparse
import copy

def evaluate(model, held_out):
    model.eval()  # NRM101 warning
    with torch.no_grad():
        return [model(x) for x, y in held_out]

def fit(args, loader, held_out):
    model = Net()
    average = copy.deepcopy(model)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for epoch in range(args.epochs):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        if args.use_average:
            tested = average
        else:
            tested = model
        evaluate(tested, held_out)

def main(loader, held_out):
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--use-average", action="store_true")
    fit(parser.parse_args(), loader, held_out)
# --- one round alone
def main(loader, held_out):
    model = Net()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    epochs = 1
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()
        print([model(x) for x, y in held_out])
# --- each function asks whether it is a module before it sets a mode
def accuracy(net, held_out):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        return sum((net(x).argmax(1) == y).sum() for x, y in held_out)

def train(net, loader, held_out, optimizer):
    for epoch in range(3):
        if isinstance(net, torch.nn.Module):
            net.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimizer.step()
        print(accuracy(net, held_out))
# --- a caller chooses to train in evaluation mode, round for round
def fit(model, loaders, optimizer, how="full"):
    for epoch in range(3):
        for phase in ["train", "val"]:
            if phase == "train" and how == "full":
                model.train()
            else:
                # The statistics stay as they are.
                model.eval()
            for x, y in loaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    loss = F.cross_entropy(model(x), y)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()

def main(args, loaders):
    model = torchvision.models.resnet18()
    fit(model, loaders, optim.SGD(model.parameters(), lr=0.1), args.how)
# --- every fifth round evaluates, and the next one goes on so
def fit(model, loader, held_out, optimizer):
    for epoch in range(30):
        if epoch % 5 == 0:
            model.eval()  # NRM101
            print(sum((model(x).argmax(1) == y).sum() for x, y in held_out))
        else:
            model.train()
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()

net = Net()
fit(net, load("train"), load("test"), optim.SGD(net.parameters(), lr=0.1))
