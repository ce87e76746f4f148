"""What the tests with PyTorch share: a model and its images."""

from __future__ import annotations

import warnings

import torch
from logtest import HERE, LogTest
from torch import nn

import normscope

__all__ = ["HERE", "ProbeTest", "hooks_of", "images", "normscope", "small_net"]


class ProbeTest(LogTest):
    """The same random numbers in each test."""

    def setUp(self) -> None:
        super().setUp()
        warnings.simplefilter("error", RuntimeWarning)
        torch.manual_seed(0)


def small_net() -> nn.Module:
    """A convolution with batch normalization and an in-place activation, twice."""
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(inplace=True),
        nn.Conv2d(4, 3, 3, padding=1),
        nn.BatchNorm2d(3),
        nn.ReLU(inplace=True),
    )


def images(count: int = 5) -> torch.Tensor:
    """Random images for `small_net`."""
    return torch.randn(count, 2, 6, 7)


def hooks_of(model: nn.Module) -> int:
    """How many hooks the model and its layers have."""
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks")
    return sum(len(getattr(module, kind)) for module in model.modules() for kind in kinds)
