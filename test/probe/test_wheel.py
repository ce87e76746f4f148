"""What `pip install` makes of the folder that ships: a wheel, installed where nothing else of Normscope is."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

PROBE = Path(__file__).resolve().parents[2] / "src" / "probe"
TRAINING = """
import sys, torch
from torch import nn
import normscope
model = nn.Sequential(nn.Conv2d(2, 4, 3), nn.BatchNorm2d(4))
with normscope.watch(model, sys.argv[1], every=1):
    for _ in range(3):
        model(torch.randn(5, 2, 6, 7))
"""


class Wheel(unittest.TestCase):
    """Built once of a copy, because setuptools writes beside what it builds."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        copy = shutil.copytree(PROBE, cls.folder / "probe", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        # What is installed for all, such as PyTorch, is found; Normscope is not among it.
        cls.run_in(sys.executable, "-m", "venv", "--system-site-packages", cls.folder / "venv")
        cls.python = cls.folder / "venv" / "bin" / "python"
        pip = (cls.python, "-m", "pip", "--quiet", "--disable-pip-version-check")
        cls.run_in(*pip, "wheel", "--no-deps", "--wheel-dir", cls.folder, copy)
        [cls.wheel] = cls.folder.glob("*.whl")
        cls.run_in(*pip, "install", "--no-deps", cls.wheel)

    @classmethod
    def run_in(cls, *command: object) -> str:
        """Standard output of a command that is to end well, away from the sources."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            list(map(str, command)), cwd=cls.folder, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise AssertionError(f"{command}: {done.stdout}{done.stderr}")
        return done.stdout

    def test_holds_every_module_and_the_mark_that_it_is_typed(self) -> None:
        sources = PROBE / "src"
        modules = [path.relative_to(sources).as_posix() for path in sources.glob("normscope/**/*.py")]
        with zipfile.ZipFile(self.wheel) as archive:
            held = [name for name in archive.namelist() if ".dist-info/" not in name]
        self.assertEqual(sorted(held), sorted([*modules, "normscope/py.typed"]))

    def test_is_imported_from_where_it_is_installed(self) -> None:
        file = self.run_in(self.python, "-c", "import normscope; print(normscope.__file__)").strip()
        self.assertTrue(Path(file).is_relative_to(self.folder / "venv"), file)

    @unittest.skipIf(importlib.util.find_spec("torch") is None, "PyTorch is missing")
    def test_watches_a_training(self) -> None:
        log = self.folder / "run"
        self.run_in(self.python, "-c", TRAINING, log)
        self.assertTrue((log / "rank-0000.normlog").read_bytes().startswith(b"NORMLOG"))


if __name__ == "__main__":
    unittest.main()
