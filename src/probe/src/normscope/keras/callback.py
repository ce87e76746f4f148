"""Watches a Keras model in `fit`."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional, Pattern, Tuple

import keras

from ..arrays.arrivals import in_parts, in_runs, split_steps
from ..arrays.run import NOTHING_WATCHED, ArrayRun, Folder
from ..guard import Guard
from ..notebook.live import show
from ..runlog.options import check_options
from ..runlog.writer import DEFAULT_LIMIT, LogWriter
from .backends import ALL_AT_ONCE, framework_name, limits_of, make_meter, rank_and_size, steps_at_once
from .layers import chosen_layers, describe_layer, in_training
from .taps import Meter, Taps
from .training import Training


class KerasCallback(keras.callbacks.Callback):  # type: ignore[misc]
    """Records a model's normalization layers while it trains, in a run log that Normscope shows.

        model.fit(x, y, callbacks=[normscope.KerasCallback(every=10)])

    folder: where to write; by default `normscope-runs/<name>`. A taken one gets "-2", nothing is overwritten.
    every: only steps (training batches) that this divides are measured; they are counted from 0 in each `fit`.
    layers: a regular expression, searched in layers' names, instead of all normalization layers. Names of layers in
        models within the model begin with those: "encoder/norm".
    outputs: also measures what leaves the layers.
    name: what the run is called; by default the time of day.
    parameters: also records moving statistics, gamma and beta.
    buckets: also records the distribution of each layer's values.
    limit: bytes that the log may take; where it reaches them, every second logged step is left out of it. None: none.

    In a notebook a cell that ends with the callback shows its run; before there is one, the cell in which `fit` runs will
    show it. Each `fit` is a run of its own. Raises ValueError for an `every` or a `limit` below 1, re.error for a bad expression. Whatever
    goes wrong later (a full disk) gives one warning, and training goes on.
    """

    def __init__(
        self,
        folder: Folder = None,
        *,
        every: int = 1,
        layers: Optional[str] = None,
        outputs: bool = False,
        name: Optional[str] = None,
        parameters: bool = True,
        buckets: bool = True,
        limit: Optional[int] = DEFAULT_LIMIT,
    ) -> None:
        super().__init__()
        check_options(every, limit)
        self._pattern: Optional[Pattern[str]] = None if layers is None else re.compile(layers)
        self._folder, self._name, self._every = folder, name, every
        self._outputs, self._parameters, self._buckets, self._limit = outputs, parameters, buckets, limit
        self._shown = False
        self._log: Optional[LogWriter] = None
        self._watch: Optional[FitWatch] = None

    @property
    def path(self) -> Optional[str]:
        """The file of the current or last run; None before, and where it could not be created."""
        return None if self._log is None else self._log.path

    def _ipython_display_(self) -> None:
        """Shows the run that was begun last, or each that begins from now on where there is none yet."""
        if self._log is None:
            print("normscope: the cell in which fit runs will show the run")
        else:
            show(self._log)
        self._shown = True

    def on_train_begin(self, logs: Optional[Dict[str, Any]] = None) -> None:
        """Begins a run."""
        # One that has not ended was left by an exception.
        self._close("exception", None)
        Guard(lambda: None).run(self._begin)

    def on_train_batch_begin(self, batch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        """What follows is a step."""
        if self._watch is not None:
            self._watch.begin_batch(batch)

    def on_train_batch_end(self, batch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        """Records the step."""
        if self._watch is not None:
            steps = self.params.get("steps") if isinstance(self.params, dict) else None
            # Keras counts the last execution of several steps as whole even where the data ended within.
            self._watch.end_batch(batch if steps is None else min(batch, steps - 1))

    def on_test_begin(self, logs: Optional[Dict[str, Any]] = None) -> None:
        """Layers are in evaluation mode."""
        if self._watch is not None:
            self._watch.begin_test()

    def on_test_end(self, logs: Optional[Dict[str, Any]] = None) -> None:
        """Layers are in the mode they were in before."""
        if self._watch is not None:
            self._watch.end_test()

    def on_train_end(self, logs: Optional[Dict[str, Any]] = None) -> None:
        """Ends the run."""
        self._close("finished", None)

    def _begin(self) -> None:
        # The property `model` would bring the variables of a JAX model up to date, which nobody needs here.
        model = self._model
        layers: List[Tuple[int, Any]] = []
        descriptions: List[Dict[str, Any]] = []
        for name, layer in chosen_layers(model, self._pattern):
            layers.append((len(descriptions), layer))
            places = ("input", "output") if self._outputs else ("input",)
            descriptions.extend(describe_layer(name, layer, place) for place in places)
        meter = make_meter(buckets=self._buckets)
        rank, size = rank_and_size()
        run = ArrayRun(
            self._folder,
            self._name,
            framework_name(),
            descriptions,
            every=self._every,
            limit=self._limit,
            rank=rank,
            world_size=size,
        )
        self._log = run.log
        if self._shown:
            show(run.log)
        if run.log.open:
            self._watch = FitWatch(
                model, layers, run, meter, outputs=self._outputs, parameters=self._parameters
            )

    def _close(self, reason: str, exception: Optional[str]) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close(reason, exception)


class FitWatch:
    """One `fit` that is being watched."""

    def __init__(
        self,
        model: Any,
        layers: List[Tuple[int, Any]],
        run: ArrayRun,
        meter: Meter,
        *,
        outputs: bool,
        parameters: bool,
    ) -> None:
        self._model, self._layers, self._run, self._meter = model, layers, run, meter
        self._guard = Guard(self._stop)
        self._taps = Taps(layers, self._guard, meter, outputs=outputs, parameters=parameters)
        self._training = Training(model, self._taps, meter, self._guard, self._begin_measuring)
        self._step = 0
        self._first_of_batch: Optional[int] = None
        self._measured = False
        self._seconds_before = 0.0
        self._before_test: Dict[int, bool] = {}
        run.log.on_failure = self._stop
        limits = limits_of(model) if layers else [NOTHING_WATCHED]
        self._idle = any(limit == ALL_AT_ONCE.format(count=steps_at_once(model)) for limit in limits) or not layers
        for limit in limits:
            self._guard.warn(limit)
        self._training.attach(lambda error: self.close("exception", type(error).__name__))

    def begin_batch(self, batch: int) -> None:
        """The training function that is called next makes a step, or several beginning with `batch`."""
        self._first_of_batch = batch
        self._measured = False

    def end_batch(self, batch: int) -> None:
        """The training function has made the steps up to `batch`."""
        if self._first_of_batch is None:
            return
        count = max(1, batch - self._first_of_batch + 1)
        if self._measured:
            self._guard.wait(self._meter.wait)
            self._guard.run(self._record, self._step, count)
        self._step += count
        self._first_of_batch = None

    def begin_test(self) -> None:
        """An evaluation within training begins."""
        self._before_test = self._run.modes([index for index, _ in self._layers])
        self._guard.run(self._run.write_modes, self._step, dict.fromkeys(self._before_test, False))

    def end_test(self) -> None:
        """The evaluation has ended."""
        self._guard.run(self._run.write_modes, self._step, self._before_test)

    def close(self, reason: str, exception: Optional[str]) -> None:
        """Ends the run; the model is as before. May be called again."""
        self._run.end(self._step, reason, exception, self._guard.seconds)
        self._stop()

    def _stop(self) -> None:
        self._run.log.close()
        self._training.detach()

    def _begin_measuring(self) -> bool:
        """Whether the next call of the training function is measured, before which this is asked."""
        if self._first_of_batch is None:
            # Another `fit`, of which the callback has not been told, after one that an exception has ended.
            self.close("exception", None)
        if not self._run.log.open or self._idle:
            return False
        beyond = -self._step % self._run.log.every
        self._measured = beyond < steps_at_once(self._model)
        self._seconds_before = self._guard.seconds
        if self._measured:
            self._guard.run(self._write_modes)
        return self._measured

    def _write_modes(self) -> None:
        modes = {index: in_training(layer, True) for index, layer in self._layers}
        self._run.write_modes(self._step, modes)

    def _record(self, first: int, count: int) -> None:
        runs = in_runs(self._meter.collect())
        for step, of_step in split_steps(runs, first, count):
            if step % self._run.log.every == 0:
                for number, entries in enumerate(in_parts(of_step)):
                    overhead = self._guard.seconds - self._seconds_before if number == 0 else 0.0
                    self._run.write_part(step, number, overhead, entries)
