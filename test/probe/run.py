"""Runs the probe's tests. The last line sums up: "N passed, N failed".

    python run.py [word ...]

runs the files whose name holds one of the words, by default all. Tests of a framework that is missing are skipped.
"""

from __future__ import annotations

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Exit code 1 where a test fails or none was found."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(HERE))
    tests = unittest.TestSuite()
    for word in sys.argv[1:] or [""]:
        tests.addTests(unittest.defaultTestLoader.discover(str(HERE), pattern=f"test_*{word}*.py"))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(tests)
    # A test with several failing subtests counts as one.
    failed = {getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors}
    passed = result.testsRun - len(result.skipped) - len(failed)
    print(f"{passed} passed, {len(failed)} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
