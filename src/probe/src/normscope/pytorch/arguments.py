"""What a hook sees of a module's arguments."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Iterator

from torch import Tensor, nn


def tensors_in(values: Iterable[Any]) -> Iterator[Tensor]:
    """The tensors among arguments, in their order; `values` may hold tuples and dictionaries of them."""
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, (tuple, list)):
            yield from tensors_in(value)
        elif isinstance(value, dict):
            yield from tensors_in(value.values())


def register_pre_hook(module: nn.Module, hook: Callable[..., None]) -> Any:
    """Since PyTorch 2.0 a hook may also see arguments that are passed by name."""
    try:
        return module.register_forward_pre_hook(hook, with_kwargs=True)
    except TypeError:
        return module.register_forward_pre_hook(hook)
