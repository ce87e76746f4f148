"""Hooks that measure a model's layers in the forward passes that are chosen."""

from __future__ import annotations

from typing import Any, Callable, Iterable, Iterator, List, Optional

import torch
from torch import Tensor, nn

from .arguments import register_pre_hook, tensors_in
from .guard import Hook, TorchGuard
from .layers import channel_axis, normalization_method
from .limits import COMPILED, REPLICAS, runs_compiled
from .part import Part
from .recorder import Layer, Recorder
from .steps import StepCounter


class Observer:
    """Attached to a model and its layers (each with its index in the log) until `detach`."""

    def __init__(
        self,
        model: nn.Module,
        layers: Iterable[Layer],
        recorder: Recorder,
        counter: StepCounter,
        guard: TorchGuard,
        *,
        outputs: bool,
        gradients: bool,
        parameters: bool,
        buckets: bool,
    ) -> None:
        self._model, self._recorder, self._counter, self._guard = model, recorder, counter, guard
        self._outputs, self._gradients = outputs, gradients
        self._parameters, self._buckets = parameters, buckets
        self._step = -1  # of the parts below
        self._next_part = 0
        self._current: List[Part] = []  # of the forward pass that is measured; a layer's second call has the second
        self._measuring = False
        self._seconds_before = 0.0
        # Hooks run in the order they are registered in, and the model itself may be one of the layers.
        self._handles: List[Any] = [model.register_forward_pre_hook(Hook(self._on_model(self._before_model)))]
        for index, module in layers:
            self._attach(index, module)
        self._handles.append(model.register_forward_hook(Hook(self._on_model(self._after_model))))

    def detach(self) -> None:
        """Removes all hooks; may be called again."""
        self._measuring = False
        for handle in self._handles:
            handle.remove()
        self._handles.clear()

    def _attach(self, index: int, module: nn.Module) -> None:

        def before(called: nn.Module, *inputs: Any) -> None:
            if self._measuring:
                self._guard.run(self._before_layer, index, module, called, inputs)

        def after(called: nn.Module, _: Any, output: Any) -> None:
            if self._measuring:
                self._guard.run(self._after_layer, index, module, called, output)

        self._handles.append(register_pre_hook(module, Hook(before)))
        self._handles.append(module.register_forward_hook(Hook(after)))

    def _on_model(self, action: Callable[[], None]) -> Callable[..., None]:
        def hook(called: nn.Module, *_: Any) -> None:
            if called is self._model:
                self._guard.run(action)
            else:
                self._warn_of_replica(called)

        return hook

    def _before_model(self) -> None:
        self._recorder.flush()
        self._seconds_before = self._guard.seconds
        step = self._counter.step
        self._recorder.write_modes(step)
        # Not of the watch's beginning: a log that gets too long is thinned.
        self._measuring = step % self._recorder.log.every == 0 and self._counts()
        self._current = []
        if self._measuring:
            if step != self._step:
                self._step, self._next_part = step, 0
            if runs_compiled(self._model):
                self._guard.warn(COMPILED)
            self._meet_layers()

    def _after_model(self) -> None:
        self._measuring = False
        self._next_part += len(self._current)
        if self._current:
            self._current[0].overhead = self._guard.seconds - self._seconds_before
        self._recorder.parts.extend(self._current)
        # Gradients are still to come; and on a device the next forward pass is soon enough to wait for results.
        if not self._gradients and all(part.on_host for part in self._current):
            self._recorder.flush()
        self._current = []
        if self._counts():
            self._counter.forward_done()

    def _counts(self) -> bool:
        """Whether a forward pass belongs to training, even if all of the model was left in evaluation mode."""
        return self._model.training or (self._counter.explicit and self._guard.grad_enabled)

    def _meet_layers(self) -> None:
        new = self._recorder.meet_layers()
        self._recorder.write_layers(new)
        for index, module in new:
            self._attach(index, module)

    def _before_layer(self, index: int, module: nn.Module, called: nn.Module, inputs: Any) -> None:
        if called is not module:
            self._warn_of_replica(called)
            return
        values = self._usable(tensors_in(inputs), module, "gets")
        if values is not None:
            self._add_values(self._part_without(index), index, values, module)

    def _after_layer(self, index: int, module: nn.Module, called: nn.Module, output: Any) -> None:
        part = next((part for part in reversed(self._current) if index in part), None)
        if called is not module or part is None:
            return
        if self._parameters and normalization_method(module) is not None:
            part.add_state(index, module)
        if self._outputs:
            self._add_values(part, index + 1, self._usable(tensors_in((output,)), module, "gives"), module)
        leaving = next(tensors_in((output,)), None) if self._gradients else None
        if leaving is not None and leaving.requires_grad:
            place = index + 1 + self._outputs
            leaving.register_hook(lambda gradient: self._guard.run(self._gradient, part, place, module, gradient))

    def _gradient(self, part: Part, index: int, module: nn.Module, gradient: Tensor) -> None:
        # A part that has been written already (a second backward pass through the same graph) takes no more.
        if self._handles and part in self._recorder.parts and index not in part:
            self._add_values(part, index, self._usable(iter((gradient,)), module, "gets a gradient that is"), module)

    def _add_values(self, part: Part, index: int, values: Optional[Tensor], module: nn.Module) -> None:
        if values is not None:
            axis = channel_axis(module, values)
            part.add_values(index, values, axis, module.training, buckets=self._buckets)

    def _warn_of_replica(self, called: nn.Module) -> None:
        # A deep copy (an average of weights) carries the hooks, too; nobody expects it to be measured.
        if getattr(called, "_is_replica", False):
            self._guard.warn(REPLICAS)

    def _part_without(self, index: int) -> Part:
        """The first part of this forward pass in which the layer has not been called yet."""
        for part in self._current:
            if index not in part:
                return part
        self._current.append(Part(self._step, self._next_part + len(self._current)))
        return self._current[-1]

    def _usable(self, tensors: Iterator[Tensor], module: nn.Module, verb: str) -> Optional[Tensor]:
        """The first tensor, if statistics of it make sense."""
        values = next(tensors, None)
        reason = "no tensor" if values is None else _unusable(values)
        if values is not None and reason is None:
            return values.detach().reshape(1) if values.dim() == 0 else values.detach()
        self._guard.warn(f"a layer that {verb} {reason} is not measured ({type(module).__name__})")
        return None


def _unusable(values: Tensor) -> Optional[str]:
    if values.layout != torch.strided or getattr(values, "is_nested", False):
        return "a sparse or nested tensor"
    if not values.is_floating_point():
        return f"{str(values.dtype).replace('torch.', '')}"
    return "an empty tensor" if values.numel() == 0 else None
