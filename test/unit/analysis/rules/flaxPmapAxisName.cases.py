from functools import partial
from typing import Any
import flax.linen as nn
import jax
from jax import lax
from jax.experimental.shard_map import shard_map

def loss_of(net, params, stats, x):
    y, new = net.apply({"params": params, "batch_stats": stats}, x, train=True, mutable=["batch_stats"])
    return (y**2).mean(), new["batch_stats"]

# --- as in google/flax#877: running statistics of each device
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(nn.Conv(8, (3, 3))(x))  # NRM703 information: each device

def train_step(state, x):
    def loss(params):
        y, new = state.apply_fn({"params": params, "batch_stats": state.batch_stats}, x, mutable=["batch_stats"])
        return (y**2).mean(), new
    (value, new), grads = jax.value_and_grad(loss, has_aux=True)(state.params)
    grads = lax.pmean(grads, axis_name="batch")
    return state.apply_gradients(grads=grads, batch_stats=new["batch_stats"])

p_train_step = jax.pmap(train_step, axis_name="batch")
# --- a helper updates them
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train, momentum=0.9)(nn.Dense(8)(x))  # NRM703

@partial(jax.pmap, axis_name="i", donate_argnums=(0,))
def step(params, stats, x):
    grads, stats = jax.grad(partial(loss_of, Net()), has_aux=True)(params, stats, x)
    return lax.pmean(grads, "i"), stats
# --- decorated with nothing else
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(nn.Dense(8)(x))  # NRM703

@jax.pmap
def step(params, stats, x):
    return jax.grad(partial(loss_of, Net()), has_aux=True)(params, stats, x)
# --- in setup
class Net(nn.Module):
    def setup(self):
        self.norm = nn.BatchNorm(use_running_average=False)  # NRM703

    def __call__(self, x, train=True):
        return self.norm(x)

step = jax.pmap(loss_of, "batch", static_broadcasted_argnums=(0,))
# --- shard_map
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(x)  # NRM703

def step(params, stats, x):
    grads, stats = jax.grad(partial(loss_of, Net()), has_aux=True)(params, stats, x)
    return lax.pmean(grads, "data"), stats

mapped = shard_map(step, mesh=None, in_specs=None, out_specs=None)
# --- first of several
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        x = nn.BatchNorm(use_running_average=not train)(nn.Dense(8)(x))  # NRM703
        return nn.BatchNorm(use_running_average=not train)(nn.Dense(8)(x))

step = jax.pmap(loss_of)
# --- the axis of its features is another
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train, axis=-1)(x)  # NRM703

step = jax.pmap(loss_of, axis_name="batch")
# --- metrics are summed
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(x)  # NRM703

@partial(jax.pmap, axis_name="batch")
def step(params, stats, x):
    grads, stats = jax.grad(partial(loss_of, Net()), has_aux=True)(params, stats, x)
    accuracy = lax.psum(correct, "batch")
    return lax.pmean(grads, "batch"), stats, accuracy
# --- the mapped axis is named
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train, axis_name="batch")(x)

step = jax.pmap(loss_of, axis_name="batch")
# --- jit alone, over sharded arrays
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(x)

step = jax.jit(loss_of)
# pmap is not needed
# --- averaged before evaluation
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(x)

step = jax.pmap(loss_of, axis_name="batch")
mean = jax.pmap(lambda x: lax.pmean(x, "x"), "x")
# --- averaged in the step
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(x)

@partial(jax.pmap, axis_name="batch")
def step(params, stats, x):
    grads, stats = jax.grad(partial(loss_of, Net()), has_aux=True)(params, stats, x)
    return lax.pmean(grads, "batch"), lax.pmean(stats, "batch")
# --- averaged by a function of a tree
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(x)

@partial(jax.pmap, axis_name="batch")
def step(params, stats, x):
    grads, stats = jax.grad(partial(loss_of, Net()), has_aux=True)(params, stats, x)
    return grads, jax.tree_util.tree_map(partial(lax.pmean, axis_name="batch"), stats)
# --- by a helper elsewhere
from train_utils import sync_batch_stats
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(x)

step = jax.pmap(loss_of, axis_name="batch")
state = sync_batch_stats(state)
# --- evaluation alone is mapped
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train)(x)

def evaluate(variables, x):
    return Net().apply(variables, x, train=False)

predict = jax.pmap(evaluate)
# --- statistics that never change
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=True)(x)

step = jax.pmap(loss_of)
# --- whatever else it is given
class Net(nn.Module):
    options: Any

    @nn.compact
    def __call__(self, x, train=True):
        return nn.BatchNorm(use_running_average=not train, **self.options)(x)

step = jax.pmap(loss_of)
