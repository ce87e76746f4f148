"""A run whose statistics come as NumPy arrays: its records in their order."""

from __future__ import annotations

import os
import time
from typing import Any, Dict, List, Mapping, Optional, Union

from ..records import end_record, mode_records, run_record, step_record
from ..runlog.folder import default_name
from ..runlog.writer import DEFAULT_LIMIT, LogWriter
from .entry import Entry, arrays_of, layer_of

Folder = Union[str, "os.PathLike[str]", None]
NOTHING_WATCHED = "no layer of the model is watched; `layers` takes a regular expression for their names"


class ArrayRun:
    """One rank's log, from the `run` record to the `end`."""

    def __init__(
        self,
        folder: Folder,
        name: Optional[str],
        framework: str,
        layers: List[Dict[str, Any]],
        *,
        every: int,
        limit: Optional[int] = DEFAULT_LIMIT,
        rank: int = 0,
        world_size: int = 1,
    ) -> None:
        name = name or default_name(world_size)
        self.log = LogWriter(folder, name, rank, every=every, limit=limit)
        self._began = time.perf_counter()
        self._training: Dict[int, bool] = {}
        self.log.write(run_record(name, framework, rank, world_size, every, layers))

    def write_modes(self, step: int, modes: Mapping[int, bool]) -> None:
        """Says which of the layers have changed between training and evaluation."""
        for content in mode_records(step, self._training, modes):
            self.log.write(content)

    def modes(self, layers: List[int]) -> Dict[int, bool]:
        """The modes that were last written."""
        return {index: self._training.get(index, True) for index in layers}

    def write_part(self, step: int, part: int, overhead: float, entries: Mapping[int, Entry]) -> None:
        """Writes one micro-batch: its layers by their indices; `overhead` in seconds."""
        began = time.perf_counter()
        layers = [layer_of(index, entries[index]) for index in sorted(entries)]
        arrays = {name: array for index in sorted(entries) for name, array in arrays_of(index, entries[index]).items()}
        overhead += time.perf_counter() - began
        self.log.write(step_record(step, part, began - self._began, overhead, layers), arrays)

    def end(self, step: int, reason: str, exception: Optional[str], probe_seconds: float) -> None:
        """Writes the last record and closes the file; may be called again."""
        if self.log.open:
            self.log.write(end_record(step, reason, exception, probe_seconds, time.perf_counter() - self._began))
        self.log.close()

