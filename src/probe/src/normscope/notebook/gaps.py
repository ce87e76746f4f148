"""How far a batch's means lie from the running ones."""

from __future__ import annotations

import math
from statistics import median
from typing import List, Tuple

from .parts import LayerPart

# More channels are sampled evenly.
_MOST_CHANNELS = 1024


def gaps(part: LayerPart) -> List[Tuple[float, int]]:
    """(|batch mean - running mean| in running standard deviations, channel); of many channels only some.

    Without channels whose running variance is positive, and without those that are not finite.
    """
    running, variance = part.values("runningMean"), part.values("runningVariance")
    means = part.values("mean")
    some = range(0, min(len(running), len(variance), len(means)), max(1, len(means) // _MOST_CHANNELS))
    found = ((abs(means[c] - running[c]) / math.sqrt(variance[c]), c) for c in some if variance[c] > 0)
    return [(gap, channel) for gap, channel in found if math.isfinite(gap)]


def median_gap(part: LayerPart) -> float:
    """Over channels; NaN without running averages."""
    known = [gap for gap, _ in gaps(part)]
    return median(known) if known else math.nan
