import copy
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F
from torchvision.models import resnet18

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.bn(self.conv(x))

# --- as in CuriousAI/mean-teacher#9, with a teacher that is evaluated
def update_ema_variables(model, ema_model, alpha):
    for ema_param, param in zip(ema_model.parameters(), model.parameters()):  # NRM501 warning: ema_model gets parameters() only
        ema_param.data.mul_(alpha).add_(param.data, alpha=1 - alpha)

def main(loader, held_out):
    model = Net()
    ema_model = Net()
    ema_model.eval()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        loss = F.cross_entropy(model(x), y) + F.mse_loss(model(x), ema_model(x))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        update_ema_variables(model, ema_model, 0.99)
# --- as CuriousAI/mean-teacher#9 asks for: buffers, too
def update_ema_variables(model, ema_model, alpha):
    own = ema_model.state_dict()
    for name, value in model.state_dict().items():
        if value.dtype.is_floating_point:
            own[name].mul_(alpha).add_(value, alpha=1 - alpha)

def main(loader, held_out):
    model = Net()
    ema_model = Net()
    ema_model.eval()
    for x, y in loader:
        F.mse_loss(model(x), ema_model(x)).backward()
        update_ema_variables(model, ema_model, 0.99)
# --- as in saltoricristiano/cosmix-uda#21, before the fix
class Adapter:
    def __init__(self):
        self.student = Net()
        self.teacher = copy.deepcopy(self.student)

    def update(self, rate):
        for s, t in zip(self.student.parameters(), self.teacher.parameters()):  # NRM501 warning: self.teacher gets
            t.data = t.data * rate + s.data * (1 - rate)

    def run(self, loader):
        self.teacher.eval()
        for x in loader:
            F.mse_loss(self.student(x), self.teacher(x)).backward()
            self.update(0.99)

Adapter().run(range(9))
# --- as in saltoricristiano/cosmix-uda#21, after the fix that it proposes
class Adapter:
    def __init__(self):
        self.student = Net()
        self.teacher = copy.deepcopy(self.student)

    def update(self, rate):
        for s, t in zip(self.student.parameters(), self.teacher.parameters()):
            t.data = t.data * rate + s.data * (1 - rate)
        for s, t in zip(self.student.buffers(), self.teacher.buffers()):
            t.data.copy_(s.data)

    def run(self, loader):
        self.teacher.eval()
        for x in loader:
            F.mse_loss(self.student(x), self.teacher(x)).backward()
            self.update(0.99)

Adapter().run(range(9))
# --- as in PFLlib#260, before the fix
class Server:
    def __init__(self):
        self.global_model = resnet18()
        self.uploaded = [resnet18() for _ in range(10)]

    def aggregate_parameters(self):
        for param in self.global_model.parameters():
            param.data.zero_()
        for client_model in self.uploaded:
            self.add_parameters(0.1, client_model)

    def add_parameters(self, w, client_model):
        for server_param, client_param in zip(self.global_model.parameters(), client_model.parameters()):  # NRM501 warning
            server_param.data += client_param.data.clone() * w

    def evaluate(self, loader):
        self.global_model.eval()
        return [self.global_model(x) for x in loader]

server = Server()
server.aggregate_parameters()
server.evaluate(range(9))
# --- as in PFLlib#260, after the fix (#269)
class Server:
    def __init__(self):
        self.global_model = resnet18()
        self.uploaded = [resnet18() for _ in range(10)]

    def aggregate_parameters(self):
        for client_model in self.uploaded:
            self.add_parameters(0.1, client_model)

    def add_parameters(self, w, client_model):
        for server_param, client_param in zip(self.global_model.parameters(), client_model.parameters()):
            server_param.data += client_param.data.clone() * w
        for a, b in zip(self.global_model.buffers(), client_model.buffers()):
            if a.is_floating_point():
                a.data += b.data.clone() * w

    def evaluate(self, loader):
        self.global_model.eval()
        return [self.global_model(x) for x in loader]

server = Server()
server.aggregate_parameters()
server.evaluate(range(9))
# --- lerp_, over names
def main(loader):
    net = Net()
    ema = copy.deepcopy(net).eval()
    for x in loader:
        net(x).sum().backward()
        for (_, p), (_, q) in zip(ema.named_parameters(), net.named_parameters()):  # NRM501 warning
            p.lerp_(q.detach(), 0.01)
    print(ema(x))
# --- by name, through dictionaries
def accumulate(model1, model2, decay=0.999):
    par1 = dict(model1.named_parameters())
    par2 = dict(model2.named_parameters())
    for k in par1.keys():
        par1[k].data.mul_(decay).add_(par2[k].data, alpha=1 - decay)  # NRM501 warning

def main(loader):
    net, average = Net(), Net()
    average.eval()
    for x in loader:
        net(x).sum().backward()
        accumulate(average, net)
        average(x)
# --- copied into an averaged value
def update(teacher, student, m):
    with torch.no_grad():
        for t, s in zip(teacher.parameters(), student.parameters()):  # NRM501 warning
            t.copy_(t * m + s * (1 - m))

def main(loader):
    student = Net()
    teacher = Net()
    teacher.eval()
    for x in loader:
        update(teacher, student, 0.9)
        teacher(x)
# --- evaluated who knows where
def main(loader):
    net = resnet18()
    ema = copy.deepcopy(net)
    for x in loader:
        net(x).sum().backward()
        for p, q in zip(ema.parameters(), net.parameters()):  # NRM501 information: the running statistics of its batch norm are left out
            p.data.mul_(0.99).add_(q.data, alpha=0.01)
    torch.save(ema, "ema.pt")
