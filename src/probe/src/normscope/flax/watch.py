"""Watches a Flax NNX model while it trains."""

from __future__ import annotations

import re
from types import TracebackType
from typing import Any, Dict, List, Optional, Tuple, Type

import flax
import jax
from flax import nnx

from ..arrays.arrivals import Arrival, in_parts, in_runs
from ..arrays.run import NOTHING_WATCHED, ArrayRun, Folder
from ..guard import Guard
from ..notebook.live import mime_bundle, show
from ..runlog.options import check_options
from ..runlog.writer import DEFAULT_LIMIT
from .classes import change_class, watched_class
from .layers import chosen_layers, describe_layer
from .tap import Tap

NOTHING_MEASURED = (
    "nothing was measured in a step: the model was not called in it, or by a function that holds a copy of it "
    "(nnx.cached_partial, nnx.split) made before it was watched"
)
NO_STEP = "the run has no step; `watch.step()` belongs after each step of training"


def watch_nnx(
    model: nnx.Module,
    folder: Folder = None,
    *,
    every: int = 1,
    layers: Optional[str] = None,
    outputs: bool = False,
    name: Optional[str] = None,
    parameters: bool = True,
    buckets: bool = True,
    limit: Optional[int] = DEFAULT_LIMIT,
) -> NnxWatch:
    """Records a model's normalization layers while it trains, in a run log that Normscope shows.

        with normscope.watch_nnx(model, every=10) as watch:
            for batch in batches:
                train_step(model, optimizer, batch)  # compiled by nnx.jit or not
                watch.step()

    model: the module that is called in training.
    folder: where to write; by default `normscope-runs/<name>`. A taken one gets "-2", nothing is overwritten.
    every: only steps that this divides are measured; steps are counted from 0 and end with `step()`.
    layers: a regular expression, searched in layers' names ("encoder/norm"), instead of all normalization layers.
    outputs: also measures what leaves the layers.
    name: what the run is called; by default the time of day.
    parameters: also records running statistics, scale and bias.
    buckets: also records the distribution of each layer's values.
    limit: bytes that the log may take; where it reaches them, every second logged step is left out of it. None: none.

    A function that NNX compiles is compiled once more for the steps that are measured; in the others it is the one
    that it would be without the probe. Raises ValueError for an `every` or a `limit` below 1, re.error for a bad expression.
    Whatever goes wrong later (a full disk) gives one warning, and training goes on.
    """
    check_options(every, limit)
    pattern = None if layers is None else re.compile(layers)
    chosen: List[Tuple[int, nnx.Module]] = []
    descriptions: List[Dict[str, Any]] = []
    for layer_name, module in chosen_layers(model, pattern):
        chosen.append((len(descriptions), module))
        places = ("input", "output") if outputs else ("input",)
        descriptions.extend(describe_layer(layer_name, module, place) for place in places)
    run = ArrayRun(
        folder,
        name,
        f"flax {flax.__version__} (jax {jax.__version__})",
        descriptions,
        every=every,
        limit=limit,
        rank=jax.process_index(),
        world_size=jax.process_count(),
    )
    return NnxWatch(model, chosen, run, outputs=outputs, parameters=parameters, buckets=buckets)


class NnxWatch:
    """A model that is being watched; `watch_nnx` makes it."""

    def __init__(
        self,
        model: nnx.Module,
        layers: List[Tuple[int, nnx.Module]],
        run: ArrayRun,
        *,
        outputs: bool,
        parameters: bool,
        buckets: bool,
    ) -> None:
        self._run, self._step = run, 0
        self._guard = Guard(self._stop)
        self._tap = Tap(self._guard, outputs=outputs, parameters=parameters, buckets=buckets)
        self._indices = [index for index, _ in layers]
        self._measuring = False
        # Modules with their own class, that in all steps and that in steps which are measured.
        self._model = (model, type(model), watched_class(type(model), self._tap.around_model))
        self._layers = [
            (module, type(module), watched_class(type(module), self._tap.around_layer(index)))
            for index, module in layers
            if module is not model
        ]
        self._is_layer = [index for index, module in layers if module is model]
        run.log.on_failure = self._stop
        if not layers:
            self._guard.warn(NOTHING_WATCHED)
        if run.log.open:
            self._guard.run(self._attach)

    @property
    def path(self) -> Optional[str]:
        """The file that is written; None where it could not be created."""
        return self._run.log.path

    @property
    def overhead(self) -> float:
        """Seconds that the probe itself has taken on the host; what it adds to compiled steps is not in it."""
        return self._guard.seconds

    def _ipython_display_(self) -> None:
        """Shows the run in a notebook's output, which follows it while cells run."""
        show(self._run.log)

    def _repr_mimebundle_(self, **_: Any) -> Dict[str, Any]:
        """The run as it is now: a table, a picture, and what Normscope draws."""
        return mime_bundle(self._run.log)

    def step(self) -> None:
        """Ends a step. In a step that was measured, waits until it has been computed."""
        if self._run.log.open:
            if self._measuring:
                self._guard.wait(self._tap.wait)
            self._guard.run(self._end_step)
        self._step += 1
        if self._run.log.open:
            self._guard.run(self._begin_step)
        else:
            self._detach()

    def close(self) -> None:
        """Ends the run; the model is as before. May be called again."""
        self._close("finished", None)

    def __enter__(self) -> NnxWatch:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._close("finished" if kind is None else "exception", None if kind is None else kind.__name__)

    def _close(self, reason: str, exception: Optional[str]) -> None:
        if self._run.log.open and reason == "finished" and self._step == 0 and self._indices:
            self._guard.warn(NO_STEP)
        self._run.end(self._step, reason, exception, self._guard.seconds)
        self._stop()
        self._detach()

    def _attach(self) -> None:
        module, own, watched = self._model
        for index in self._is_layer:
            watched = watched_class(watched, self._tap.around_layer(index))
        self._model = (module, own, watched)
        change_class(module, own, watched)
        self._begin_step()

    def _begin_step(self) -> None:
        measuring = self._step % self._run.log.every == 0
        if measuring:
            self._tap.begin()
        self._change_layers(measuring)

    def _change_layers(self, measuring: bool) -> None:
        if measuring != self._measuring:
            self._measuring = measuring
            for module, own, watched in self._layers:
                change_class(module, *((own, watched) if measuring else (watched, own)))

    def _end_step(self) -> None:
        training: List[Arrival] = []
        if self._measuring:
            training, evaluation = self._tap.collect()
            if not training and not evaluation and self._indices:
                self._guard.warn(NOTHING_MEASURED)
            # Steps of a model that is left in evaluation mode are steps nevertheless.
            training = training or evaluation
        before = self._run.modes(self._indices)
        if self._tap.take_evaluated():
            self._run.write_modes(self._step, dict.fromkeys(self._indices, False))
        now = {a.layer: a.payload.training for a in training if a.layer in before}
        self._run.write_modes(self._step, {**before, **now})
        for number, entries in enumerate(in_parts(in_runs(training))):
            self._run.write_part(self._step, number, 0.0, entries)

    def _stop(self) -> None:
        # What stops the run may happen while a function is compiled, in which the model's classes must not change.
        self._tap.closed = True
        self._run.log.close()

    def _detach(self) -> None:
        self._change_layers(False)
        module, own, watched = self._model
        change_class(module, watched, own)
