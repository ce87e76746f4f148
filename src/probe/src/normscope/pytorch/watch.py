"""Watches a PyTorch model while it trains."""

from __future__ import annotations

import contextlib
import os
import re
from types import TracebackType
from typing import Any, Dict, Iterator, Optional, Type, Union

from torch import nn

from ..notebook.live import mime_bundle, show
from ..runlog.folder import default_name
from ..runlog.options import check_options
from ..runlog.writer import DEFAULT_LIMIT, LogWriter
from .guard import TorchGuard
from .limits import distributed_rank, limits_of
from .observer import Observer
from .recorder import Recorder
from .steps import StepCounter

Folder = Union[str, "os.PathLike[str]", None]
NOTHING_WATCHED = "no layer of the model is watched; `layers` takes a regular expression for their names"


def watch(
    model: nn.Module,
    folder: Folder = None,
    *,
    every: int = 1,
    layers: Optional[str] = None,
    outputs: bool = False,
    gradients: bool = False,
    name: Optional[str] = None,
    parameters: bool = True,
    buckets: bool = True,
    steps: str = "forward",
    limit: Optional[int] = DEFAULT_LIMIT,
) -> Watch:
    """Records a model's normalization layers while it trains, in a run log that Normscope shows.

    Use it as a context manager, or keep what it returns and call `close()`.

    model: the module that is called in training.
    folder: where to write; by default `normscope-runs/<name>`. A taken one gets "-2", nothing is overwritten.
    every: only steps that this divides are measured; steps are counted from 0.
    layers: a regular expression, searched in layers' names, instead of all normalization layers.
    outputs: also measures what leaves the layers, as for activations: `layers="relu", outputs=True`.
    gradients: also measures the gradients with respect to the layers' outputs.
    name: what the run is called; by default the time of day.
    parameters: also records running statistics, weight and bias.
    buckets: also records the distribution of each layer's values.
    steps: "forward": each forward pass of the model in training mode is a step, but those within `accumulate()` are
        parts of one; "explicit": forward passes are parts of one step until `step()` is called. The first call of
        `step()` means "explicit" from there on.
    limit: bytes that the file may have. Where it reaches them, every second logged step is left out of it (or more, up
        to half the bytes), and from there on only the others are measured. None: no limit.

    Under torch.distributed each rank writes a file of its own into the folder; ranks do not communicate. Raises
    ValueError for an `every` or a `limit` below 1 or another `steps`, re.error for a bad expression. Whatever goes
    wrong later (a full disk) gives one warning, and training goes on.
    """
    check_options(every, limit)
    if steps not in ("forward", "explicit"):
        raise ValueError(f'steps is {steps!r}, but steps are counted "forward" or "explicit"')
    pattern = None if layers is None else re.compile(layers)
    rank, world_size = distributed_rank()
    name = name or default_name(world_size)
    log = LogWriter(folder, name, rank, every=every, limit=limit)
    chosen = {"input": True, "output": outputs, "gradient": gradients}
    recorder = Recorder(log, model, pattern, [place for place, wanted in chosen.items() if wanted])
    found = recorder.meet_layers()
    recorder.write_run(name, rank, world_size, every)
    handle = Watch(recorder, StepCounter(explicit=steps == "explicit"))
    if log.open:
        for limit in limits_of(model) if found else [NOTHING_WATCHED]:
            handle._guard.warn(limit)
        handle._observer = Observer(
            model,
            found,
            recorder,
            handle._counter,
            handle._guard,
            outputs=outputs,
            gradients=gradients,
            parameters=parameters,
            buckets=buckets,
        )
    return handle


class Watch:
    """A model that is being watched; `watch` makes it."""

    def __init__(self, recorder: Recorder, counter: StepCounter) -> None:
        self._counter = counter
        self._guard = TorchGuard(self._stop)
        self._recorder = recorder
        self._observer: Optional[Observer] = None
        recorder.log.on_failure = self._detach

    @property
    def path(self) -> Optional[str]:
        """The file that is written; None where it could not be created."""
        return self._recorder.log.path

    @property
    def overhead(self) -> float:
        """Seconds that the probe itself has taken."""
        return self._guard.seconds

    def step(self) -> None:
        """Ends a step, as after `optimizer.step()`: the forward passes since the last call are its parts."""
        counted = self._counter.end_by_hand()
        if counted > 1:
            self._guard.warn(
                f"{counted} forward passes before the first step() were counted as steps; "
                'watch(…, steps="explicit") makes them parts of one'
            )
        if self._recorder.log.open:
            self._guard.run(self._recorder.flush)

    @contextlib.contextmanager
    def accumulate(self) -> Iterator[None]:
        """Forward passes within are the parts (micro-batches) of one step, which ends with the block."""
        self._counter.begin_accumulating()
        try:
            yield
        finally:
            self._counter.end_accumulating()
            if self._recorder.log.open:
                self._guard.run(self._recorder.flush)

    def close(self) -> None:
        """Writes what is left and removes every hook; may be called again."""
        self._close("finished", None)

    def _ipython_display_(self) -> None:
        """Shows the run in a notebook's output, which follows it while cells run."""
        show(self._recorder.log)

    def _repr_mimebundle_(self, **_: Any) -> Dict[str, Any]:
        """The run as it is now: a table, a picture, and what Normscope draws."""
        return mime_bundle(self._recorder.log)

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._close("finished" if kind is None else "exception", None if kind is None else kind.__name__)

    def _close(self, reason: str, exception: Optional[str]) -> None:
        if self._recorder.log.open:
            self._guard.run(self._recorder.flush)
            self._recorder.write_end(self._counter.step, reason, exception, self._guard.seconds)
        self._stop()

    def _stop(self) -> None:
        self._recorder.log.close()
        self._detach()

    def _detach(self) -> None:
        if self._observer is not None:
            self._observer.detach()
