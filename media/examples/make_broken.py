"""Write broken/nan.npy: activations [8, 16, 4, 4] with the troubles that a profile should find."""

from pathlib import Path

import numpy as np

DEAD_CHANNEL = 3
SATURATED_CHANNEL = 7
NAN_AT = (2, 5, 1, 3)
INFINITY_AT = (6, 11, 0, 2)


def make() -> np.ndarray:
    """Healthy channels, one dead, one saturated, one NaN and one infinity."""
    values = np.random.default_rng(0).normal(0.4, 1.2, (8, 16, 4, 4)).astype(np.float32)
    values[:, DEAD_CHANNEL] = 0
    values[:, SATURATED_CHANNEL] = 6
    values[NAN_AT] = np.nan
    values[INFINITY_AT] = np.inf
    return values


if __name__ == "__main__":
    folder = Path(__file__).resolve().parent / "broken"
    folder.mkdir(exist_ok=True)
    np.save(folder / "nan.npy", make())
