"""Kills processes while they write a run log, at random.

    python kill.py FOLDER TIMES SEED

Each process says on a pipe after each step that it has written it. Prints a line for each: its log's folder and how
many steps it had said. One process starts PyTorch, all others are forks of it.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

import torch
from helpers import normscope


def write_forever(folder: str, pipe: int) -> None:
    """Trains without end."""
    model = torch.nn.Sequential(torch.nn.BatchNorm1d(40), torch.nn.LayerNorm(40))
    batch = torch.randn(30, 40)
    with normscope.watch(model, folder):
        while True:
            model(batch)
            os.write(pipe, b".")


def kill_one(folder: str, seconds: float) -> int:
    """Starts a process, kills it some time after its first step; returns how many steps it had said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        write_forever(folder, writing)
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
    torch.set_num_threads(1)
    chance = random.Random(seed)
    for index in range(times):
        run = f"{folder}/killed-{index}"
        print(run, kill_one(run, chance.uniform(0, 0.1)), flush=True)


if __name__ == "__main__":
    main()
