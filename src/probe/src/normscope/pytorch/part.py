"""What one forward pass has given, until it is written."""

from __future__ import annotations

import time
from typing import Any, Dict, List, Mapping, Tuple

import torch
from torch import Tensor, nn

from ..runlog.record import Array
from .measure import count_codes, measure
from .transfer import copy_to_host, tensor_bytes, to_array

_ARRAYS = {"mean": "mean", "m2": "m2", "n": "finite", "min": "least", "max": "greatest", "zeros": "zeros"}
_PARAMETERS = {
    "runningMean": "running_mean",
    "runningVariance": "running_var",
    "weight": "weight",
    "bias": "bias",
}


class Part:
    """The statistics of one forward pass: tensors stay on their devices until `to_record`."""

    def __init__(self, step: int, number: int) -> None:
        self.step = step
        self.number = number
        self.time = time.perf_counter()
        self.overhead = 0.0
        self._layers: Dict[int, Dict[str, Any]] = {}
        self._tensors: Dict[str, Tensor] = {}

    def __contains__(self, index: int) -> bool:
        return index in self._layers

    def __len__(self) -> int:
        return len(self._layers)

    @property
    def on_host(self) -> bool:
        """Whether reading the results makes nobody wait."""
        return all(tensor.device.type == "cpu" for tensor in self._tensors.values())

    def add_values(self, index: int, values: Tensor, axis: int, training: bool, *, buckets: bool) -> None:
        """Measures what enters or leaves layer `index`: floating point, not empty, `axis` its channels'."""
        measured = measure(values, axis)
        self._layers[index] = {
            "training": training,
            "shape": list(values.shape),
            "dtype": str(values.dtype).replace("torch.", ""),
            "count": values.numel() // values.shape[axis],
        }
        for name, field in _ARRAYS.items():
            self._tensors[f"{index}/{name}"] = getattr(measured, field)
        self._tensors[f"{index}/odd"] = measured.odd
        if buckets:
            self._tensors[f"{index}/codes"] = count_codes(values)

    def add_state(self, index: int, module: nn.Module) -> None:
        """Keeps a copy of running statistics, scale and shift as they stand after the forward pass."""
        for name, attribute in _PARAMETERS.items():
            tensor = getattr(module, attribute, None)
            if isinstance(tensor, Tensor) and tensor.is_floating_point() and tensor.dim() <= 1:
                self._tensors[f"{index}/{name}"] = _copy(tensor)
        tracked = getattr(module, "num_batches_tracked", None)
        if isinstance(tracked, Tensor):
            self._tensors[f"{index}/tracked"] = tracked.detach().to(torch.int64, copy=True).reshape(1)

    def to_record(self) -> Tuple[List[List[Any]], Dict[str, Array]]:
        """The record's `layers` and arrays. Here, and nowhere else, the host waits for the devices."""
        host = copy_to_host(self._tensors)
        layers = [[index, self._layer(index, host)] for index in sorted(self._layers)]
        arrays: Dict[str, Array] = {}
        for name, tensor in host.items():
            index, what = name.split("/")
            if what == "codes":
                arrays.update(_buckets(index, tensor))
            elif what not in ("odd", "tracked"):
                arrays[name] = to_array(tensor.double() if what in ("mean", "m2") else tensor)
        return layers, arrays

    def _layer(self, index: int, host: Mapping[str, Tensor]) -> Dict[str, Any]:
        nan, positive, negative, first = host[f"{index}/odd"].tolist()
        tracked = host.get(f"{index}/tracked")
        return {
            **self._layers[index],
            "nan": nan,
            "positiveInfinity": positive,
            "negativeInfinity": negative,
            "zero": int(host[f"{index}/zeros"].sum()),
            "firstNonFinite": None if first < 0 else first,
            "numBatchesTracked": None if tracked is None else int(tracked),
        }


def _copy(tensor: Tensor) -> Tensor:
    dtype = torch.float64 if tensor.dtype == torch.float64 else torch.float32
    return tensor.detach().to(dtype, copy=True).reshape(-1)


def _buckets(index: str, table: Tensor) -> Dict[str, Array]:
    """Codes of finite values that occur, ascending, with their counts."""
    codes = table.nonzero().reshape(-1)
    # An exponent of ones is NaN or infinite.
    codes = codes[(codes & 0x7F80) != 0x7F80]
    # PyTorch 1.13 has no 16-bit unsigned integers: the lower half of each code is taken as it lies in memory.
    halves = codes.to(torch.int32).view(torch.int16)[::2]
    counts = table[codes]
    if counts.numel() and int(counts.max()) < 1 << 31:
        counts = counts.to(torch.int32)
    return {
        f"{index}/buckets": Array("u2", tuple(codes.shape), tensor_bytes(halves)),
        f"{index}/bucketCounts": to_array(counts),
    }
