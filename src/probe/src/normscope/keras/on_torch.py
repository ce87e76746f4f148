"""Measures tensors of Keras's PyTorch backend, by the same functions as PyTorch's own models."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Tuple

import numpy as np
import torch

from ..arrays.arrivals import Arrival
from ..arrays.entry import Entry, Measured
from ..pytorch.measure import count_codes, measure
from ..pytorch.transfer import copy_to_host


class TorchMeter:
    """Results stay on their devices until `collect`."""

    def __init__(self, *, buckets: bool) -> None:
        self._buckets = buckets
        self._kept: List[Tuple[int, Tuple[Any, ...], Dict[str, torch.Tensor]]] = []

    def begin(self) -> None:
        """A training step begins."""
        self._kept.clear()

    def send(self, index: int, training: bool, values: Any, axis: int, state: Mapping[str, Any]) -> None:
        """Measures at once what enters or leaves layer `index`, and copies its state."""
        with torch.no_grad():
            values = values.detach()
            tensors = measure(values, axis)._asdict()
            if self._buckets:
                tensors["codes"] = count_codes(values)
            tensors.update((f"state/{name}", _copy(tensor)) for name, tensor in state.items())
            self._kept.append((index, (training, tuple(values.shape), str(values.dtype)[len("torch.") :]), tensors))

    def wait(self) -> None:
        """Nothing: what is collected is waited for then."""

    def collect(self) -> List[Arrival]:
        """What was measured, as entries: one copy for each device and type."""
        kept, self._kept = self._kept, []
        together = {f"{place}/{name}": t for place, (_, _, ts) in enumerate(kept) for name, t in ts.items()}
        host = {name: tensor.numpy() for name, tensor in copy_to_host(together).items()}
        return [
            Arrival(place, index, _entry(constants, {name: host[f"{place}/{name}"] for name in tensors}))
            for place, (index, constants, tensors) in enumerate(kept)
        ]


def _copy(tensor: torch.Tensor) -> torch.Tensor:
    dtype = torch.float64 if tensor.dtype == torch.float64 else torch.float32
    return tensor.detach().to(dtype, copy=True)


def _entry(constants: Tuple[Any, ...], arrays: Mapping[str, np.ndarray]) -> Entry:
    training, shape, dtype = constants
    state = {name[len("state/") :]: array for name, array in arrays.items() if name.startswith("state/")}
    measured = Measured(**{name: arrays.get(name) for name in Measured._fields})  # type: ignore[arg-type]
    wide = measured._replace(mean=measured.mean.astype(np.float64), m2=measured.m2.astype(np.float64))
    return Entry(training, shape, dtype, wide, state)
