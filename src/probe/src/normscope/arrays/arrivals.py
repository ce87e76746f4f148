"""What has been measured since it was last asked for, sorted into steps and parts."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Tuple


class Arrival(NamedTuple):
    """One layer's statistics of one forward pass; `payload` is converted later, when nobody waits for it."""

    place: int  # of the measurement in the traced program: the same each time that the program runs, and ascending
    layer: int  # its index in the log
    payload: Any


def in_runs(arrivals: List[Arrival]) -> List[List[Arrival]]:
    """One list for each time that the traced program ran, each in the program's order.

    Arrivals of different layers may come in any order, those of the same place come in the order of time.
    """
    runs: List[List[Arrival]] = []
    seen: Dict[int, int] = {}
    for arrival in arrivals:
        number = seen.get(arrival.place, 0)
        seen[arrival.place] = number + 1
        while len(runs) <= number:
            runs.append([])
        runs[number].append(arrival)
    return [sorted(run, key=lambda arrival: arrival.place) for run in runs]


def in_parts(runs: List[List[Arrival]]) -> List[Dict[int, Any]]:
    """Payloads by layer: a layer's first measurement is in the first part, its second in the second."""
    parts: List[Dict[int, Any]] = []
    met: Dict[int, int] = {}
    for arrival in (arrival for run in runs for arrival in run):
        number = met.get(arrival.layer, 0)
        met[arrival.layer] = number + 1
        while len(parts) <= number:
            parts.append({})
        parts[number][arrival.layer] = arrival.payload
    return parts


def split_steps(runs: List[List[Arrival]], first: int, count: int) -> List[Tuple[int, List[List[Arrival]]]]:
    """Runs by step, where `count` steps from `first` on were made at once: each ran the program once."""
    if count == 1:
        return [(first, runs)]
    return [(first + number, [run]) for number, run in enumerate(runs)]
