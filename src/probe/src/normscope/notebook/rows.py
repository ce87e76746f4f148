"""What a static view says of each layer, out of the last logged step."""

from __future__ import annotations

import math
from operator import mul
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

from .excerpt import Excerpt, parts_of
from .gaps import median_gap
from .parts import LayerPart, all_values

NAN = float("nan")
# In running standard deviations: a single batch of a healthy run lies closer in most channels.
FAR = 1.0
FEW = 16


class Row(NamedTuple):
    """One layer; numbers are NaN where they are not known."""

    layer: int  # its place in the log
    name: str
    type: str
    values: int  # per channel statistic of a batch; 0 where the layer has none
    mean: float  # of all values of the batch
    deviation: float
    gap: float  # median over channels of |batch mean - running mean|, in running standard deviations
    mode: str
    mark: str  # what is to be looked at, or ""


def rows_of(excerpt: Excerpt) -> List[Row]:
    """A row for each layer of the last logged step, in the log's order."""
    listed = excerpt.run["layers"]
    seen = sorted({index for part in excerpt.last for index in part.layers})
    return [_row(index, listed[index], parts_of(excerpt.last, index)) for index in seen if index < len(listed)]


def worst_of(rows: Sequence[Row]) -> Row:
    """The layer to look at first: not finite, then the widest gap, then the first."""
    return max(rows, key=lambda row: (row.mark == NOT_FINITE, row.gap if row.gap >= 0 else -1.0, -row.layer))


NOT_FINITE = "NaN or infinite values"


def _row(index: int, layer: Dict[str, Any], parts: List[LayerPart]) -> Row:
    name = layer["name"] if layer["place"] == "input" else f"{layer['name']} ({layer['place']})"
    counted, means, squares = (all_values(parts, what) for what in ("n", "mean", "m2"))
    mean, deviation = _moments(counted, means, squares)
    gap = median_gap(parts[-1])
    values = sum(part.facts["count"] for part in parts) if layer["method"] == "batch" else 0
    training = [part.facts["training"] for part in parts]
    mode = "training" if all(training) else "evaluation" if not any(training) else "both"
    odd = sum(part.facts[what] for part in parts for what in ("nan", "positiveInfinity", "negativeInfinity"))
    return Row(index, name, layer["type"], values, mean, deviation, gap, mode, _mark(odd, gap, values, mode))


def _mark(odd: int, gap: float, values: int, mode: str) -> str:
    if odd:
        return NOT_FINITE
    if gap > FAR:
        return "running mean is far off"
    if mode == "evaluation":
        return "in evaluation mode"
    return "few values per statistic" if 0 < values < FEW else ""


def _moments(counted: Sequence[float], means: Sequence[float], squares: Sequence[float]) -> Tuple[float, float]:
    """Mean and biased deviation of all channels together; channels without finite values count nothing."""
    known = [(n, m, s) for n, m, s in zip(counted, means, squares) if n]
    if not known:
        return NAN, NAN
    n, m, s = zip(*known)
    total = sum(n)
    mean = sum(map(mul, n, m)) / total
    # A product overflows to infinity, where a power raises an error.
    between = sum(c * (v - mean) * (v - mean) for c, v in zip(n, m))
    return mean, math.sqrt(max(0.0, (sum(s) + between) / total))
