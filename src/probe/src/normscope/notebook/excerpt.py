"""The part of a run's log that goes into a notebook: few steps, chosen evenly, in little memory."""

from __future__ import annotations

from itertools import chain
from typing import Any, BinaryIO, Dict, List, NamedTuple, Set

from ..runlog.index import FIXED, MODE, Entry
from ..runlog.record import MAGIC, encode_record
from ..runlog.writer import LogWriter
from .gaps import median_gap
from .parts import LayerPart, StepPart, buckets_cost, only, read_content, read_part, series_cost
from .spread import Levels, spread

MOST_STEPS = 256
MOST_BUCKETS = 24
_MOST_MODE_BYTES = 1 << 20
# Of the bytes that there are: for the layers' series and for distributions. The rest is the log's other records.
_SERIES, _BUCKETS = 0.62, 0.3


class Excerpt(NamedTuple):
    """A run as far as it is logged."""

    whole: bool  # nothing but buckets, scales and shifts was left out
    run: Dict[str, Any]  # the first record's JSON, with the layers that were met later
    end: Dict[str, Any]  # the last record's, empty while the run goes on
    steps: int  # logged
    every: int  # present spacing of logged steps
    last: List[StepPart]  # the last step's micro-batches with all layers; none before the first
    kept: Dict[int, List[StepPart]]  # by step, ascending
    before: List[bytes]  # records of no step, the run's own first
    after: List[bytes]  # the last record, where the run has ended

    def log(self) -> bytes:
        """All of it as a run log."""
        parts = chain.from_iterable(self.kept.values())
        return b"".join([MAGIC, *self.before, *map(_encoded, parts), *self.after])


class ExcerptReader:
    """Reads excerpts of a log that grows; what the next one needs again stays in memory."""

    def __init__(self, log: LogWriter) -> None:
        self._log = log
        self._kept: Dict[int, List[StepPart]] = {}
        self._has: Dict[int, Dict[int, bool]] = {}  # per kept step its layers, and whether with buckets
        self.ratio = 1.0  # of bytes when it was deflated to those that were reckoned, the last time
        self._series_costs: Dict[int, float] = {}
        self._buckets_costs: Dict[int, float] = {}

    def read(self, budget: float) -> Excerpt:
        """As much as has about `budget` bytes when it is deflated. Raises OSError where the file cannot be read."""
        entries: Dict[int, List[Entry]] = {}
        others: List[Entry] = []
        for entry in self._log.index:
            if entry.step >= 0:
                entries.setdefault(entry.step, []).append(entry)
            elif entry.step in (FIXED, MODE):
                others.append(entry)
        steps = list(entries)
        with open(self._log.file, "rb") as file:
            run, end = _run(file, others)
            last = self._measured(file, entries[steps[-1]]) if steps else []
            if steps:
                if not self._kept:
                    self._measured(file, entries[steps[0]])
                self._keep(file, entries, self._wanted(steps, budget, _widest(last)))
            copied = _copied(file, others)
            ends = len(copied) - bool(end)
            return Excerpt(
                whole=len(self._has) == len(steps) and self._has_all(),
                run=run,
                end=end,
                steps=len(steps),
                every=self._log.every,
                last=last,
                kept=dict(self._kept),
                before=copied[:ends],
                after=copied[ends:],
            )

    def _has_all(self) -> bool:
        return all(len(layers) == len(self._series_costs) for layers in self._has.values())

    def _measured(self, file: BinaryIO, entries: List[Entry]) -> List[StepPart]:
        """A step with all its layers, whose costs are known from there on."""
        parts = [read_part(file, entry) for entry in entries]
        self._series_costs.update(_costs(parts, series_cost))
        self._buckets_costs.update(_costs(parts, buckets_cost))
        return parts

    def _wanted(self, steps: List[int], budget: float, first: List[int]) -> Dict[int, Dict[int, bool]]:
        """For each step that is kept its layers, and whether with buckets."""
        levels = Levels(steps, self._log.every)
        series = spread(self._series_costs, levels, _SERIES * budget, MOST_STEPS, first)
        buckets = spread(self._buckets_costs, levels, _BUCKETS * budget, MOST_BUCKETS)
        wanted: Dict[int, Dict[int, bool]] = {}
        for layer, level in series.items():
            with_buckets: Set[int] = set()
            if layer in buckets:
                with_buckets = levels.steps(max(level, buckets[layer]))
            for step in levels.steps(level):
                wanted.setdefault(step, {})[layer] = step in with_buckets
        return wanted

    def _keep(self, file: BinaryIO, entries: Dict[int, List[Entry]], wanted: Dict[int, Dict[int, bool]]) -> None:
        kept: Dict[int, List[StepPart]] = {}
        has: Dict[int, Dict[int, bool]] = {}
        for step in sorted(wanted):
            layers = wanted[step]
            before = self._has.get(step, {})
            known = all(layer in before and before[layer] >= buckets for layer, buckets in layers.items())
            parts = self._kept[step] if known else [read_part(file, entry) for entry in entries[step]]
            kept[step] = [only(part, layers) for part in parts]
            has[step] = layers
        self._kept, self._has = kept, has


def _costs(last: List[StepPart], cost: Any) -> Dict[int, float]:
    costs: Dict[int, float] = {}
    for part in last:
        for index, layer in part.layers.items():
            costs[index] = costs.get(index, 0.0) + cost(layer)
    return {index: cost for index, cost in costs.items() if cost > 0}


def _widest(last: List[StepPart]) -> List[int]:
    """The layers that are farthest from their running averages before the others."""
    widths: Dict[int, float] = {}
    for part in last:
        for index, layer in part.layers.items():
            gap = median_gap(layer)
            widths[index] = gap if gap >= 0 else -1.0
    return sorted(widths, key=lambda index: -widths[index])


def _run(file: BinaryIO, others: List[Entry]) -> Any:
    run: Dict[str, Any] = {"name": "", "layers": []}
    end: Dict[str, Any] = {}
    for entry in others:
        if entry.step == FIXED:
            content = read_content(file, entry)
            if content["kind"] == "run":
                run = content
            elif content["kind"] == "layers":
                run["layers"] += content["layers"]
            elif content["kind"] == "end":
                end = content
    return run, end


def _copied(file: BinaryIO, others: List[Entry]) -> List[bytes]:
    left = _MOST_MODE_BYTES
    kept = []
    # Of switches of modes, the latest where they are very many.
    for entry in reversed(others):
        if entry.step == MODE:
            left -= entry.length
            if left < 0:
                continue
        kept.append(entry)
    copied = []
    for entry in reversed(kept):
        file.seek(entry.offset)
        copied.append(file.read(entry.length))
    return copied


def _encoded(part: StepPart) -> bytes:
    layers: List[List[Any]] = []
    arrays = {}
    for index, layer in sorted(part.layers.items()):
        layers.append([index, layer.facts])
        arrays.update({f"{index}/{what}": stored for what, stored in layer.arrays.items()})
    return encode_record({**part.content, "layers": layers}, arrays)


def parts_of(steps: List[StepPart], layer: int) -> List[LayerPart]:
    """A layer's micro-batches among those of a step."""
    return [part.layers[layer] for part in steps if layer in part.layers]
