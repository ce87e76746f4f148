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
        flat = torch.cat([tensors[name].reshape(-1) for name in names]).cpu()
        for name, part in zip(names, flat.split([tensors[name].numel() for name in names])):
            copied[name] = part.reshape(tensors[name].shape)
    return {name: copied[name] for name in tensors}


def to_array(tensor: Tensor) -> Array:
    """A CPU tensor of a type that the log knows as the log's array."""
    return Array(_NAMES[tensor.dtype], tuple(tensor.shape), tensor_bytes(tensor))


def tensor_bytes(tensor: Tensor) -> bytes:
    """A CPU tensor's values in C order; without NumPy, which PyTorch does not require."""
    dense = tensor.detach().contiguous()
    return ctypes.string_at(dense.data_ptr(), dense.numel() * dense.element_size()) if dense.numel() else b""
