"""The engine's numbers for a run's log are its numbers for the tensors themselves."""

from __future__ import annotations

import json
import shutil
import subprocess
import unittest
from pathlib import Path

import numpy as np
import torch
from helpers import HERE, ProbeTest, normscope
from resnet import small_resnet
from test_ranks import train_ranks, train_whole

COMMAND_LINE = HERE.parents[1] / "dist" / "cli.mjs"


@unittest.skipUnless(shutil.which("node") and COMMAND_LINE.exists(), "needs Node and a build")
class Engine(ProbeTest):
    def profile(self, path: Path) -> list[dict]:
        """The report's layers; the command's exit code tells of findings."""
        out = self.folder / "report.json"
        command = ["node", str(COMMAND_LINE), "profile", str(path), "--json", "--out", str(out)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertIn(ran.returncode, (0, 1), ran.stderr)
        return json.loads(out.read_text())["layers"]

    def test_a_resnet_watched_and_captured(self) -> None:
        model = small_resnet(8)
        batch = torch.rand(16, 3, 32, 32, generator=torch.Generator().manual_seed(5))
        normscope.capture(model, batch, self.folder / "batch.safetensors")
        with normscope.watch(model, self.folder / "run") as watch:
            model(batch)
        logged = self.profile(Path(watch.path).parent)
        captured = self.profile(self.folder / "batch.safetensors")
        self.assertEqual(len(logged), 21)
        self.assertEqual([layer["name"] for layer in logged], [layer["name"] for layer in captured])
        for one, other in zip(logged, captured):
            with self.subTest(one["name"]):
                self.assertEqual(one["shape"], other["shape"])
                for key in ("count", "nan", "zero", "min", "max"):
                    self.assertEqual(one["statistics"][key], other["statistics"][key], key)
                for key in ("min", "max", "zeroFraction", "nonFinite"):
                    self.assertEqual(one["channels"][key], other["channels"][key], key)
                self.close_in_spread(one["statistics"], other["statistics"], 1e-6)
                self.close_in_spread(one["channels"], other["channels"], 1e-6)

    def test_two_ranks_merged_are_one_process(self) -> None:
        ranks = self.profile(train_ranks(self.folder))
        whole = self.profile(Path(train_whole(self.folder).path).parent)
        self.close_in_spread(ranks[0]["channels"], whole[0]["channels"], 1e-12)
        for key in ("batchMean", "batchVariance"):
            np.testing.assert_allclose(ranks[0]["running"][key], whole[0]["running"][key], rtol=1e-12)

    def close_in_spread(self, one: dict, other: dict, tolerance: float) -> None:
        """Means are as good as the spread of what they are the mean of allows."""
        spread = np.sqrt(other["variance"])
        self.assertLessEqual(np.max(np.abs(np.subtract(one["mean"], other["mean"])) / spread), tolerance)
        np.testing.assert_allclose(one["variance"], other["variance"], rtol=tolerance)


if __name__ == "__main__":
    unittest.main()
