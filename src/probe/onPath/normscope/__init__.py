"""Gives way to an installed normscope, and stands for the one beside it where there is none.

Normscope for VS Code puts the folder above this one on PYTHONPATH, which comes before installed packages: on import this
module takes itself out of the way, looks again, and is replaced by what it finds. So an installed copy always wins, and
no process ever has parts of both.
"""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_BUNDLED = os.path.join(os.path.dirname(_HERE), "src")


def _is_here(entry):
    return isinstance(entry, str) and entry != "" and os.path.realpath(entry) == os.path.realpath(_HERE)


def _give_way():
    sys.path[:] = [entry for entry in sys.path if not _is_here(entry)]
    del sys.modules[__name__]
    found = find_spec(__name__)
    # A folder that happens to have the name, without code of its own, is no installed copy: it has no origin.
    if (found is None or found.origin is None) and _BUNDLED not in sys.path:
        sys.path.append(_BUNDLED)
    import_module(__name__)


_give_way()
