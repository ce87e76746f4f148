"""Copies a log with fewer of its steps."""

from __future__ import annotations

import os
from typing import BinaryIO, Iterator, Tuple

from .index import FIXED, THINNED, Entry, RecordIndex
from .record import MAGIC, encode_record

_AT_ONCE = 1 << 22


def write_thinned(path: str, descriptor: int, target: str, index: RecordIndex, every: int) -> RecordIndex:
    """Writes to `target` the records at `path` whose step `every` divides and those of no step, as they are.

    After the first record, the run's own, comes one that says `every`. `descriptor` is the file that is being written:
    raises OSError where `path` is another one by now, or where either cannot be read or written. Returns where the
    copy's records lie; they are on the disk then.
    """
    copy = RecordIndex(len(MAGIC))
    note = encode_record({"kind": "thinned", "every": every}, {})
    with open(path, "rb") as source, open(target, "wb") as file:
        if not os.path.samestat(os.fstat(source.fileno()), os.fstat(descriptor)):
            raise OSError("the file has been replaced by another")
        file.write(MAGIC)
        for offset, length in _ranges(_noting(index.kept(every), copy, len(note))):
            if length == 0:
                file.write(note)
            else:
                _copy(source, file, offset, length)
        file.flush()
        os.fsync(file.fileno())
    return copy


def _noting(kept: Iterator[Entry], copy: RecordIndex, note: int) -> Iterator[Entry]:
    """Passes entries on and takes note of where they come to lie; after the first, an empty one for the note itself."""
    for place, entry in enumerate(kept):
        copy.add(entry.step, entry.length)
        yield entry
        if place == 0:
            copy.add(THINNED, note)
            yield Entry(entry.offset + entry.length, 0, FIXED)


def _ranges(entries: Iterator[Entry]) -> Iterator[Tuple[int, int]]:
    """Records that lie one after the other as one range; an empty entry stays by itself."""
    start = length = 0
    for entry in entries:
        if length and entry.length and start + length == entry.offset:
            length += entry.length
            continue
        if length:
            yield start, length
        if entry.length == 0:
            yield entry.offset, 0
        start, length = entry.offset, entry.length
    if length:
        yield start, length


def _copy(source: BinaryIO, file: BinaryIO, offset: int, length: int) -> None:
    source.seek(offset)
    while length:
        data = source.read(min(length, _AT_ONCE))
        if not data:
            raise OSError(f"the file ends {length} bytes before a record that was written")
        file.write(data)
        length -= len(data)
