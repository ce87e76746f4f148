"""What the log says, against PyTorch's own running statistics and float64 NumPy."""

from __future__ import annotations

import unittest

import numpy as np
import torch
from helpers import ProbeTest, images, normscope, small_net
from normscope.pytorch.measure import count_codes, measure, scatter_codes
from normscope.pytorch.transfer import copy_together
from torch import nn

SHAPES = [((64, 3), 1), ((7, 5, 11), 1), ((4, 3, 9, 8), 1), ((2, 3, 4, 5, 6), 1), ((6, 10, 12), 2), ((9,), 0)]
LARGE = [((40, 8, 32, 32), 1), ((1, 4, 200, 300), 1), ((3, 300_000), 0), ((700_000, 2), 1)]
DTYPES = [torch.float64, torch.float32, torch.float16, torch.bfloat16]


def reference(values: torch.Tensor, axis: int) -> dict[str, np.ndarray]:
    """Statistics over finite values by NumPy, in float64."""
    flat = np.moveaxis(values.double().numpy(), axis, 0).reshape(values.shape[axis], -1)
    masked = np.ma.masked_invalid(flat)
    mean = masked.mean(1)
    return {
        "mean": mean.filled(np.nan),
        "m2": ((masked - mean[:, None]) ** 2).sum(1).filled(0),
        "least": masked.min(1).filled(np.nan),
        "greatest": masked.max(1).filled(np.nan),
        "finite": np.isfinite(flat).sum(1),
        "zeros": (flat == 0).sum(1),
    }


