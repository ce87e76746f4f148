"""What the probe cannot do for a model, in plain words, and where in a group of processes it runs."""

from __future__ import annotations

from typing import List, Tuple

import torch
from torch import nn

REPLICAS = "replicas that DataParallel makes of a model are not measured; DistributedDataParallel is, in every process"


def limits_of(model: nn.Module) -> List[str]:
    """A sentence for each way in which the model is run that keeps the probe from measuring as usual."""
    limits = []
    if isinstance(model, nn.DataParallel) and len(model.device_ids) > 1:
        limits.append(REPLICAS)
    if type(model).__name__ == "OptimizedModule" or hasattr(model, "_orig_mod"):
        limits.append(
            "the model is compiled: its graph is broken at each watched layer, so that steps take longer than without "
            "the probe; what is measured is what the layers get"
        )
    if isinstance(model, torch.jit.ScriptModule):
        limits.append("the model is scripted: layers inside are not run by Python and cannot be measured")
    return limits


def distributed_rank() -> Tuple[int, int]:
    """This process's rank and the number of processes; (0, 1) without torch.distributed."""
    distributed = torch.distributed
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank(), distributed.get_world_size()
    return 0, 1
