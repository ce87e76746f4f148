"""Brings many small tensors to the host at once."""

from __future__ import annotations

import ctypes
from typing import Dict, List, Mapping, Tuple

import torch
from torch import Tensor

from ..runlog.record import Array

_NAMES = {torch.float64: "f8", torch.float32: "f4", torch.int64: "i8", torch.int32: "i4", torch.uint8: "u1"}


def copy_to_host(tensors: Mapping[str, Tensor]) -> Dict[str, Tensor]:
    """The tensors on the CPU: one concatenation and one copy for each device and type, whatever their number."""
    groups: Dict[Tuple[torch.device, torch.dtype], List[str]] = {}
    for name, tensor in tensors.items():
        groups.setdefault((tensor.device, tensor.dtype), []).append(name)
    copied: Dict[str, Tensor] = {}
    for (device, _), names in groups.items():
        if device.type == "cpu":
            copied.update((name, tensors[name]) for name in names)
            continue
        copied.update(zip(names, copy_together([tensors[name] for name in names])))
    return {name: copied[name] for name in tensors}


def copy_together(tensors: List[Tensor]) -> List[Tensor]:
    """Tensors of one device and type on the CPU, by one copy."""
    flat = torch.cat([tensor.reshape(-1) for tensor in tensors]).cpu()
    parts = flat.split([tensor.numel() for tensor in tensors])
    return [part.reshape(tensor.shape) for part, tensor in zip(parts, tensors)]


def to_array(tensor: Tensor) -> Array:
    """A CPU tensor of a type that the log knows as the log's array."""
    return Array(_NAMES[tensor.dtype], tuple(tensor.shape), tensor_bytes(tensor))


def tensor_bytes(tensor: Tensor) -> bytes:
    """A CPU tensor's values in C order; without NumPy, which PyTorch does not require."""
    dense = tensor.detach().contiguous()
    return ctypes.string_at(dense.data_ptr(), dense.numel() * dense.element_size()) if dense.numel() else b""
