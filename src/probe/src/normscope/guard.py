"""Keeps the probe's troubles away from the training it watches."""

from __future__ import annotations

import time
import warnings
from typing import Any, Callable, Set


class Guard:
    """Runs the probe's own code: its time counted, its errors turned into one warning."""

    def __init__(self, on_failure: Callable[[], None]) -> None:
        self.seconds = 0.0  # that the probe has taken
        self._on_failure = on_failure
        self._warned: Set[str] = set()

    def warn(self, text: str) -> None:
        """Warns of each thing once."""
        if text not in self._warned:
            self._warned.add(text)
            warnings.warn(f"normscope: {text}", RuntimeWarning, stacklevel=3)

    def run(self, action: Callable[..., None], *arguments: Any) -> None:
        """Calls `action`; whatever it raises ends the watch, never the training."""
        began = time.perf_counter()
        try:
            action(*arguments)
        except Exception as error:  # noqa: BLE001
            first_line = (str(error).splitlines() or [""])[0]
            self.warn(f"{type(error).__name__}: {first_line}; the run is not recorded further")
            self._on_failure()
        self.seconds += time.perf_counter() - began

    def wait(self, action: Callable[[], None]) -> None:
        """As `run`, but the time is not the probe's: what is waited for is training's own work."""
        before = self.seconds
        self.run(action)
        self.seconds = before
