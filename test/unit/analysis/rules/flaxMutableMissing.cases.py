from functools import partial
from typing import Any
import flax.linen as nn
import jax
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool = True):
        x = nn.Conv(8, (3, 3), use_bias=False)(x)
        return nn.BatchNorm(use_running_average=not train)(x)

# --- a module made on the spot
def loss(variables, x):
    y = Net().apply(variables, x, train=True)  # NRM701 error: apply with train=True and no mutable
    return y.mean()
# --- a module in a name
model = Net()
def loss(params, stats, x):
    return model.apply({"params": params, "batch_stats": stats}, x, train=True)  # NRM701 error: it raises
# --- the function of a training state, which is given statistics
def loss(params, state, x):
    y = state.apply_fn({"params": params, "batch_stats": state.batch_stats}, x, train=True)  # NRM701 error: apply_fn
    return y.mean()
# --- statistics in a mapping that is made before
def loss(params, state, x):
    variables = {"params": params, "batch_stats": state.batch_stats}
    y = state.apply_fn(variables, x, training=True, rngs={"dropout": state.key})  # NRM701 error: training=True
    return y.mean()
# --- in a module that is made of it
class Outer(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.Dense(2)(Net()(x, train=train))
def loss(variables, x):
    y = Outer().apply(variables, x, train=True)  # NRM701 error
    return y.mean()
# --- made by partial
class Other(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        norm = partial(nn.BatchNorm, use_running_average=not train, momentum=0.9)
        return norm()(x)
def loss(variables, x):
    return Other().apply(variables, x, train=True)  # NRM701 error
# --- told when it is called
class Other(nn.Module):
    def setup(self):
        self.norm = nn.BatchNorm()
    def __call__(self, x, train):
        return self.norm(x, use_running_average=not train)
def loss(variables, x):
    y = Other().apply(variables, x, train=True)  # NRM701 error
    return y
# --- statistics that are always those of the batch
class Other(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.BatchNorm(use_running_average=False)(x)
def predict(variables, x):
    return Other().apply(variables, x)  # NRM701 error: use_running_average=False and no mutable
# --- a flag of batch norm's own name
class Other(nn.Module):
    @nn.compact
    def __call__(self, x, use_running_average):
        return nn.BatchNorm(use_running_average=use_running_average)(x)
def loss(variables, x):
    return Other().apply(variables, x, use_running_average=False)  # NRM701 error

# --- told when it is constructed
class Generator(nn.Module):
    training: bool
    @nn.compact
    def __call__(self, z):
        return nn.BatchNorm(use_running_average=not self.training, momentum=0.9)(z)
def loss(params, stats, z):
    y = Generator(training=True).apply({"params": params, "batch_stats": stats}, z)  # NRM701 error: training=True
    return y.mean()

# --- a flag that is on unless something else is said
def loss(variables, x):
    y = Net().apply(variables, x)  # NRM701 error: apply with train=True by default and no mutable
    return y.mean()
# --- a flag by its position
def loss(variables, x):
    y = Net().apply(variables, x, True)  # NRM701 error: apply with train=True and no mutable
    return y.mean()
# --- the function of a training state under a name of its own
def loss(params, state, stats, x):
    apply_fn = state.apply_fn
    y = apply_fn({"params": params, "batch_stats": stats}, x, train=True)  # NRM701 error: apply_fn with train=True
    return y.mean()

# --- with mutable
def loss(variables, x):
    y, updates = Net().apply(variables, x, train=True, mutable=["batch_stats"])
    return y.mean(), updates
# --- in evaluation
def predict(variables, x):
    return Net().apply(variables, x, train=False)
# --- in evaluation, with what is captured in between
def features(variables, x):
    return Net().apply(variables, x, train=False, capture_intermediates=True)
# --- a flag that is a variable
def run(variables, x, train):
    return Net().apply(variables, x, train=train)
# --- a module without batch norm
class Plain(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        return nn.Dropout(0.5, deterministic=not train)(nn.LayerNorm()(x))
def loss(params, x, key):
    return Plain().apply({"params": params}, x, train=True, rngs={"dropout": key})
# --- a module of which nothing is known
from models import Resnet
def loss(params, x):
    return Resnet().apply({"params": params}, x, train=True)
# --- statistics that are frozen whatever the flag says
class Frozen(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        x = nn.BatchNorm(use_running_average=True)(x)
        return nn.Dropout(0.5, deterministic=not train)(x)
def loss(params, stats, x, key):
    return Frozen().apply({"params": params, "batch_stats": stats}, x, train=True, rngs={"dropout": key})
# --- arguments that a mapping gives
def loss(variables, x, **kwargs):
    return Net().apply(variables, x, train=True, **kwargs)
# --- another method of the module
def encode(variables, x):
    return Net().apply(variables, x, train=True, method=Net.encode)
# --- init writes everything
def start(key, x):
    return Net().init(key, x, train=True)
# --- a test that it raises
import pytest
def test_raises(variables, x):
    with pytest.raises(Exception):
        Net().apply(variables, x, train=True)
# --- Haiku's apply, which returns its state
import haiku as hk
net = hk.transform_with_state(lambda x, is_training: x)
def loss(params, state, key, x):
    y, state = net.apply(params, state, key, x, is_training=True)
    return y
# --- statistics of the batch for initialization alone, in a condition
class Other(nn.Module):
    frozen: Any = False
    @nn.compact
    def __call__(self, x):
        if self.frozen:
            x = nn.BatchNorm(use_running_average=False)(x)
        return x
def predict(variables, x):
    return Other().apply(variables, x)
# --- one of several classes of a name
def test_one(variables, x):
    class Inner(nn.Module):
        @nn.compact
        def __call__(self, x):
            return nn.BatchNorm(use_running_average=False)(x)
    return Inner().init(variables, x)
def test_two(variables, x):
    class Inner(nn.Module):
        @nn.compact
        def __call__(self, x):
            return nn.Dense(2)(x)
    return Inner().apply(variables, x)
# --- told that it is no training when it is constructed
class Generator(nn.Module):
    training: bool
    @nn.compact
    def __call__(self, z):
        return nn.BatchNorm(use_running_average=not self.training)(z)
def sample(variables, z):
    return Generator(training=False).apply(variables, z)
# --- one of two models of a name
class Generator(nn.Module):
    training: bool
    @nn.compact
    def __call__(self, z):
        return nn.BatchNorm(use_running_average=not self.training)(z)
def sample(variables, z, drawn):
    model = Generator(training=True)
    if drawn:
        model = Generator(training=False)
    return model.apply(variables, z)
# --- a flag by its position that is off
def predict(variables, x):
    return Net().apply(variables, x, False)
# --- a flag by its position that is a variable
def run(variables, x, train):
    return Net().apply(variables, x, train)
# --- arguments that a list gives
def run(variables, *arguments):
    return Net().apply(variables, *arguments)
# --- a flag that is off unless something else is said
class Other(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool = False):
        return nn.BatchNorm(use_running_average=not train)(x)
def predict(variables, x):
    return Other().apply(variables, x)
# --- a function of that name, of which nothing is known
def loss(params, apply_fn, stats, x):
    return apply_fn({"params": params, "batch_stats": stats}, x, train=True)
# --- a function of that name which says what may be written
def loss(params, stats, x):
    apply_fn = partial(Net().apply, mutable=["batch_stats"])
    return apply_fn({"params": params, "batch_stats": stats}, x, train=True)
# --- a function of that name without statistics
def loss(params, apply_fn, x, key):
    return apply_fn({"params": params}, x, train=True, rngs={"dropout": key})
