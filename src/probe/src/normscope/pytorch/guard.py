"""Keeps the probe away from PyTorch's gradients, traces and compiled graphs."""

from __future__ import annotations

import sys
from typing import Any, Callable, Tuple

import torch

from ..guard import Guard


class TorchGuard:
    """A guard whose actions run without gradients, and not while the model is traced."""

    def __init__(self, on_failure: Callable[[], None]) -> None:
        self.grad_enabled = True  # outside, when the probe was last called
        self._guard = Guard(on_failure)

    @property
    def seconds(self) -> float:
        """That the probe has taken."""
        return self._guard.seconds

    def warn(self, text: str) -> None:
        """Warns of each thing once."""
        self._guard.warn(text)

    def run(self, action: Callable[..., None], *arguments: Any) -> None:
        """Calls `action`; whatever it raises ends the watch, never the training."""
        if torch.jit.is_tracing():
            return
        self.grad_enabled = torch.is_grad_enabled()
        with torch.no_grad():
            self._guard.run(action, *arguments)


class Hook:
    """A hook that changes nothing about what the module gets and gives.

    Models are copied and pickled with their hooks; what comes out of a pickle does nothing.
    """

    def __init__(self, action: Callable[..., None]) -> None:
        self._action = _outside_graph(action)

    def __call__(self, *arguments: Any) -> None:
        self._action(*arguments)

    def __reduce__(self) -> Tuple[Callable[[], "Hook"], Tuple[()]]:
        return idle_hook, ()


def idle_hook() -> Hook:
    """A hook that does nothing."""
    return Hook(_nothing)


def _nothing(*_: Any) -> None:
    return


def _outside_graph(action: Callable[..., None]) -> Callable[..., None]:
    """Makes torch.compile call the hook as it is instead of compiling it into the model."""
    if "torch._dynamo" not in sys.modules:
        return action
    from torch import _dynamo

    disabled: Callable[..., None] = _dynamo.disable(action)
    return disabled
