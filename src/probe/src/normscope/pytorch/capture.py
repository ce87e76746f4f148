"""Saves what enters layers, for Normscope to profile."""

from __future__ import annotations

import contextlib
import os
import re
from typing import Any, Dict, Iterator, Optional, Tuple

import torch
from torch import Tensor, nn

from ..safetensors import Stored, write_safetensors
from .arguments import register_pre_hook, tensors_in
from .layers import chosen_layers
from .transfer import tensor_bytes

_TYPES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def capture(model: nn.Module, batch: Any, path: str | os.PathLike[str], *, layers: Optional[str] = None) -> None:
    """Runs the model on `batch` once and writes what entered each layer to a .safetensors file at `path`.

    batch: a tensor, a tuple or list of arguments, or a dictionary of arguments by name.
    layers: a regular expression, searched in layers' names, instead of all normalization layers.

    The model runs in the mode it is in, without gradients; buffers (running statistics) and random numbers are as
    before afterwards. A tensor is named like its layer; the second call of a layer in the same pass is "name#2". All
    that is written is held in memory first. Raises ValueError where nothing was captured, OSError where the file cannot
    be written.
    """
    pattern = None if layers is None else re.compile(layers)
    captured: Dict[str, Stored] = {}
    handles = []
    try:
        for name, module in chosen_layers(model, pattern):
            handles.append(register_pre_hook(module, _keep(name, captured)))
        with torch.no_grad(), _unchanged(model):
            arguments, by_name = _arguments(batch)
            model(*arguments, **by_name)
    finally:
        for handle in handles:
            handle.remove()
    if not captured:
        raise ValueError(
            f"{os.fspath(path)}: {len(handles)} layers were chosen, but none of them got a tensor to write"
        )
    write_safetensors(path, captured)


def _keep(name: str, captured: Dict[str, Stored]) -> Any:
    calls = 0

    def hook(_: nn.Module, *inputs: Any) -> None:
        nonlocal calls
        values = next(tensors_in(inputs), None)
        if values is not None and values.dtype in _TYPES and values.layout == torch.strided:
            calls += 1
            key = name if calls == 1 else f"{name}#{calls}"
            captured[key] = Stored(_TYPES[values.dtype], tuple(values.shape), tensor_bytes(values.cpu()))

    return hook


@contextlib.contextmanager
def _unchanged(model: nn.Module) -> Iterator[None]:
    """Puts back buffers, which training mode changes, and the states of random number generators."""
    before = [(buffer, buffer.clone()) for buffer in model.buffers()]
    devices = sorted({p.device.index or 0 for p in model.parameters() if p.device.type == "cuda"})
    with torch.random.fork_rng(devices=devices):
        try:
            yield
        finally:
            for buffer, values in before:
                buffer.copy_(values)


def _arguments(batch: Any) -> Tuple[Tuple[Any, ...], Dict[str, Any]]:
    if isinstance(batch, dict):
        return (), batch
    if isinstance(batch, Tensor) or not isinstance(batch, (tuple, list)):
        return (batch,), {}
    return tuple(batch), {}
