"""The records of a watched model: which layers there are, their modes, and each step's parts."""

from __future__ import annotations

import time
from typing import Any, Dict, List, Optional, Pattern, Sequence, Tuple

import torch
from torch import nn

from ..records import end_record, mode_records, run_record, step_record
from ..runlog.writer import LogWriter
from .layers import chosen_layers, describe_layer
from .part import Part

Layer = Tuple[int, nn.Module]


class Recorder:
    """Turns what was measured into records, and writes them in order."""

    def __init__(
        self, log: LogWriter, model: nn.Module, pattern: Optional[Pattern[str]], places: Sequence[str]
    ) -> None:
        self.log = log
        self.parts: List[Part] = []  # measured, not yet written
        self._model, self._pattern, self._places = model, pattern, places
        self._began = time.perf_counter()
        self._descriptions: List[Dict[str, Any]] = []
        self._indices: Dict[nn.Module, int] = {}
        self._training: Dict[int, bool] = {}

    def meet_layers(self) -> List[Layer]:
        """Layers that were not there before, each with its index; what leaves it and its gradients have the next."""
        new = []
        for name, module in chosen_layers(self._model, self._pattern):
            if module not in self._indices:
                self._indices[module] = len(self._descriptions)
                new.append((len(self._descriptions), module))
                self._descriptions.extend(describe_layer(name, module, place) for place in self._places)
        return new

    def write_run(self, name: str, rank: int, world_size: int, every: int) -> None:
        """The first record."""
        framework = f"pytorch {torch.__version__}"
        self.log.write(run_record(name, framework, rank, world_size, every, self._descriptions))

    def write_layers(self, new: List[Layer]) -> None:
        """Says which layers have come since the run began."""
        if new:
            first = new[0][0]
            self.log.write({"kind": "layers", "from": first, "layers": self._descriptions[first:]})

    def write_modes(self, step: int) -> None:
        """Says which layers have changed between training and evaluation; at first all count as training."""
        now = {index: module.training for module, index in self._indices.items()}
        for content in mode_records(step, self._training, now):
            self.log.write(content)

    def flush(self) -> None:
        """Writes the parts that are complete."""
        parts, self.parts = self.parts, []
        for part in parts:
            if len(part):
                began = time.perf_counter()
                layers, arrays = part.to_record()
                overhead = part.overhead + time.perf_counter() - began
                content = step_record(part.step, part.number, part.time - self._began, overhead, layers)
                self.log.write(content, arrays)

    def write_end(self, step: int, reason: str, exception: Optional[str], probe_seconds: float) -> None:
        """The last record; `step` is the number of steps that were counted."""
        wall = time.perf_counter() - self._began
        self.log.write(end_record(step, reason, exception, probe_seconds, wall))
