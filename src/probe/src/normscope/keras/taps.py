"""Measures what Keras layers are called with, in the calls of one training step."""

from __future__ import annotations

import contextlib
import functools
from typing import Any, Callable, ContextManager, Iterator, List, Mapping, Optional, Protocol, Tuple

import keras

from ..arrays.arrivals import Arrival
from ..guard import Guard
from .layers import channel_axis, in_training, normalization_method, state_of


class Meter(Protocol):
    """Measures tensors of one backend."""

    def begin(self) -> None:
        """A training step begins, the measurements of which `collect` gives."""

    def send(self, index: int, training: bool, values: Any, axis: int, state: Mapping[str, Any]) -> Any:
        """Measures `values` when they are computed, and copies the state as it is then."""

    def wait(self) -> None:
        """Until the step has been computed."""

    def collect(self) -> List[Arrival]:
        """What was measured in the step, as entries."""


class Taps:
    """While `measuring`, each layer's `call` is one that measures and calls the layer's own."""

    def __init__(
        self, layers: List[Tuple[int, Any]], guard: Guard, meter: Meter, *, outputs: bool, parameters: bool
    ) -> None:
        self._layers, self._guard, self._meter = layers, guard, meter
        self._outputs, self._parameters = outputs, parameters

    @contextlib.contextmanager
    def measuring(self) -> Iterator[None]:
        """Layers are as before afterwards, whatever happens."""
        before = [(layer, vars(layer).get("call")) for _, layer in self._layers]
        try:
            for index, layer in self._layers:
                vars(layer)["call"] = self._tap(index, layer, layer.call)
            yield
        finally:
            for layer, call in before:
                vars(layer).pop("call", None)
                if call is not None:
                    vars(layer)["call"] = call

    def _tap(self, index: int, layer: Any, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def measured_call(*arguments: Any, **by_name: Any) -> Any:
            outputs = call(*arguments, **by_name)
            self._guard.run(self._measure, index, layer, (arguments, by_name), outputs)
            return outputs

        return measured_call

    def _measure(self, index: int, layer: Any, given: Tuple[Any, Mapping[str, Any]], outputs: Any) -> None:
        training = in_training(layer, _called_in_training(given[1]))
        if normalization_method(layer) == "batch" and given[1].get("mask") is not None:
            self._guard.warn(f"{layer.name} is given a mask; its statistics here are of all values")
        values = self._usable(given, layer)
        if values is not None:
            state = state_of(layer) if self._parameters and normalization_method(layer) is not None else {}
            with uncast():
                state = {name: keras.ops.convert_to_tensor(variable) for name, variable in state.items()}
            self._meter.send(index, training, values, channel_axis(layer) % len(values.shape), state)
        leaving = self._usable(outputs, layer) if self._outputs else None
        if leaving is not None:
            self._meter.send(index + 1, training, leaving, channel_axis(layer) % len(leaving.shape), {})

    def _usable(self, tensors: Any, layer: Any) -> Optional[Any]:
        """The first tensor, if statistics of it make sense."""
        values = next(_tensors_in(tensors), None)
        reason = None
        if values is None:
            reason = "gets no tensor"
        elif "float" not in keras.backend.standardize_dtype(values.dtype):
            reason = f"gets {keras.backend.standardize_dtype(values.dtype)}"
        elif 0 in tuple(values.shape) or len(values.shape) == 0:
            reason = "gets an empty tensor or a single number"
        if reason is None:
            return values
        self._guard.warn(f"a layer that {reason} is not measured ({type(layer).__name__})")
        return None


def _tensors_in(value: Any) -> Iterator[Any]:
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        yield value
    elif isinstance(value, (tuple, list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _tensors_in(item)


def uncast() -> ContextManager[Any]:
    """Variables as they are, not as mixed precision computes with them."""
    from keras.src import backend

    scope = getattr(backend, "AutocastScope", None)
    return contextlib.nullcontext() if scope is None else scope(None)


def _called_in_training(by_name: Mapping[str, Any]) -> bool:
    """Only training steps are measured: a layer trains unless its call says otherwise."""
    training = by_name.get("training")
    return training if isinstance(training, bool) else True
