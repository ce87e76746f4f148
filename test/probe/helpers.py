"""What the probe's tests share: a model, a folder, a watched training."""

from __future__ import annotations

import sys
import tempfile
import unittest
import warnings
from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1] / "src" / "probe" / "src"
if str(SOURCE) not in sys.path:
    sys.path.insert(0, str(SOURCE))

import normscope  # noqa: E402
from readlog import of_kind, read_log  # noqa: E402


class ProbeTest(unittest.TestCase):
    """Has a folder of its own and takes every warning for a failure unless it is expected."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        caught = warnings.catch_warnings()
        caught.__enter__()
        self.addCleanup(caught.__exit__, None, None, None)
        warnings.simplefilter("error", RuntimeWarning)
        torch.manual_seed(0)

    def records(self, watch: normscope.Watch, kind: str) -> list[dict]:
        """The records of one kind in a closed watch's file, which must be whole."""
        records, torn = read_log(watch.path)
        self.assertEqual(torn, 0)
        return of_kind(records, kind)

    def warnings_of(self, action) -> list[str]:
        """The texts of the warnings that `action` gives."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", RuntimeWarning)
            action()
        return [str(warning.message) for warning in caught if issubclass(warning.category, RuntimeWarning)]


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
