"""Keeps the probe's troubles away from the training it watches."""

from __future__ import annotations

import sys
import time
import warnings
from typing import Any, Callable, Set, Tuple

import torch


class Guard:
    """Runs the probe's own code: without gradients, its time counted, its errors turned into one warning."""

    def __init__(self, on_failure: Callable[[], None]) -> None:
        self.seconds = 0.0  # that the probe has taken
        self.grad_enabled = True  # outside, when the probe was last called
        self._on_failure = on_failure
        self._warned: Set[str] = set()

    def warn(self, text: str) -> None:
        """Warns of each thing once."""
        if text not in self._warned:
            self._warned.add(text)
            warnings.warn(f"normscope: {text}", RuntimeWarning, stacklevel=3)

    def run(self, action: Callable[..., None], *arguments: Any) -> None:
        """Calls `action`; whatever it raises ends the watch, never the training."""
        if torch.jit.is_tracing():
            return
        began = time.perf_counter()
        self.grad_enabled = torch.is_grad_enabled()
        try:
            with torch.no_grad():
                action(*arguments)
        except Exception as error:  # noqa: BLE001
            first_line = (str(error).splitlines() or [""])[0]
            self.warn(f"{type(error).__name__}: {first_line}; the run is not recorded further")
            self._on_failure()
        self.seconds += time.perf_counter() - began


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
