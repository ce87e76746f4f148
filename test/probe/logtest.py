"""What all tests of the probe share, whatever the framework: a folder, its logs, the warnings."""

from __future__ import annotations

import sys
import tempfile
import unittest
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1] / "src" / "probe" / "src"
# Networks that tests inside VS Code train, too.
NETWORKS = HERE.parent / "fixtures" / "vscode"
for folder in (str(SOURCE), str(NETWORKS)):
    if folder not in sys.path:
        sys.path.insert(0, folder)

from readlog import of_kind, read_log  # noqa: E402


class LogTest(unittest.TestCase):
    """Has a folder of its own and takes every warning for a failure unless it is expected."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        caught = warnings.catch_warnings()
        caught.__enter__()
        self.addCleanup(caught.__exit__, None, None, None)
        warnings.filterwarnings("error", "normscope", RuntimeWarning)

    def records(self, watch, kind: str) -> list[dict]:
        """The records of one kind in a closed watch's file, which must be whole."""
        records, torn = read_log(watch.path)
        self.assertEqual(torn, 0)
        return of_kind(records, kind)

    def places(self, watch) -> list[tuple[int, int]]:
        """Step and part of each step's record."""
        return [(record["step"], record["part"]) for record in self.records(watch, "step")]

    def modes(self, watch) -> list[tuple[int, bool, list[int]]]:
        """Step, training and layers of each mode's record."""
        return [(record["step"], record["training"], record["layers"]) for record in self.records(watch, "mode")]

    def warnings_of(self, action) -> list[str]:
        """The texts of the warnings that `action` gives."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", RuntimeWarning)
            action()
        return [str(warning.message) for warning in caught if issubclass(warning.category, RuntimeWarning)]
