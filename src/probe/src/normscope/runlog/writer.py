"""Appends records to a run log, and never disturbs the training it watches."""

from __future__ import annotations

import contextlib
import os
import warnings
from typing import Any, Callable, Mapping, Optional

from .folder import open_rank_file
from .record import MAGIC, Array, encode_record


class LogWriter:
    """One rank's file. After the first failure it warns once and lets everything pass unwritten."""

    def __init__(self, folder: str | os.PathLike[str] | None, name: str, rank: int) -> None:
        self.path: Optional[str] = None
        self.on_failure: Callable[[], None] = lambda: None
        self._descriptor: Optional[int] = None
        # A forked process (a data loader's worker) holds a copy of this object and must not write.
        self._process = os.getpid()
        try:
            path, self._descriptor = open_rank_file(folder, name, rank)
            self.path = str(path)
            self._append(MAGIC)
        except OSError as error:
            self._give_up(error)

    @property
    def open(self) -> bool:
        """Whether records are still written."""
        return self._descriptor is not None and self._process == os.getpid()

    def write(self, content: Mapping[str, Any], arrays: Optional[Mapping[str, Array]] = None) -> None:
        """Appends one record by one write call."""
        if not self.open:
            return
        try:
            self._append(encode_record(content, arrays or {}))
        except (OSError, ValueError) as error:
            self._give_up(error)

    def close(self) -> None:
        """Closes the file; may be called again."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            try:
                os.close(descriptor)
            except OSError as error:
                self._warn(error)

    def _append(self, data: bytes) -> None:
        assert self._descriptor is not None
        written = os.write(self._descriptor, data)
        # What follows a torn record is never read, so a short write ends the log.
        if written != len(data):
            raise OSError(f"{written} of {len(data)} bytes were written; the disk may be full")

    def _give_up(self, error: Exception) -> None:
        self._warn(error)
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self.on_failure()

    def _warn(self, error: Exception) -> None:
        where = self.path or "the run's folder"
        warnings.warn(f"normscope: {where}: {error}; the run is not recorded further", RuntimeWarning, stacklevel=4)
