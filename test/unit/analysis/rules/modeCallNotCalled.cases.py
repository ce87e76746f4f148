import torch
import torch.nn as nn

# --- eval
def evaluate(model):
    model.eval  # NRM104 error: model.eval is named and not called
    return model(1)
# --- train
def fit(net):
    net.train  # NRM104 error
# --- an attribute of an object
class Trainer:
    def validate(self):
        self.model.eval  # NRM104 error: self.model.eval
        return self.model(1)
# --- at the file's top
net = nn.Linear(3, 4)
net.eval  # NRM104 error
# --- a value over the method
model = nn.Linear(3, 4)
model.load_state_dict({})
model.eval = True  # NRM104 error: replaces the method
# --- train = False
def evaluate(net):
    net.train = False  # NRM104 error: replaces the method
    torch.save(net.state_dict(), "a")
# --- training of the root alone
def evaluate(model):
    list(model.parameters())
    model.training = False  # NRM104 error: this module alone
# --- requires_grad_ as a value
def freeze(model):
    for p in model.parameters():
        print(p)
    model.requires_grad_ = False  # NRM104 error: nothing is frozen
# --- a model that the file makes
import torchvision.models as zoo
resnet = zoo.resnet18().to("cpu")
resnet.training = False  # NRM104 error: this module alone
# --- two of them
def run(a, b):
    a.eval  # NRM104
    b.train  # NRM104
# --- a model, at the top of the file
net = nn.Linear(3, 4)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
net.train  # NRM104 error: named and not called

# --- called
def evaluate(model):
    model.eval()
    model.train(False)
# --- the method as a value
def modes(model):
    switch = model.eval
    run(model.train, callback=model.eval)
    return switch
# --- a data set's switch
class Data:
    def __init__(self, train):
        self.train = train
        self.training = True
# --- options
def main(opt):
    opt.train = False
    opt.eval = True
# --- every module of a model
def set_mode(model):
    for module in model.modules():
        module.training = False
    list(model.parameters())
# --- inside the class
class Net(nn.Module):
    def freeze(self):
        self.training = False
# --- a mode that is put back
def restore(model, mode):
    list(model.parameters())
    model.training = mode
# --- a module of that name
import mypackage.train
import mypackage
mypackage.train
# --- no PyTorch in it: the prelude's imports are, so a comparison
def same(a):
    a.train == 3
# --- a doc string and an annotation
def f(model):
    """model.eval"""
    model.eval: object
# --- after the call that switches everything, the flag changes nothing
def export(model, x):
    model.eval()
    if hasattr(model, "training"):
        model.training = False
    return model(x)
def resume(model, x):
    model.eval()
    y = model(x)
    model.train()
    model.training = True
    return y
# --- a model of transformers is in evaluation mode when it is loaded
class Encoder(nn.Module):
    def __init__(self, path):
        super().__init__()
        self.text_model = AutoModel.from_pretrained(path)
        self.text_model.training = False
        for parameter in self.text_model.parameters():
            parameter.requires_grad = False
# --- the same, with the argument's name
def fit(model, x):
    model.train(mode=True)
    model.training = True
    y = model(x)
    model.train(mode=False)
    model.training = False
    return y, model.state_dict()
# --- a notebook shows the part of the data that is called so
splits = load_splits("birds")
splits.train
for x in splits.train:
    print(x.shape)
# --- the flag of the model itself, before eval() does the rest
def evaluate(model, loader):
    model.load_state_dict(torch.load("model.pth"))
    model.training = False
    model.eval()
    return [model(x) for x in loader]
# --- the flag of the model itself, and train() at the head of each epoch
def fit(model, loader):
    model.training = True
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(10):
        model.train()
        step(model, optimizer, loader)
# --- the flag alone, and eval() only after the model was called
def evaluate(model, x):
    model.load_state_dict(torch.load("model.pth"))
    model.training = False  # NRM104 error
    y = model(x)
    model.eval()
    return y
# --- an attribute of another class has the same name, and is a model of PyTorch
class Torch:
    def evaluate(self, x):
        self.model.load_state_dict(torch.load("model.pth"))
        self.model.eval()
        return self.model(x)

class TensorFlow:
    def fit(self, x):
        self.model.training = True
        return self.model(x)
