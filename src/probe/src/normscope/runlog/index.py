"""Where the records of a log lie, and which of them a wider spacing of steps keeps."""

from __future__ import annotations

from array import array
from typing import Any, Iterator, List, Mapping, NamedTuple, Optional

# Records that are of no step: what stays whatever the spacing, switches of modes, and earlier notes of thinning.
FIXED, MODE, THINNED = -1, -2, -3


class Entry(NamedTuple):
    """One record: its place and length in bytes, its step, or FIXED, MODE or THINNED."""

    offset: int
    length: int
    step: int


class RecordIndex:
    """Lengths and steps of a log's records in their order, 16 bytes a record; no data."""

    def __init__(self, start: int) -> None:
        self._start = start  # bytes before the first record
        self._lengths = array("q")
        self._steps = array("q")
        self.size = start  # of the file, in bytes

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[Entry]:
        offset = self._start
        for length, step in zip(self._lengths, self._steps):
            yield Entry(offset, length, step)
            offset += length

    def add(self, step: int, length: int) -> None:
        """Takes note of a record behind all others; `step` as in Entry."""
        self._lengths.append(length)
        self._steps.append(step)
        self.size += length

    def kept(self, every: int) -> Iterator[Entry]:
        """The records that remain where only steps that `every` divides do."""
        return (entry for entry in self if entry.step in (FIXED, MODE) or (entry.step >= 0 and not entry.step % every))

    def spacing_for(self, every: int, most: int) -> Optional[int]:
        """The least `every` times a power of two, 2 or more, whose records have at most `most` bytes.

        None where even the first step and the records of no step have more.
        """
        size = self._start
        # Bytes of the steps that 2^k times `every` divides, and 2^(k + 1) times does not.
        divided: List[int] = [0] * 64
        for length, step in zip(self._lengths, self._steps):
            if step in (FIXED, MODE) or step == 0:
                size += length
            elif step > 0 and not step % every:
                times = step // every
                divided[min(63, (times & -times).bit_length() - 1)] += length
        if size > most:
            return None
        for power in range(63, 0, -1):
            size += divided[power]
            if size > most:
                return every << (power + 1)
        return every << 1


def step_of(content: Mapping[str, Any]) -> int:
    """What the index calls a record."""
    kind = content["kind"]
    if kind == "step":
        return int(content["step"])
    return MODE if kind == "mode" else FIXED