class Measure(unittest.TestCase):
    def check(self, values: torch.Tensor, axis: int, *, masked: bool = False) -> None:
        measured = measure(values, axis, masked=masked)
        expected = reference(values, axis)
        scale = np.sqrt(np.nanmean(np.abs(expected["m2"]) / np.maximum(expected["finite"], 1))) + 1e-300
        np.testing.assert_allclose(measured.mean.numpy() / scale, expected["mean"] / scale, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(measured.m2.numpy(), expected["m2"], rtol=1e-12, atol=0)
        for name in ("least", "greatest", "finite", "zeros"):
            np.testing.assert_array_equal(getattr(measured, name).numpy(), expected[name], name)

    def test_shapes(self) -> None:
        for masked in (False, True):
            for shape, axis in SHAPES + LARGE:
                with self.subTest(shape=shape, masked=masked):
                    self.check(torch.randn(shape) * 3 + 2, axis, masked=masked)

    def test_dtypes(self) -> None:
        for dtype in DTYPES:
            for masked in (False, True):
                with self.subTest(dtype=dtype, masked=masked):
                    self.check(torch.randn(6, 5, 30, dtype=torch.float64).to(dtype), 1, masked=masked)

    def test_strides(self) -> None:
        values = torch.randn(8, 5, 6, 7)
        for name, view in {
            "channels last": values.contiguous(memory_format=torch.channels_last),
            "transposed": values.transpose(0, 1),
            "expanded": values[:, :1].expand(-1, 5, -1, -1),
            "every second": values[::2, :, 1::2],
        }.items():
            with self.subTest(name):
                self.check(view, 1)

    def test_offset_dwarfs_spread(self) -> None:
        values = torch.randn(64, 3, 40, 40, dtype=torch.float64) + 1e4
        measured, expected = measure(values, 1), reference(values, 1)
        np.testing.assert_allclose(measured.m2.numpy(), expected["m2"], rtol=1e-11)

    def test_blocks_that_differ_wholly(self) -> None:
        values = torch.randn(64, 3, 50, 50) + torch.linspace(0, 1000, 64).reshape(-1, 1, 1, 1)
        self.check(values, 1)

    def test_zeros(self) -> None:
        self.check(torch.relu(torch.randn(8, 4, 50)), 1)
        self.check(torch.tensor([[0.0, -0.0], [1.0, 2.0]]), 1)
        self.check(torch.zeros(4, 3, 5), 1)

    def test_values_that_are_not_finite(self) -> None:
        values = torch.randn(8, 4, 50)
        values[3, 1, 7] = float("inf")
        values[3, 1, 8] = float("-inf")
        values[2, 0, 4] = values[5, 0, 0] = float("nan")
        values[:, 3] = float("nan")
        self.check(values, 1)
        odd = measure(values, 1).odd.tolist()
        self.assertEqual(odd, [2 + 400, 1, 1, 150])

    def test_no_values_that_are_not_finite(self) -> None:
        for masked in (False, True):
            self.assertEqual(measure(torch.ones(3, 2), 1, masked=masked).odd.tolist(), [0, 0, 0, -1])

    def test_results_are_no_views_of_the_values(self) -> None:
        for shape in ((9,), (1, 9), (4, 9)):
            values = torch.randn(shape)
            measured, expected = measure(values, len(shape) - 1), reference(values, len(shape) - 1)
            values.zero_()
            np.testing.assert_array_equal(measured.least.numpy(), expected["least"])
            np.testing.assert_array_equal(measured.greatest.numpy(), expected["greatest"])

    def test_codes(self) -> None:
        values = torch.randn(3000, dtype=torch.float32) * torch.logspace(-42, 30, 3000)
        values[:6] = torch.tensor([0.0, -0.0, float("inf"), float("-inf"), float("nan"), 1e-45])
        codes = values.numpy().view(np.uint32) >> 16
        expected = np.bincount(codes, minlength=1 << 16)
        np.testing.assert_array_equal(count_codes(values).numpy(), expected)
        np.testing.assert_array_equal(scatter_codes(torch.from_numpy(codes.astype(np.int32))).numpy(), expected)

    def test_codes_of_float64(self) -> None:
        values = torch.tensor([1.0, 1e300, -1e300, float("inf"), float("nan"), 1e-300], dtype=torch.float64)
        found = count_codes(values).nonzero().reshape(-1).tolist()
        self.assertEqual(found, [0x0000, 0x3F80, 0x7F7F, 0x7F80, 0x7FC0, 0xFF7F])

    def test_codes_in_blocks(self) -> None:
        values = torch.randn(5_000_000)
        expected = np.bincount(values.numpy().view(np.uint32) >> 16, minlength=1 << 16)
        np.testing.assert_array_equal(count_codes(values).numpy(), expected)


class Transfer(unittest.TestCase):
    def test_copied_together(self) -> None:
        tensors = [torch.randn(shape) for shape in ((3,), (), (0,), (2, 4))]
        for one, other in zip(tensors, copy_together(tensors)):
            self.assertTrue(torch.equal(one, other))


class Log(ProbeTest):
    def test_running_buffers_bit_for_bit_and_statistics(self) -> None:
        model = small_net()
        inputs: list[torch.Tensor] = []
        model[4].register_forward_pre_hook(lambda module, arguments: inputs.append(arguments[0].detach().clone()))
        running = []
        with normscope.watch(model, self.folder / "run") as watch:
            for _ in range(5):
                model(images()).sum().backward()
                running.append((model[4].running_mean.clone(), model[4].running_var.clone()))
        for index, step in enumerate(self.records(watch, "step")):
            arrays = step["arrays"]
            np.testing.assert_array_equal(arrays["1/runningMean"], running[index][0].numpy())
            np.testing.assert_array_equal(arrays["1/runningVariance"], running[index][1].numpy())
            variance, mean = torch.var_mean(inputs[index], (0, 2, 3), unbiased=False)
            np.testing.assert_allclose(arrays["1/mean"], mean.numpy(), rtol=1e-6, atol=1e-7)
            np.testing.assert_allclose(arrays["1/m2"] / arrays["1/n"], variance.numpy(), rtol=1e-6)
            codes = inputs[index].numpy().view(np.uint32) >> 16
            expected = np.unique(codes, return_counts=True)
            np.testing.assert_array_equal(arrays["1/buckets"], expected[0])
            np.testing.assert_array_equal(arrays["1/bucketCounts"], expected[1])
            self.assertEqual(step["layers"][1][1]["numBatchesTracked"], index + 1)

    def test_layer_entries(self) -> None:
        model = nn.Sequential(nn.LayerNorm(6), nn.GroupNorm(2, 4), nn.InstanceNorm1d(4), nn.LayerNorm((4, 6)))
        with normscope.watch(model, self.folder / "run", name="kinds") as watch:
            model(torch.randn(3, 4, 6))
        (run,), (step,) = self.records(watch, "run"), self.records(watch, "step")
        self.assertEqual([layer["method"] for layer in run["layers"]], ["layer", "group", "instance", "layer"])
        self.assertEqual([layer["channelAxis"] for layer in run["layers"]], [-1, 1, 1, 1])
        self.assertEqual([layer["numGroups"] for layer in run["layers"]], [None, 2, None, None])
        self.assertEqual([layer["tracks"] for layer in run["layers"]], [False] * 4)
        self.assertEqual([len(step["arrays"][f"{i}/mean"]) for i in range(4)], [6, 4, 4, 4])
        self.assertEqual([entry["count"] for _, entry in step["layers"]], [12, 18, 18, 18])
        self.assertEqual((run["name"], run["every"], run["rank"], run["worldSize"]), ("kinds", 1, 0, 1))

    def test_weights_that_a_step_changes_are_those_of_the_forward_pass(self) -> None:
        model = small_net()
        optimizer = torch.optim.SGD(model.parameters(), lr=1)
        with normscope.watch(model, self.folder / "run", steps="explicit", gradients=True) as watch:
            model(images()).square().sum().backward()
            before = model[1].weight.detach().clone()
            optimizer.step()
            watch.step()
        np.testing.assert_array_equal(self.records(watch, "step")[0]["arrays"]["0/weight"], before.numpy())

    def test_values_that_are_not_finite_and_zeros(self) -> None:
        model = nn.Sequential(nn.BatchNorm1d(3))
        batch = torch.tensor([[0.0, 1, 2], [3, float("nan"), 0], [0, float("inf"), 1]])
        with normscope.watch(model, self.folder / "run") as watch:
            model(batch)
        entry = self.records(watch, "step")[0]["layers"][0][1]
        found = [entry[key] for key in ("nan", "positiveInfinity", "negativeInfinity", "zero", "firstNonFinite")]
        self.assertEqual(found, [1, 1, 0, 3, 4])

    def test_outputs(self) -> None:
        model, twin = small_net(), small_net()
        twin.load_state_dict(model.state_dict())
        batch = images()
        with normscope.watch(model, self.folder / "run", layers="^[12]$", outputs=True, gradients=True) as watch:
            model(batch).square().sum().backward()
        (run,), (step,) = self.records(watch, "run"), self.records(watch, "step")
        found = [(layer["name"], layer["place"], layer["method"], layer["tracks"]) for layer in run["layers"]]
        expected = [("1", "input", "batch", True), ("1", "output", None, False), ("1", "gradient", "batch", True)]
        self.assertEqual(found[:3], expected)
        self.assertEqual([place for _, place, _, _ in found[3:]], ["input", "output", "gradient"])
        self.assertEqual([index for index, _ in step["layers"]], list(range(6)))
        self.assertNotIn("1/runningMean", step["arrays"])
        # The activation works in place: what left the batch norm is what it was before.
        for index, end in ((1, 2), (4, 3)):
            expected = reference(twin[:end](batch).detach(), 1)
            np.testing.assert_allclose(step["arrays"][f"{index}/mean"], expected["mean"], rtol=1e-6, atol=1e-7)
            np.testing.assert_allclose(step["arrays"][f"{index}/m2"], expected["m2"], rtol=1e-6)
            np.testing.assert_array_equal(step["arrays"][f"{index}/zeros"], expected["zeros"])
        self.assertGreater(step["layers"][4][1]["zero"], 0)

    def test_gradients(self) -> None:
        model = small_net()
        kept: list[torch.Tensor] = []
        with normscope.watch(model, self.folder / "run", gradients=True) as watch:
            for _ in range(2):
                kept.append(images().requires_grad_())
                model(kept[-1]).square().sum().backward()
        run, steps = self.records(watch, "run")[0], self.records(watch, "step")
        self.assertEqual([layer["place"] for layer in run["layers"]], ["input", "gradient"] * 2)
        self.assertEqual([index for index, _ in steps[0]["layers"]], [0, 1, 2, 3])
        # The gradient with respect to the last batch norm's output, before the activation changed that in place.
        torch.manual_seed(0)
        twin = small_net()
        inside = twin[:5](kept[0].detach())
        (gradient,) = torch.autograd.grad(torch.relu(inside).square().sum(), inside)
        np.testing.assert_allclose(steps[0]["arrays"]["3/mean"], gradient.mean((0, 2, 3)).numpy(), rtol=1e-5)

    def test_without_parameters_and_buckets(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run", parameters=False, buckets=False) as watch:
            model(images())
        arrays = self.records(watch, "step")[0]["arrays"]
        self.assertEqual({name.split("/")[1] for name in arrays}, {"mean", "m2", "n", "min", "max", "zeros"})


if __name__ == "__main__":
    unittest.main()
