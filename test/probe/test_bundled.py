"""What VS Code's terminals and kernels import: the copy that ships with the extension, unless one is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROBE = Path(__file__).resolve().parents[2] / "src" / "probe"
ON_PATH = PROBE / "onPath"
REPORT = "import json, sys; print(json.dumps([normscope.__version__, normscope.__file__, sys.path]))"


def imported(*path: object, code: str = "import normscope", cwd: str | None = None) -> list:
    """Version, file and search path, as a fresh Python has them that finds packages in `path`."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", f"{code}; {REPORT}"]
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


class BundledCopy(unittest.TestCase):
    """`onPath` stands first on PYTHONPATH, before everything that is installed."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def install(self) -> Path:
        """Another copy, where installed packages would be: behind PYTHONPATH's first entry."""
        package = self.folder / "site" / "normscope"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text('__version__ = "9.9.9"\n')
        (package / "part.py").write_text("VALUE = 1\n")
        return package.parent

    def test_is_imported_where_none_is_installed(self) -> None:
        version, file, path = imported(ON_PATH)
        self.assertEqual(Path(file), PROBE / "src" / "normscope" / "__init__.py")
        self.assertRegex(version, r"^\d+\.\d+\.\d+$")
        self.assertEqual(path[-1], str(PROBE / "src"), "at the end, so that it hides nothing")
        self.assertNotIn(str(ON_PATH), path)

    def test_gives_way_to_an_installed_copy(self) -> None:
        site = self.install()
        version, file, path = imported(ON_PATH, site)
        self.assertEqual(version, "9.9.9")
        self.assertEqual(Path(file).parent.parent, site)
        self.assertNotIn(str(PROBE / "src"), path, "parts of both copies could be mixed")

    def test_gives_way_for_modules_within_the_package_too(self) -> None:
        code = "import normscope.part; import normscope; assert normscope.part.VALUE == 1"
        self.assertEqual(imported(ON_PATH, self.install(), code=code)[0], "9.9.9")

    def test_modules_within_the_package_come_from_the_bundled_copy(self) -> None:
        imported(ON_PATH, code="from normscope.version import VERSION; import normscope; assert VERSION == normscope.__version__")

    def test_a_folder_that_happens_to_be_called_normscope_is_no_installed_copy(self) -> None:
        (self.folder / "normscope").mkdir()
        file = imported(ON_PATH, cwd=str(self.folder))[1]
        self.assertEqual(Path(file), PROBE / "src" / "normscope" / "__init__.py")

    def test_is_the_same_in_child_processes(self) -> None:
        code = (
            "import subprocess, sys, normscope; "
            "child = subprocess.check_output([sys.executable, '-c', 'import normscope; print(normscope.__file__)']); "
            "assert child.decode().strip() == normscope.__file__"
        )
        imported(ON_PATH, code=code)


if __name__ == "__main__":
    unittest.main()
