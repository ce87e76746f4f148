"""Where a run is written: a folder that no other run has taken."""

from __future__ import annotations

import itertools
import os
import re
import time
from pathlib import Path
from typing import Optional, Tuple

DEFAULT_PARENT = "normscope-runs"


def default_name(world_size: int) -> str:
    """The time of day for one process; what all ranks agree upon without a word for several."""
    return time.strftime("%Y-%m-%d-%H%M%S") if world_size == 1 else f"run-of-{world_size}"


def open_rank_file(folder: str | os.PathLike[str] | None, name: str, rank: int) -> Tuple[Path, int]:
    """Creates this rank's file in `folder`, or in normscope-runs/<name>, and opens it for append.

    Nothing is overwritten: where this rank's file exists, the folder is called "…-2", "…-3" and so on. All ranks
    count alike, so they meet in one folder. Returns the file's path and descriptor; raises OSError where the folder
    cannot be written.
    """
    wanted = Path(folder) if folder is not None else Path(DEFAULT_PARENT) / _file_name(name)
    for attempt in itertools.count(1):
        taken = _numbered(wanted, attempt)
        taken.mkdir(parents=True, exist_ok=True)
        path = taken / f"rank-{rank:04d}.normlog"
        descriptor = _create(path)
        if descriptor is not None:
            return path, descriptor
    raise AssertionError("unreachable")


def reopen_rank_file(path: str, size: int) -> int:
    """Opens a file for append that this process has written, `size` bytes long; raises OSError where it is not."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    found = os.fstat(descriptor).st_size
    if found != size:
        os.close(descriptor)
        raise OSError(f"the file has {found} bytes, but {size} were written")
    return descriptor


def _numbered(folder: Path, attempt: int) -> Path:
    return folder if attempt == 1 else folder.with_name(f"{folder.name}-{attempt}")


def _create(path: Path) -> Optional[int]:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, flags, 0o644)
    except FileExistsError:
        return None


def _file_name(name: str) -> str:
    return re.sub(r"[^\w. -]+", "-", name).strip(" .")[:100] or "run"
