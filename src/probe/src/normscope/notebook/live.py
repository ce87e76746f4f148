"""Shows a run in a notebook's outputs and keeps them up to date while cells run."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
import warnings
from typing import Any, Dict, List, Optional

from ..runlog.writer import LogWriter
from .bundle import MOST_BYTES, RUNNING_BYTES, run_bundle
from .excerpt import ExcerptReader

MOST_OUTPUTS = 8
LEAST_SECONDS = 2.0
# Of the wall time, for all that is shown while cells run.
MOST_SHARE = 0.02


def show(log: LogWriter) -> None:
    """Shows the run as the output of the cell that is running; the latest few outputs of a log follow it."""
    _live(log).show()


def mime_bundle(log: LogWriter) -> Dict[str, Any]:
    """The run as it is now, for front ends that ask for it."""
    return run_bundle(ExcerptReader(log), log)


def _live(log: LogWriter) -> LiveOutputs:
    if not isinstance(log.listener, LiveOutputs):
        log.listener = LiveOutputs(log)
    return log.listener


class LiveOutputs:
    """The outputs of one log. Whatever goes wrong here ends the display with a warning, never the training."""

    def __init__(self, log: LogWriter) -> None:
        self._log = log
        self._reader = ExcerptReader(log)
        self._ids: List[str] = []
        self._next = 0.0  # when an update is due, on the clock of time.perf_counter
        self._behind = False  # whether something was written after the last update
        self._events: Optional[Any] = None
        self._lock = threading.Lock()

    def show(self) -> None:
        """A new output."""
        with self._lock:
            try:
                from IPython.display import display

                began = time.perf_counter()
                name = f"normscope-{uuid.uuid4()}"
                display(run_bundle(self._reader, self._log, self._most()), raw=True, display_id=name)
                # Elsewhere, in a terminal, an update would print everything once more.
                if self._log.open and self._watch_cells():
                    self._ids = [*self._ids, name][-MOST_OUTPUTS:]
                self._behind = False
                self._wait(began)
            except Exception as error:  # noqa: BLE001
                self._fail(error)

    def written(self) -> None:
        """Updates the outputs, if it is time."""
        self._behind = True
        if self._ids and time.perf_counter() >= self._next:
            self._update(self._most())

    def closed(self) -> None:
        """Shows how the run has ended; the outputs stay so."""
        if self._ids:
            self._update(MOST_BYTES)
        self._stop()

    def _most(self) -> int:
        return RUNNING_BYTES if self._log.open else MOST_BYTES

    def _cell_done(self, *_: Any) -> None:
        """What a saved notebook holds is the last state, in full, even if the run goes on in the next cell."""
        if self._ids and self._behind:
            self._update(MOST_BYTES)

    def _update(self, most: int) -> None:
        # Another thread is at it already: its update is as good.
        if not self._lock.acquire(blocking=False):
            return
        try:
            from IPython.display import update_display

            began = time.perf_counter()
            bundle = run_bundle(self._reader, self._log, most)
            for name in self._ids:
                update_display(bundle, raw=True, display_id=name)
            self._behind = False
            self._wait(began)
        except Exception as error:  # noqa: BLE001
            self._fail(error)
        finally:
            self._lock.release()

    def _wait(self, began: float) -> None:
        now = time.perf_counter()
        self._next = now + max(LEAST_SECONDS, (now - began) * (1 / MOST_SHARE - 1))

    def _watch_cells(self) -> bool:
        """Asks to be told when a cell has run; False where no kernel runs cells."""
        from IPython import get_ipython

        shell = get_ipython()
        if getattr(shell, "kernel", None) is None:
            return False
        if self._events is None:
            shell.events.register("post_run_cell", self._cell_done)
            self._events = shell.events
        return True

    def _stop(self) -> None:
        self._ids = []
        events, self._events = self._events, None
        if events is not None:
            with contextlib.suppress(Exception):
                events.unregister("post_run_cell", self._cell_done)

    def _fail(self, error: Exception) -> None:
        self._stop()
        first_line = (str(error).splitlines() or [""])[0]
        with contextlib.suppress(Warning):
            text = f"normscope: {type(error).__name__}: {first_line}; the notebook's outputs are not updated further"
            warnings.warn(text, RuntimeWarning, stacklevel=3)
