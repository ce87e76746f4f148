"""What the run log's records say, whatever the framework."""

from __future__ import annotations

import time
from typing import Any, Dict, Iterator, List, Mapping, Optional

from .version import VERSION


def run_record(
    name: str, framework: str, rank: int, world_size: int, every: int, layers: List[Dict[str, Any]]
) -> Dict[str, Any]:
    """The first record; `framework` with its version, as in "pytorch 2.4.1"."""
    return {
        "kind": "run",
        "version": 1,
        "name": name,
        "framework": framework,
        "probe": VERSION,
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "rank": rank,
        "worldSize": world_size,
        "every": every,
        "layers": layers,
    }


def step_record(step: int, part: int, seconds: float, overhead: float, layers: List[List[Any]]) -> Dict[str, Any]:
    """One micro-batch; `seconds` since the start, `layers` as [index, entry]."""
    return {"kind": "step", "step": step, "part": part, "time": seconds, "overhead": overhead, "layers": layers}


def mode_records(step: int, before: Dict[int, bool], now: Mapping[int, bool]) -> Iterator[Dict[str, Any]]:
    """Says which layers are in another mode than before, and brings `before` up to date; at first all train."""
    changed: Dict[bool, List[int]] = {}
    for index, training in now.items():
        if before.get(index, True) != training:
            changed.setdefault(training, []).append(index)
        before[index] = training
    for training, layers in changed.items():
        yield {"kind": "mode", "step": step, "training": training, "layers": layers}


def end_record(step: int, reason: str, exception: Optional[str], probe: float, wall: float) -> Dict[str, Any]:
    """The last record: steps counted, "finished" or "exception" and its class, seconds of the probe and in all."""
    overhead = {"probe": probe, "wall": wall}
    return {"kind": "end", "step": step, "reason": reason, "exception": exception, "overhead": overhead}
