"""Measures what NNX layers are called with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Dict, List, Optional, Sequence, Set, Tuple

import jax
from flax import nnx

from ..arrays.arrivals import Arrival
from ..guard import Guard
from ..jax.meter import JaxMeter
from .classes import Around
from .layers import channel_axis, evaluates, in_training, normalization_method, state_of


class Tap:
    """What is called around the model and its layers, mostly while they are traced."""

    def __init__(self, guard: Guard, *, outputs: bool, parameters: bool, buckets: bool) -> None:
        self._guard, self._outputs, self._parameters = guard, outputs, parameters
        self._meter = JaxMeter(buckets=buckets)
        self._pass = 0  # forward pass that is traced; 0 outside of the model
        self._passes = 0
        self._pass_of: Dict[int, int] = {}
        self._evaluating: Set[int] = set()  # passes
        self._evaluated = False
        self.closed = False

    def around_model(self, call: Callable[..., Any], model: nnx.Module, *arguments: Any, **by_name: Any) -> Any:
        """The model is called: a forward pass."""
        before = self._pass
        if not self.closed:
            self._guard.run(self._begin_pass, model)
        try:
            return call(model, *arguments, **by_name)
        finally:
            self._pass = before

    def around_layer(self, index: int) -> Around:
        """A layer is called; its output has the index after its own."""

        def around(call: Callable[..., Any], module: nnx.Module, *arguments: Any, **by_name: Any) -> Any:
            output = call(module, *arguments, **by_name)
            if not self.closed:
                self._guard.run(self._measure, index, module, arguments, by_name, output)
            return output

        return around

    def begin(self) -> None:
        """A step begins that is measured."""
        self._meter.begin()

    def wait(self) -> None:
        """Until everything that runs has been measured."""
        self._meter.wait()

    def collect(self) -> Tuple[List[Arrival], List[Arrival]]:
        """What was measured in training and in evaluation since `begin`."""
        arrived = self._meter.collect()
        passes: Dict[int, List[Arrival]] = {}
        for arrival in arrived:
            passes.setdefault(self._pass_of[arrival.place], []).append(arrival)
        evaluating = {number for number, arrivals in passes.items() if self._is_evaluation(number, arrivals)}
        kinds: Tuple[List[Arrival], List[Arrival]] = ([], [])
        for arrival in arrived:
            evaluation = self._pass_of[arrival.place] in evaluating
            training = arrival.payload.training is not False and not evaluation
            kinds[evaluation].append(arrival._replace(payload=replace(arrival.payload, training=training)))
        return kinds

    def take_evaluated(self) -> bool:
        """Whether the model has run in evaluation mode since this was last asked."""
        evaluated, self._evaluated = self._evaluated, False
        return evaluated

    def _is_evaluation(self, number: int, arrivals: List[Arrival]) -> bool:
        modes = [arrival.payload.training for arrival in arrivals if arrival.payload.training is not None]
        return number in self._evaluating or (bool(modes) and not any(modes))

    def _begin_pass(self, model: nnx.Module) -> None:
        self._passes += 1
        self._pass = self._passes
        if evaluates(model):
            self._evaluating.add(self._pass)
            jax.debug.callback(self._note_evaluation)

    def _note_evaluation(self) -> None:
        self._evaluated = True

    def _measure(
        self, index: int, module: nnx.Module, arguments: Sequence[Any], by_name: Dict[str, Any], output: Any
    ) -> None:
        mode = in_training(module, arguments, by_name)
        if mode is not None and by_name.get("mask") is not None:
            self._guard.warn("a batch norm is given a mask; its statistics here are of all values")
        state = state_of(module) if self._parameters and normalization_method(module) is not None else {}
        self._send(index, mode, module, (arguments, by_name), state)
        if self._outputs:
            self._send(index + 1, mode, module, output, {})

    def _send(self, index: int, mode: Optional[bool], module: nnx.Module, given: Any, state: Dict[str, Any]) -> None:
        values = next((leaf for leaf in jax.tree.leaves(given) if hasattr(leaf, "dtype") and leaf.shape), None)
        if values is None or not jax.numpy.issubdtype(values.dtype, jax.numpy.floating) or values.size == 0:
            found = "no tensor" if values is None else str(values.dtype) if values.size else "an empty tensor"
            self._guard.warn(f"a layer that gets {found} is not measured ({type(module).__name__})")
            return
        place = self._meter.send(index, mode, values, channel_axis(module) % len(values.shape), state)
        self._pass_of[place] = self._pass
