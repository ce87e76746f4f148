"""Kills processes while they write a run log, at random.

    python kill.py FOLDER TIMES SEED [LIMIT]

Each process says on a pipe after each step that it has written it. Prints a line for each: its log's folder and how
many steps it had said. One process starts PyTorch, all others are forks of it. With a LIMIT, the logs are thinned when
they reach so many bytes, and slowly, so that most processes are killed while they do.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from typing import Any, Callable, Optional

import torch
from helpers import normscope
from normscope.runlog import thin


def slow(action: Callable[..., Any]) -> Callable[..., Any]:
    """The same, with a pause before and after it."""

    def slowly(*arguments: Any) -> Any:
        time.sleep(0.004)
        result = action(*arguments)
        time.sleep(0.004)
        return result

    return slowly


def write_forever(folder: str, pipe: int, limit: Optional[int]) -> None:
    """Trains without end."""
    if limit is not None:
        os.fsync, os.replace, thin._copy = slow(os.fsync), slow(os.replace), slow(thin._copy)
    model = torch.nn.Sequential(torch.nn.BatchNorm1d(40), torch.nn.LayerNorm(40))
    batch = torch.randn(30, 40)
    with normscope.watch(model, folder, limit=limit):
        while True:
            model(batch)
            os.write(pipe, b".")


def kill_one(folder: str, seconds: float, limit: Optional[int]) -> int:
    """Starts a process, kills it some time after its first step; returns how many steps it had said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        write_forever(folder, writing, limit)
    os.close(writing)
    said = len(os.read(reading, 1))
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while True:
        more = len(os.read(reading, 1 << 16))
        if not more:
            os.close(reading)
            return said
        said += more


def main() -> None:
    """Kills one after the other."""
    folder, times, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    limit = int(sys.argv[4]) if len(sys.argv) > 4 else None
    torch.set_num_threads(1)
    chance = random.Random(seed)
    for index in range(times):
        run = f"{folder}/killed-{index}"
        print(run, kill_one(run, chance.uniform(0, 0.1), limit), flush=True)


if __name__ == "__main__":
    main()
