"""What Keras's backends differ in."""

from __future__ import annotations

import contextlib
from importlib import import_module
from typing import Any, Iterator, List, Tuple

import keras

from .taps import Meter

ALL_AT_ONCE = (
    "steps_per_execution is {count}, and TensorFlow runs these steps in one go: no step is measured; with "
    "steps_per_execution=1 they are"
)
TORCH_COMPILED = (
    "the model is compiled by PyTorch (jit_compile=True): steps that are measured run without it; what is measured is "
    "what the layers get"
)


def make_meter(*, buckets: bool) -> Meter:
    """Measures tensors of the backend in use; raises RuntimeError for one that the probe does not know."""
    name = keras.backend.backend()
    if name == "jax":
        from ..jax.meter import JaxMeter

        return JaxMeter(buckets=buckets)
    if name == "torch":
        from .on_torch import TorchMeter

        return TorchMeter(buckets=buckets)
    if name == "tensorflow":
        from .on_tensorflow import TensorFlowMeter

        return TensorFlowMeter(buckets=buckets)
    raise RuntimeError(f"the Keras backend is {name}, but jax, torch and tensorflow are what can be measured")


def limits_of(model: Any) -> List[str]:
    """A sentence for each way in which the model is run that keeps the probe from measuring as usual."""
    name = keras.backend.backend()
    count = steps_at_once(model)
    if name == "tensorflow" and count > 1:
        return [ALL_AT_ONCE.format(count=count)]
    if name == "torch" and getattr(model, "jit_compile", False):
        return [TORCH_COMPILED]
    return []


@contextlib.contextmanager
def uncompiled_by_torch(model: Any) -> Iterator[None]:
    """A training function that is made within is not compiled by PyTorch, whose graphs taps would break."""
    compiled = keras.backend.backend() == "torch" and getattr(model, "jit_compile", False)
    if compiled:
        model.jit_compile = False
    try:
        yield
    finally:
        if compiled:
            model.jit_compile = compiled


def steps_at_once(model: Any) -> int:
    """How many steps one call of the model's training function makes."""
    count = getattr(model, "steps_per_execution", 1)
    return count if isinstance(count, int) else 1


def framework_name() -> str:
    """As the log says it: "keras 3.15.1 (jax 0.10.2)"."""
    name = keras.backend.backend()
    try:
        version = f" {import_module(name).__version__}"
    except (ImportError, AttributeError):
        version = ""
    return f"keras {keras.__version__} ({name}{version})"


def rank_and_size() -> Tuple[int, int]:
    """This process among those that train together; (0, 1) where there is one."""
    name = keras.backend.backend()
    if name == "jax":
        import jax

        return jax.process_index(), jax.process_count()
    if name == "torch":
        from ..pytorch.limits import distributed_rank

        return distributed_rank()
    return 0, 1
