"""Reads steps of a log that this process writes, as much of them as is wanted."""

from __future__ import annotations

import json
import struct
from array import array
from typing import Any, BinaryIO, Dict, List, Mapping, NamedTuple

from ..runlog.index import Entry
from ..runlog.record import Array

_HEAD = 8  # bytes of length and checksum before a record's payload
_TYPES = {"f8": "d", "f4": "f", "i8": "q", "i4": "i", "u2": "H", "u1": "B"}
BUCKETS = ("buckets", "bucketCounts")
_LEFT_OUT = ("weight", "bias")


class LayerPart(NamedTuple):
    """What one micro-batch showed of a layer: facts as in the log's JSON, and arrays by what they are."""

    facts: Dict[str, Any]
    arrays: Dict[str, Array]

    def values(self, what: str) -> "array[Any]":
        """An array's numbers; none where it was not logged."""
        stored = self.arrays.get(what)
        return array(_TYPES[stored.dtype], stored.data) if stored is not None else array("d")


class StepPart(NamedTuple):
    """One step record: its JSON without layers and arrays, and its layers by index."""

    content: Dict[str, Any]
    layers: Dict[int, LayerPart]


def read_content(file: BinaryIO, entry: Entry) -> Dict[str, Any]:
    """A record's JSON."""
    file.seek(entry.offset + _HEAD)
    (length,) = struct.unpack("<I", file.read(4))
    content: Dict[str, Any] = json.loads(file.read(length))
    return content


def read_part(file: BinaryIO, entry: Entry) -> StepPart:
    """A step record without scales and shifts. Means and sums of squares are float32, as running averages are."""
    file.seek(entry.offset + _HEAD)
    payload = file.read(entry.length - _HEAD)
    (length,) = struct.unpack_from("<I", payload)
    content = json.loads(payload[4 : 4 + length])
    begin = -(-(4 + length) // 8) * 8
    layers = {int(index): LayerPart(facts, {}) for index, facts in content.pop("layers")}
    for name, (dtype, shape, offset) in content.pop("arrays", {}).items():
        index, _, what = name.partition("/")
        if what in _LEFT_OUT or int(index) not in layers:
            continue
        size = array(_TYPES[dtype]).itemsize
        for extent in shape:
            size *= extent
        stored = Array(dtype, shape, payload[begin + offset : begin + offset + size])
        layers[int(index)].arrays[what] = _narrowed(stored) if what in ("mean", "m2") else stored
    return StepPart(content, layers)


def only(part: StepPart, layers: Mapping[int, bool]) -> StepPart:
    """The part with these layers; those that are False without their buckets."""
    kept = {}
    for index, with_buckets in layers.items():
        found = part.layers.get(index)
        if found is not None:
            arrays = {name: a for name, a in found.arrays.items() if with_buckets or name not in BUCKETS}
            kept[index] = LayerPart(found.facts, arrays)
    return StepPart(part.content, kept)


def series_cost(part: LayerPart) -> float:
    """About how many bytes a layer's part takes when it is deflated, without buckets."""
    what = ("mean", "m2", "min", "max", "runningMean", "runningVariance")
    # Counts are nearly alike in all channels, which deflates to nothing; the JSON to some eighty bytes.
    return 80 + sum(len(part.arrays[name].data) for name in what if name in part.arrays)


def buckets_cost(part: LayerPart) -> float:
    """As `series_cost`, of its buckets; 0 where it has none."""
    return 0.5 * sum(len(part.arrays[name].data) for name in BUCKETS if name in part.arrays)


def _narrowed(stored: Array) -> Array:
    if stored.dtype != "f8":
        return stored
    wide = array("d", stored.data)
    narrow = array("f", wide)
    # What is finite stays so.
    beyond = narrow.count(float("inf")) + narrow.count(float("-inf"))
    return stored if beyond else Array("f4", stored.shape, narrow.tobytes())


def all_values(parts: List[LayerPart], what: str) -> "array[Any]":
    """The numbers of all parts, one after the other."""
    joined = array("d")
    for part in parts:
        joined.extend(array("d", part.values(what)))
    return joined
