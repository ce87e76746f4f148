from functools import partial
import flax.linen as nn
import jax
import jax.numpy as jnp
from flax import nnx

# --- neither when made nor when called
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, training: bool = False):
        return nn.BatchNorm(momentum=0.9)(x)  # NRM702 error: nn.BatchNorm is told use_running_average neither
# --- made in setup
class Net(nn.Module):
    def setup(self):
        self.norm = nn.BatchNorm()  # NRM702 error: it raises
    def __call__(self, x):
        return self.norm(x)
# --- None is nothing
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.BatchNorm(use_running_average=None)(x)  # NRM702 error
# --- in both places
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        return nn.BatchNorm(use_running_average=False)(x, use_running_average=not train)  # NRM702 error: when made and when called
# --- True for good, as in google/flax#2279, while batch_stats are collected
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.Conv(8, (3, 3))(x)
        return nn.BatchNorm(use_running_average=True)(x)  # NRM702 warning: never updates batch_stats

def step(variables, x):
    return Net().apply(variables, x, train=True, mutable=["batch_stats"])
# --- told by the flag, while batch_stats are collected
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.Conv(8, (3, 3))(x)
        return nn.BatchNorm(use_running_average=not train)(x)

def step(variables, x):
    return Net().apply(variables, x, train=True, mutable=["batch_stats"])
# --- an NNX model that is evaluated as it was made
class Net(nnx.Module):
    def __init__(self, rngs):
        self.norm = nnx.BatchNorm(8, rngs=rngs)
    def __call__(self, x):
        return self.norm(x)

def evaluate(model, batches):
    return [model(x) for x in batches]  # NRM702 warning: model is evaluated here in training mode

model = Net(nnx.Rngs(0))
print(evaluate(model, load()))
# --- after training, in a compiled step
class Net(nnx.Module):
    def __init__(self, rngs):
        self.norm = nnx.BatchNorm(8, rngs=rngs)
    def __call__(self, x):
        return self.norm(x)

@nnx.jit
def eval_step(net, batch):
    logits = net(batch["x"])  # NRM702 warning
    return (logits - batch["y"]).mean()

def main(batches):
    net = Net(nnx.Rngs(0))
    for batch in batches:
        net.train()
        fit(batch)
    for batch in batches:
        eval_step(net, batch)

main(load())
# --- a Sequential of NNX
model = nnx.Sequential(nnx.Linear(2, 8, rngs=nnx.Rngs(0)), nnx.BatchNorm(8, rngs=nnx.Rngs(0)))

def predict(x):
    return model(x)  # NRM702 warning

print(predict(load()))
# --- told when it is called
class Net(nn.Module):
    def setup(self):
        self.norm = nn.BatchNorm()
    def __call__(self, x, train):
        return self.norm(x, use_running_average=not train)
# --- told in the second place
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        return nn.BatchNorm()(x, not train)
# --- partial
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        norm = partial(nn.BatchNorm, use_running_average=not train)
        return norm()(x)
# --- given on as it comes
class Net(nn.Module):
    options: dict
    @nn.compact
    def __call__(self, x):
        return nn.BatchNorm(**self.options)(x)
# --- it is meant to raise
import pytest
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        with pytest.raises(ValueError):
            return nn.BatchNorm()(x)
# --- frozen, and nothing is trained here
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.BatchNorm(use_running_average=True)(x)
# --- an NNX model in evaluation mode
class Net(nnx.Module):
    def __init__(self, rngs):
        self.norm = nnx.BatchNorm(8, rngs=rngs)
    def __call__(self, x):
        return self.norm(x)

def evaluate(model, batches):
    model.eval()
    return [model(x) for x in batches]

print(evaluate(Net(nnx.Rngs(0)), load()))
# --- the mode is set by another way
class Net(nnx.Module):
    def __init__(self, rngs):
        self.norm = nnx.BatchNorm(8, rngs=rngs)
    def __call__(self, x):
        return self.norm(x)

def evaluate(model, batches):
    model.set_attributes(use_running_average=True)
    return [model(x) for x in batches]

print(evaluate(Net(nnx.Rngs(0)), load()))
# --- no batch norm
class Net(nnx.Module):
    def __init__(self, rngs):
        self.norm = nnx.LayerNorm(8, rngs=rngs)
    def __call__(self, x):
        return self.norm(x)

def evaluate(model, batches):
    return [model(x) for x in batches]

print(evaluate(Net(nnx.Rngs(0)), load()))
# --- as in google/flax, a test of two frameworks: a container calls it
def test():
    model = nn.Sequential([nn.Sequential([nn.BatchNorm(use_running_average=False), nn.Dense(8)]) for _ in range(2)])
    variables = model.init(jax.random.key(0), jnp.zeros((4, 8)))
    return model.apply(variables, jnp.ones((4, 8)), mutable=["batch_stats"])
