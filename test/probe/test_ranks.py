"""Several processes: merged, their logs are one process's on the whole batch."""

from __future__ import annotations

import socket
import unittest
from pathlib import Path

import numpy as np
import torch
from helpers import ProbeTest, normscope
from readlog import merge, read_log
from torch import distributed, multiprocessing, nn

RANKS, STEPS = 2, 3


def model_and_batches() -> tuple[nn.Module, torch.Tensor]:
    """The same in every process; layers see the batch alone, because the first has no neighbour to change it."""
    generator = torch.Generator().manual_seed(3)
    return nn.Sequential(nn.BatchNorm2d(4)), torch.randn(STEPS, 10, 4, 5, 6, generator=generator) * 3 + 7


def train(rank: int, port: int, folder: str) -> None:
    """One rank: 7 of each batch's examples, or the other 3, the latter in two micro-batches."""
    distributed.init_process_group("gloo", f"tcp://127.0.0.1:{port}", rank=rank, world_size=RANKS)
    model, batches = model_and_batches()
    with normscope.watch(model, folder + "/ranks") as watch:
        for batch in batches:
            with watch.accumulate():
                for examples in (batch[:7],) if rank == 0 else (batch[7:8], batch[8:]):
                    model(examples)
    distributed.destroy_process_group()


def train_ranks(folder: Path) -> Path:
    """Trains in two processes; returns the run's folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    multiprocessing.spawn(train, (port, str(folder)), nprocs=RANKS)
    return folder / "ranks"


def train_whole(folder: Path) -> normscope.Watch:
    """Trains in this process, on whole batches."""
    model, batches = model_and_batches()
    with normscope.watch(model, folder / "one") as watch:
        for batch in batches:
            model(batch)
    return watch


class Ranks(ProbeTest):
    def test_two_ranks_merged_are_one_process(self) -> None:
        ranks, watch = train_ranks(self.folder), train_whole(self.folder)
        logs = [read_log(ranks / f"rank-{rank:04d}.normlog") for rank in range(RANKS)]
        self.assertEqual([torn for _, torn in logs], [0, 0])
        self.assertEqual([(log[0]["rank"], log[0]["worldSize"]) for log, _ in logs], [(0, 2), (1, 2)])
        for step, whole in enumerate(self.records(watch, "step")):
            parts = [r["arrays"] for log, _ in logs for r in log if r["kind"] == "step" and r["step"] == step]
            self.assertEqual(len(parts), 3)
            count, mean, m2 = merge([(part["0/n"], part["0/mean"], part["0/m2"]) for part in parts])
            arrays = whole["arrays"]
            np.testing.assert_array_equal(count, arrays["0/n"])
            np.testing.assert_allclose(mean, arrays["0/mean"], rtol=1e-12)
            np.testing.assert_allclose(m2, arrays["0/m2"], rtol=1e-12)
            np.testing.assert_array_equal(sum(spread_out(part) for part in parts), spread_out(arrays))


def spread_out(arrays: dict[str, np.ndarray]) -> np.ndarray:
    """A record's buckets as a table."""
    table = np.zeros(1 << 16, np.int64)
    table[arrays["0/buckets"]] = arrays["0/bucketCounts"]
    return table


if __name__ == "__main__":
    unittest.main()
