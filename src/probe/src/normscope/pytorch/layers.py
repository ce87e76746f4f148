"""Which layers are watched, and what the log says of each."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, Optional, Pattern, Tuple

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.instancenorm import _InstanceNorm

# Names that DataParallel, DistributedDataParallel and torch.compile put before what they wrap.
_WRAPPER_NAMES = {"DataParallel": "module", "DistributedDataParallel": "module", "OptimizedModule": "_orig_mod"}


def chosen_layers(model: nn.Module, layers: Optional[Pattern[str]]) -> Iterator[Tuple[str, nn.Module]]:
    """Names and modules whose name matches, or without a pattern the normalization layers; each module once."""
    for name, module in named_layers(model):
        if normalization_method(module) is not None if layers is None else layers.search(name):
            yield name, module


def named_layers(model: nn.Module) -> Iterator[Tuple[str, nn.Module]]:
    """Modules under the names they have without DataParallel, DistributedDataParallel and torch.compile."""
    unwrapped = model
    while type(unwrapped).__name__ in _WRAPPER_NAMES:
        unwrapped = getattr(unwrapped, _WRAPPER_NAMES[type(unwrapped).__name__])
    return unwrapped.named_modules()


def normalization_method(module: nn.Module) -> Optional[str]:
    """ "batch", "layer", "instance", "group" or "rms" by class, or by the class's name if that is none of PyTorch's."""
    if isinstance(module, _InstanceNorm):
        return "instance"
    if isinstance(module, _BatchNorm):
        return "batch"
    if isinstance(module, nn.GroupNorm):
        return "group"
    if isinstance(module, nn.LayerNorm):
        return "layer"
    found = re.search(r"(Batch|Layer|Instance|Group|RMS)_?Norm", type(module).__name__, re.IGNORECASE)
    if found is None or any(True for _ in module.children()):
        return None
    return found[1].lower()


def describe_layer(name: str, module: nn.Module, place: str) -> Dict[str, Any]:
    """The layer's entry in the log's `layers`."""
    # What normalization does is judged at its input: its output has neither batch statistics nor running ones.
    method = normalization_method(module) if place != "output" else None
    eps = getattr(module, "eps", getattr(module, "variance_epsilon", None))
    momentum = getattr(module, "momentum", None)
    return {
        "name": name,
        "type": type(module).__name__,
        "method": method,
        "place": place,
        "channelAxis": -1 if has_feature_axis(module) else 1,
        "momentum": momentum if isinstance(momentum, (int, float)) and place != "output" else None,
        "convention": "pytorch",
        "eps": eps if isinstance(eps, (int, float)) else None,
        "tracks": place != "output" and isinstance(getattr(module, "running_mean", None), torch.Tensor),
        "numGroups": getattr(module, "num_groups", None) if method == "group" else None,
    }


def has_feature_axis(module: nn.Module) -> bool:
    """Whether channels are the last axis: layer and RMS normalization over one axis, and linear layers."""
    if isinstance(module, (nn.Linear, nn.MultiheadAttention)):
        return True
    if normalization_method(module) not in ("layer", "rms"):
        return False
    return len(_normalized_shape(module)) <= 1


def channel_axis(module: nn.Module, values: torch.Tensor) -> int:
    """The channel axis, from 0, of what enters or leaves the module (of at least one axis).

    Unbatched input of instance normalization has its channels first, and some libraries' LayerNorm of one axis
    works on axis 1: there the shapes tell.
    """
    if values.dim() == 1:
        return 0
    if has_feature_axis(module):
        size = next(iter(_normalized_shape(module)), None)
        return 1 if size is not None and values.shape[-1] != size == values.shape[1] else values.dim() - 1
    unbatched = isinstance(module, _InstanceNorm) and values.dim() == _instance_dimensions(module) - 1
    return 0 if unbatched else 1


def _normalized_shape(module: nn.Module) -> Tuple[int, ...]:
    shape = getattr(module, "normalized_shape", ())
    return (shape,) if isinstance(shape, int) else tuple(shape or ())


def _instance_dimensions(module: nn.Module) -> int:
    found = re.search(r"([123])d$", type(module).__name__)
    return int(found[1]) + 2 if found else 0
