"""A model's training function, exchanged for one that measures in the steps that are logged."""

from __future__ import annotations

import contextlib
from typing import Any, Callable, Iterator, Optional

from ..guard import Guard
from .backends import uncompiled_by_torch
from .taps import Meter, Taps


class Training:
    """Stands in the place of `model.train_function` from `attach` to `detach`.

    Layers are tapped while a second training function runs, and while it is traced. The model's own function never
    sees a tap: steps that are not logged are what they would be without the probe.
    """

    def __init__(self, model: Any, taps: Taps, meter: Meter, guard: Guard, wanted: Callable[[], bool]) -> None:
        self._model, self._taps, self._meter, self._guard, self._wanted = model, taps, meter, guard, wanted
        self._on_failure: Callable[[BaseException], None] = lambda _: None
        self._own: Optional[Callable[..., Any]] = None
        self._measuring: Optional[Callable[..., Any]] = None

    def attach(self, on_failure: Callable[[BaseException], None]) -> None:
        """`on_failure` gets what training raises."""
        self._own, self._on_failure = self._model.train_function, on_failure
        self._model.train_function = self._run

    def detach(self) -> None:
        """The model has its own function again; may be called again."""
        if self._own is not None and self._model.train_function == self._run:
            self._model.train_function = self._own

    def _run(self, *arguments: Any) -> Any:
        own = self._own
        assert own is not None
        try:
            if not self._wanted():
                return own(*arguments)
            self._guard.run(self._prepare)
            if self._measuring is None:
                return own(*arguments)
            with self._taps.measuring():
                return self._measuring(*arguments)
        except BaseException as error:
            # Keras ends an epoch of unknown length this way.
            if type(error).__name__ not in ("StopIteration", "OutOfRangeError"):
                self._on_failure(error)
            raise

    def _prepare(self) -> None:
        self._meter.begin()
        if self._measuring is None:
            with _another_train_step(self._model), uncompiled_by_torch(self._model):
                self._model.make_train_function(force=True)
                self._measuring, self._model.train_function = self._model.train_function, self._run


@contextlib.contextmanager
def _another_train_step(model: Any) -> Iterator[None]:
    """Keeps JAX, which knows functions again, from taking the traces of one training function for the other."""
    own = model.train_step

    def train_step(*arguments: Any, **by_name: Any) -> Any:
        return own(*arguments, **by_name)

    before = vars(model).get("train_step")
    vars(model)["train_step"] = train_step
    try:
        yield
    finally:
        vars(model).pop("train_step")
        if before is not None:
            vars(model)["train_step"] = before
