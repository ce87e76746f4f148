"""Appends records to a run log, and never disturbs the training it watches."""

from __future__ import annotations

import contextlib
import os
import warnings
from typing import Any, Callable, Mapping, Optional

from .folder import open_rank_file, reopen_rank_file
from .index import RecordIndex, step_of
from .listener import Listener
from .record import MAGIC, Array, encode_record
from .thin import write_thinned

DEFAULT_LIMIT = 256 * 2**20


class LogWriter:
    """One rank's file. After the first failure it warns once and lets everything pass unwritten.

    every: only steps that this divides are written. Where the file reaches `limit` bytes (None: never), it is replaced
    by a copy without every second of them, or fewer, of half the limit at most, and `every` is doubled as often.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] | None,
        name: str,
        rank: int,
        *,
        every: int = 1,
        limit: Optional[int] = DEFAULT_LIMIT,
    ) -> None:
        self.path: Optional[str] = None
        self.every = every
        self.index = RecordIndex(len(MAGIC))
        self.on_failure: Callable[[], None] = lambda: None
        self.listener: Optional[Listener] = None
        self._limit = limit
        self._next_thinning = limit
        self._absolute = ""  # the training may change its working directory
        self._warned_of_size = False
        self._descriptor: Optional[int] = None
        # A forked process (a data loader's worker) holds a copy of this object and must not write.
        self._process = os.getpid()
        try:
            path, self._descriptor = open_rank_file(folder, name, rank)
            self.path, self._absolute = str(path), os.path.abspath(path)
            self._append(MAGIC)
        except OSError as error:
            self._give_up(error)

    @property
    def open(self) -> bool:
        """Whether records are still written."""
        return self._descriptor is not None and self._process == os.getpid()

    @property
    def file(self) -> str:
        """The file's absolute path, to read it."""
        return self._absolute

    def write(self, content: Mapping[str, Any], arrays: Optional[Mapping[str, Array]] = None) -> None:
        """Appends one record by one write call; steps that `every` does not divide are left out."""
        step = step_of(content)
        if not self.open or (step >= 0 and step % self.every):
            return
        try:
            data = encode_record(content, arrays or {})
            self._append(data)
            self.index.add(step, len(data))
            if self._next_thinning is not None and self.index.size >= self._next_thinning:
                self._thin()
        except (OSError, ValueError) as error:
            self._give_up(error)
        if self.listener is not None:
            self.listener.written()

    def close(self) -> None:
        """Closes the file; may be called again."""
        own, was_open = self._process == os.getpid(), self._descriptor is not None
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            try:
                os.close(descriptor)
            except OSError as error:
                self._warn(f"{error}; the run is not recorded further")
        if own and was_open and self.listener is not None:
            self.listener.closed()

    def _append(self, data: bytes) -> None:
        assert self._descriptor is not None
        written = os.write(self._descriptor, data)
        # What follows a torn record is never read, so a short write ends the log.
        if written != len(data):
            raise OSError(f"{written} of {len(data)} bytes were written; the disk may be full")

    def _thin(self) -> None:
        """Replaces the file by a thinned copy; where that fails, the file stays as it is and grows on for a while."""
        assert self._limit is not None and self._descriptor is not None
        every = self.index.spacing_for(self.every, self._limit // 2)
        if every is None:
            raise OSError(
                f"the run's first step and its records of no step fill half of the limit of {self._limit} bytes"
            )
        # Readers look for names that end in .normlog.
        copy = f"{self._absolute}.new"
        failure = None
        try:
            index = write_thinned(self._absolute, self._descriptor, copy, self.index, every)
            # Windows replaces no file that is open.
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)
            os.replace(copy, self._absolute)
            self.index, self.every, self._next_thinning = index, every, self._limit
        except OSError as error:
            failure = error
            with contextlib.suppress(OSError):
                os.unlink(copy)
        if self._descriptor is None:
            self._descriptor = reopen_rank_file(self._absolute, self.index.size)
        if failure is not None:
            self._postpone(failure)

    def _postpone(self, error: OSError) -> None:
        assert self._limit is not None
        if self.index.size >= 2 * self._limit:
            raise OSError(f"{error}; the file has twice the limit of {self._limit} bytes and cannot be thinned")
        self._next_thinning = self.index.size + self._limit // 8 + 1
        if not self._warned_of_size:
            self._warned_of_size = True
            self._warn(f"{error}; the file has reached its limit of {self._limit} bytes and cannot be thinned yet")

    def _give_up(self, error: Exception) -> None:
        self._warn(f"{error}; the run is not recorded further")
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self.on_failure()
        if self.listener is not None:
            self.listener.closed()

    def _warn(self, text: str) -> None:
        where = self.path or "the run's folder"
        warnings.warn(f"normscope: {where}: {text}", RuntimeWarning, stacklevel=5)
