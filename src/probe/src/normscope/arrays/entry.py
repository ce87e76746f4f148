"""One layer's statistics in one forward pass, as the log holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

import numpy as np

from ..runlog.record import Array

_ARRAYS = {"mean": "mean", "m2": "m2", "n": "finite", "min": "least", "max": "greatest", "zeros": "zeros"}
_TYPES = {"f8": "<f8", "f4": "<f4", "i8": "<i8", "i4": "<i4", "u2": "<u2"}


class Measured(NamedTuple):
    """Statistics per channel of the finite values; `m2` is the sum of squared differences from the mean."""

    mean: np.ndarray  # [C] float64, NaN where no value is finite
    m2: np.ndarray  # [C] float64
    least: np.ndarray  # [C] float32 or float64, NaN as the mean
    greatest: np.ndarray  # [C] as least
    finite: np.ndarray  # [C] integers
    zeros: np.ndarray  # [C] integers
    odd: np.ndarray  # [4] integers: NaN, +inf, -inf, index in C order of the first of them or -1
    codes: Optional[np.ndarray]  # [65536] integers: values by the upper half of their bits as float32


@dataclass(frozen=True)
class Entry:
    """What was measured of a layer, and what it keeps: `state` by the log's names (runningMean, weight and so on)."""

    training: Optional[bool]  # None where the layer itself has no mode: it is in that of the forward pass
    shape: Tuple[int, ...]
    dtype: str
    measured: Measured
    state: Mapping[str, np.ndarray] = field(default_factory=dict)


def layer_of(index: int, entry: Entry) -> List[Any]:
    """The layer's place in a record's `layers`."""
    measured = entry.measured
    nan, positive, negative, first = (int(count) for count in measured.odd)
    channels = max(1, len(measured.finite))
    content = {
        "training": entry.training is not False,
        "shape": list(entry.shape),
        "dtype": entry.dtype,
        "count": int(np.prod(entry.shape, dtype=np.int64)) // channels,
        "nan": nan,
        "positiveInfinity": positive,
        "negativeInfinity": negative,
        "zero": int(measured.zeros.sum()),
        "firstNonFinite": None if first < 0 else first,
        "numBatchesTracked": None,
    }
    return [index, content]


def arrays_of(index: int, entry: Entry) -> Dict[str, Array]:
    """The layer's arrays in a record, by their names."""
    arrays = {f"{index}/{name}": _array(getattr(entry.measured, source)) for name, source in _ARRAYS.items()}
    for name, values in entry.state.items():
        arrays[f"{index}/{name}"] = _array(np.asarray(values).reshape(-1))
    if entry.measured.codes is not None:
        codes = np.flatnonzero(entry.measured.codes)
        # An exponent of ones is NaN or infinite.
        codes = codes[(codes & 0x7F80) != 0x7F80]
        arrays[f"{index}/buckets"] = _array(codes.astype(np.uint16))
        counts = entry.measured.codes[codes]
        kind = "i4" if counts.max(initial=0) < 1 << 31 else "i8"
        arrays[f"{index}/bucketCounts"] = Array(kind, counts.shape, counts.astype(_TYPES[kind]).tobytes())
    return arrays


def _array(values: np.ndarray) -> Array:
    kind = "i8" if values.dtype.kind == "i" else f"{values.dtype.kind}{values.dtype.itemsize}"
    # Half precision and bfloat16 (which NumPy knows as raw bytes of its extension's) are widened.
    kind = kind if kind in _TYPES else "f4"
    dense = np.ascontiguousarray(values.astype(_TYPES[kind]))
    return Array(kind, dense.shape, dense.tobytes())
