"""Which forward passes are measured, and which step and part they belong to."""

from __future__ import annotations

import functools
import unittest
from unittest import mock

import torch
from helpers import ProbeTest, hooks_of, images, normscope, small_net
from normscope.pytorch import part
from readlog import of_kind, read_log
from torch import nn


class Steps(ProbeTest):
    def test_forward_passes_in_training_mode_are_steps(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            model(images())
            model.eval()
            model(images())
            model.train()
            with torch.no_grad():
                model(images())
        self.assertEqual(self.places(watch), [(0, 0), (1, 0)])
        self.assertEqual(self.records(watch, "end")[0]["step"], 2)

    def test_every(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run", every=3) as watch:
            for _ in range(8):
                model(images())
        self.assertEqual(self.places(watch), [(0, 0), (3, 0), (6, 0)])

    def test_accumulate(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run", every=2) as watch:
            for _ in range(3):
                with watch.accumulate():
                    model(images())
                    model(images())
            with watch.accumulate():
                pass
            model(images())
        self.assertEqual(self.places(watch), [(0, 0), (0, 1), (2, 0), (2, 1)])

    def test_accumulate_and_step_end_a_step_once(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            for _ in range(3):
                with watch.accumulate():
                    model(images())
                    model(images())
                watch.step()
        self.assertEqual(self.places(watch), [(step, part) for step in range(3) for part in range(2)])

    def test_explicit(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run", steps="explicit") as watch:
            for _ in range(2):
                model(images())
                model(images())
                watch.step()
            watch.step()
            model(images())
        self.assertEqual(self.places(watch), [(0, 0), (0, 1), (1, 0), (1, 1), (3, 0)])

    def test_step_after_each_forward_pass(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            for _ in range(3):
                model(images())
                watch.step()
        self.assertEqual(self.places(watch), [(0, 0), (1, 0), (2, 0)])

    def test_first_step_after_several_forward_passes_says_what_was_counted(self) -> None:
        model = small_net()
        watch = normscope.watch(model, self.folder / "run")
        model(images())
        model(images())
        (warning,) = self.warnings_of(watch.step)
        self.assertIn("2 forward passes", warning)
        model(images())
        model(images())
        watch.step()
        watch.close()
        self.assertEqual(self.places(watch), [(0, 0), (1, 0), (2, 0), (2, 1)])

    def test_explicit_steps_of_a_model_left_in_evaluation_mode(self) -> None:
        model = small_net().eval()
        with normscope.watch(model, self.folder / "run", steps="explicit") as watch:
            model(images())
            watch.step()
            with torch.no_grad():
                model(images())
        self.assertEqual(self.places(watch), [(0, 0)])
        self.assertFalse(self.records(watch, "step")[0]["layers"][0][1]["training"])

    def test_modes(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            model(images())
            model[4].eval()
            model(images())
            model.eval()
            model(images())
            model.train()
            model(images())
        modes = [(record["step"], record["training"], record["layers"]) for record in self.records(watch, "mode")]
        self.assertEqual(modes, [(1, False, [1]), (2, False, [0]), (2, True, [0, 1])])

    def test_layers_called_several_times_are_parts(self) -> None:
        shared = nn.BatchNorm1d(4)
        model = nn.Sequential(nn.Linear(4, 4), shared, nn.LayerNorm(4), shared)
        with normscope.watch(model, self.folder / "run") as watch:
            model(torch.randn(6, 4))
            model(torch.randn(6, 4))
        found = [[index for index, _ in record["layers"]] for record in self.records(watch, "step")]
        self.assertEqual(self.places(watch), [(0, 0), (0, 1), (1, 0), (1, 1)])
        self.assertEqual(found, [[0, 1], [0], [0, 1], [0]])
        tracked = [record["layers"][0][1]["numBatchesTracked"] for record in self.records(watch, "step")]
        self.assertEqual(tracked, [1, 2, 3, 4])

    def test_a_forward_pass_that_fails_is_no_step(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            with self.assertRaises(RuntimeError):
                model[3].forward, kept = None, model[3].forward
                try:
                    model(torch.randn(5, 3, 6, 7))
                finally:
                    model[3].forward = kept
            model(images())
        self.assertEqual(self.places(watch), [(0, 0)])
        self.assertEqual(len(self.records(watch, "step")[0]["layers"]), 2)

    def test_layers_that_come_later(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            model(images())
            model[1] = nn.GroupNorm(2, 4)
            model(images())
        (later,) = self.records(watch, "layers")
        self.assertEqual((later["from"], [layer["type"] for layer in later["layers"]]), (2, ["GroupNorm"]))
        self.assertEqual([index for index, _ in self.records(watch, "step")[1]["layers"]], [1, 2])

    def test_the_model_may_be_the_layer(self) -> None:
        model = nn.BatchNorm1d(3)
        with normscope.watch(model, self.folder / "run") as watch:
            model(torch.randn(4, 3))
        self.assertEqual(self.records(watch, "step")[0]["layers"][0][1]["numBatchesTracked"], 1)

    def test_overhead_and_time(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            for _ in range(5):
                model(images())
        steps, (end,) = self.records(watch, "step"), self.records(watch, "end")
        times = [record["time"] for record in steps]
        self.assertEqual(times, sorted(times))
        total = sum(record["overhead"] for record in steps)
        self.assertGreater(min(record["overhead"] for record in steps), 0)
        self.assertLessEqual(total, end["overhead"]["probe"])
        self.assertLess(end["overhead"]["probe"], end["overhead"]["wall"])

    def test_on_a_device_results_are_read_later(self) -> None:
        model = small_net()
        elsewhere = mock.PropertyMock(return_value=False)
        masked = functools.partial(part.measure, masked=True)
        with mock.patch.object(part.Part, "on_host", elsewhere), mock.patch.object(part, "measure", masked):
            with normscope.watch(model, self.folder / "run") as watch:
                written = []
                for _ in range(3):
                    model(images())
                    written.append(len(of_kind(read_log(watch.path)[0], "step")))
        self.assertEqual(written, [0, 1, 2])
        self.assertEqual(self.places(watch), [(0, 0), (1, 0), (2, 0)])

    def test_bad_arguments(self) -> None:
        for arguments in ({"every": 0}, {"steps": "never"}):
            with self.assertRaises(ValueError):
                normscope.watch(small_net(), self.folder / "run", **arguments)

    def test_close_detaches_and_may_be_called_again(self) -> None:
        model = small_net()
        watch = normscope.watch(model, self.folder / "run", gradients=True)
        self.assertGreater(hooks_of(model), 0)
        loss = model(images()).sum()
        watch.close()
        watch.close()
        self.assertEqual(hooks_of(model), 0)
        loss.backward()
        model(images())
        self.assertEqual(len(self.records(watch, "end")), 1)


if __name__ == "__main__":
    unittest.main()
