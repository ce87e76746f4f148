"""The small logs that the reader in TypeScript is tested with say what PyTorch and NumPy said."""

from __future__ import annotations

import json
import unittest

import numpy as np
from helpers import HERE
from readlog import merge, of_kind, read_log

RUNS = HERE.parent / "fixtures" / "runs"
LAYERS = ("bn1", "bn2")


class Fixtures(unittest.TestCase):
    def test_truth(self) -> None:
        for run in ("digits", "two-ranks"):
            truth = json.loads((RUNS / f"{run}.json").read_text())["steps"]
            logs = [read_log(path) for path in sorted((RUNS / run).iterdir())]
            self.assertEqual({torn for _, torn in logs}, {0})
            steps = [of_kind(records, "step") for records, _ in logs]
            self.assertEqual([layer["name"] for layer in logs[0][0][0]["layers"]], list(LAYERS))
            for index, expected in enumerate(truth):
                for layer, name in enumerate(LAYERS):
                    with self.subTest(run=run, step=index, layer=name):
                        self.check([rank[index]["arrays"] for rank in steps], str(layer), expected[name])

    def check(self, ranks: list[dict], layer: str, expected: dict) -> None:
        """All ranks together have the statistics, rank 0 the running averages."""
        count, mean, m2 = merge([tuple(rank[f"{layer}/{what}"] for what in ("n", "mean", "m2")) for rank in ranks])
        self.assertEqual(set(count.tolist()), {expected["count"]})
        np.testing.assert_allclose(mean, expected["mean"], rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(m2 / count, expected["variance"], rtol=1e-12)
        for what in ("runningMean", "runningVariance"):
            np.testing.assert_array_equal(ranks[0][f"{layer}/{what}"], np.float32(expected[what]))

    def test_torn(self) -> None:
        expected = json.loads((RUNS / "torn.json").read_text())
        records, torn = read_log(RUNS / "torn" / "rank-0000.normlog")
        found = {"records": len(records), "steps": len(of_kind(records, "step")), "tornBytes": torn}
        self.assertEqual(found, expected)


if __name__ == "__main__":
    unittest.main()
