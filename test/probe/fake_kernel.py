"""Stands for a notebook's kernel in tests."""

from __future__ import annotations

import sys
import types
import unittest
from unittest import mock

from normscope.notebook.bundle import RUN_MIME


def fake_kernel(test: unittest.TestCase) -> FakeKernel:
    """Stands for the kernel that runs this test."""
    kernel = FakeKernel()
    modules = mock.patch.dict(sys.modules, {"IPython": kernel.IPython, "IPython.display": kernel.display})
    modules.start()
    test.addCleanup(modules.stop)
    return kernel


class FakeKernel:
    """The part of IPython that a kernel's outputs need; `outputs` are what was shown, in order."""

    def __init__(self) -> None:
        self.outputs: list[tuple[str, str, dict]] = []  # "display" or "update", id, bundle
        self.callbacks: list = []
        self.kernel = object()
        self.events = types.SimpleNamespace(
            register=lambda name, action: self.callbacks.append(action),
            unregister=lambda name, action: self.callbacks.remove(action),
        )
        self.IPython = types.ModuleType("IPython")
        self.IPython.get_ipython = lambda: self
        self.display = types.ModuleType("IPython.display")
        self.display.display = lambda bundle, *, raw, display_id: self.outputs.append(("display", display_id, bundle))
        self.display.update_display = self.update

    def update(self, bundle: dict, *, raw: bool, display_id: str) -> None:
        self.outputs.append(("update", display_id, bundle))

    def cell_done(self) -> None:
        for action in list(self.callbacks):
            action(None)

    def states(self, kind: str) -> list[str]:
        return [bundle[RUN_MIME]["state"] for what, _, bundle in self.outputs if what == kind]