# --- through wrappers, enumerated
def main(loader):
    student = nn.DataParallel(resnet18())
    teacher = resnet18()
    teacher.eval()
    for x in loader:
        student(x).sum().backward()
        for i, (t, s) in enumerate(zip(teacher.parameters(), student.module.parameters())):  # NRM501 warning
            t.data.mul_(0.99).add_(0.01 * s.data)
        teacher(x)
# --- a teacher in training mode has its own statistics
def main(loader):
    student, teacher = Net(), Net()
    for x in loader:
        with torch.no_grad():
            target = teacher(x)
        F.mse_loss(student(x), target).backward()
        for t, s in zip(teacher.parameters(), student.parameters()):
            t.data.mul_(0.99).add_(s.data, alpha=0.01)
# --- no batch norm in it
def main(loader):
    net = nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8))
    ema = copy.deepcopy(net).eval()
    for x in loader:
        net(x).sum().backward()
        for p, q in zip(ema.parameters(), net.parameters()):
            p.data.mul_(0.99).add_(q.data, alpha=0.01)
        ema(x)
# --- a target network of which nothing is known
def soft_update(target, source, tau):
    for t, s in zip(target.parameters(), source.parameters()):
        t.data.copy_(t.data * (1 - tau) + s.data * tau)
# --- a teacher of which nothing is known
def update_teacher(teacher, student, tau):
    for t, s in zip(teacher.parameters(), student.parameters()):
        t.data.copy_(t.data * (1 - tau) + s.data * tau)
# --- the key encoder is a part of the model that is trained
class MoCo(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder_q = resnet18()
        self.encoder_k = resnet18()

    def momentum_update(self, m):
        for q, k in zip(self.encoder_q.parameters(), self.encoder_k.parameters()):
            k.data = k.data * m + q.data * (1 - m)

    def forward(self, a, b):
        self.momentum_update(0.99)
        return self.encoder_q(a), self.encoder_k(b)
# --- a helper for parts of one model
def update_average(average, current):
    for a, c in zip(average.parameters(), current.parameters()):
        a.data = a.data * 0.9 + c.data * 0.1

class Dino(nn.Module):
    def __init__(self):
        super().__init__()
        self.student = resnet18()
        self.teacher = copy.deepcopy(self.student)

    def update(self):
        update_average(self.teacher, self.student)

    def forward(self, x):
        return self.student(x), self.teacher(x)
# --- both begin with the same parameters
def main():
    student, teacher = Net(), Net()
    for s, t in zip(student.parameters(), teacher.parameters()):
        t.data.copy_(s.data)
        t.requires_grad = False
    teacher.eval()
    teacher(torch.zeros(1, 3, 8, 8))
# --- a penalty on the distance of two models
def main(x):
    net, anchor = Net(), Net()
    anchor.eval()
    anchor(x)
    distance = 0
    for p, q in zip(net.parameters(), anchor.parameters()):
        distance += (p - q).pow(2).sum()
    distance.backward()
# --- gradients are shared, not parameters
def main(x):
    local, shared = Net(), Net()
    shared.eval()
    shared(x)
    for p, q in zip(local.parameters(), shared.parameters()):
        q.grad = p.grad
        q.grad.mul_(0.5)
# --- the statistics are taken over by a helper
def copy_bn(source, target):
    for a, b in zip(source.modules(), target.modules()):
        if isinstance(a, nn.BatchNorm2d):
            b.running_mean.copy_(a.running_mean)
            b.running_var.copy_(a.running_var)

def main(loader):
    net = Net()
    ema = copy.deepcopy(net).eval()
    for x in loader:
        net(x).sum().backward()
        for p, q in zip(ema.parameters(), net.parameters()):
            p.data.mul_(0.99).add_(q.data, alpha=0.01)
        copy_bn(net, ema)
        ema(x)
# --- a shadow of one model's own parameters, which come back
class EMA:
    def __init__(self, model):
        self.model = model
        self.shadow = {}

    def update(self):
        for name, param in self.model.named_parameters():
            self.shadow[name] = 0.9 * self.shadow[name] + 0.1 * param.data.clone()

    def apply(self):
        for name, param in self.model.named_parameters():
            param.data = self.shadow[name]

def main(loader):
    net = Net()
    ema = EMA(net)
    for x in loader:
        net(x).sum().backward()
        ema.update()
    net.eval()
    ema.apply()
    net(x)
# --- a teacher that begins as a copy, in a method named for it
class Distillation(nn.Module):
    def __init__(self):
        super().__init__()
        self.student = Net()
        self.teacher = copy.deepcopy(self.student)
        self._init_teacher()

    def _init_teacher(self):
        for q, k in zip(self.student.parameters(), self.teacher.parameters()):
            k.data.copy_(q.data)
            k.requires_grad = False

    def forward(self, x):
        with torch.no_grad():
            target = self.teacher(x)
        return self.student(x), target
# --- a teacher in whatever mode the whole is in
class Distillation(nn.Module):
    def __init__(self, backbone):
        super().__init__()
        self.student = nn.Sequential(backbone, nn.BatchNorm1d(8))
        self.teacher = nn.Sequential(copy.deepcopy(backbone), nn.BatchNorm1d(8))

    @torch.no_grad()
    def _update_teacher(self, m):
        for q, k in zip(self.student.parameters(), self.teacher.parameters()):
            k.data = k.data * m + q.data * (1 - m)

    def forward(self, x):
        self._update_teacher(0.99)
        return self.student(x), self.teacher(x)
