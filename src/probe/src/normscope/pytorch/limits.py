"""What the probe cannot do for a model, in plain words, and where in a group of processes it runs."""

from __future__ import annotations

import sys
from types import FrameType
from typing import List, Optional, Tuple

import torch
from torch import nn

REPLICAS = "replicas that DataParallel makes of a model are not measured; DistributedDataParallel is, in every process"

COMPILED = (
    "the model is compiled: its graph is broken at each watched layer, so that steps take longer than without the "
    "probe; what is measured is what the layers get"
)
_CALLS = {"__call__", "_wrapped_call_impl", "_call_impl", "forward"}


def limits_of(model: nn.Module) -> List[str]:
    """A sentence for each way in which the model is run that keeps the probe from measuring as usual."""
    limits = []
    if isinstance(model, nn.DataParallel) and len(model.device_ids) > 1:
        limits.append(REPLICAS)
    if type(model).__name__ == "OptimizedModule" or hasattr(model, "_orig_mod"):
        limits.append(COMPILED)
    if isinstance(model, torch.jit.ScriptModule):
        limits.append("the model is scripted: layers inside are not run by Python and cannot be measured")
    return limits


def runs_compiled(model: nn.Module) -> bool:
    """Whether the forward pass that is going on is one of a compiled model, which may have been compiled just now."""
    if getattr(model, "_compiled_call_impl", None) is not None:
        return True
    frame: Optional[FrameType] = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name in _CALLS and type(frame.f_locals.get("self")).__name__ == "OptimizedModule":
            return True
        frame = frame.f_back
    return False


def distributed_rank() -> Tuple[int, int]:
    """This process's rank and the number of processes; (0, 1) without torch.distributed."""
    distributed = torch.distributed
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank(), distributed.get_world_size()
    return 0, 1
