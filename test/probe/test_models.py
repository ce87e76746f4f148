"""Models that are run in other ways than plainly."""

from __future__ import annotations

import copy
import io
import pickle
import unittest

import numpy as np
import torch
from helpers import ProbeTest, images, normscope, small_net
from torch import nn


class OptimizedModule(nn.Module):
    """Stands for what torch.compile returns where the test's PyTorch has none."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self._orig_mod = model

    def forward(self, *arguments: torch.Tensor) -> torch.Tensor:
        """Runs the model."""
        return self._orig_mod(*arguments)


def replicate(module: nn.Module) -> nn.Module:
    """What DataParallel runs on each device: a copy that shares hooks, with tensors where parameters were."""
    replica = module._replicate_for_data_parallel()
    for name, child in module.named_children():
        replica._modules[name] = replicate(child)
    for name, parameter in module.named_parameters(recurse=False):
        setattr(replica, name, parameter.detach())
    return replica


class Models(ProbeTest):
    def test_regular_expression_chooses_any_layer(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run", layers="^[03]$") as watch:
            model(images())
        (run,) = self.records(watch, "run")
        self.assertEqual([layer["name"] for layer in run["layers"]], ["0", "3"])
        self.assertEqual([layer["method"] for layer in run["layers"]], [None, None])
        self.assertNotIn("0/weight", self.records(watch, "step")[0]["arrays"])

    def test_no_layer(self) -> None:
        found = self.warnings_of(lambda: normscope.watch(nn.Linear(2, 2), self.folder / "run").close())
        self.assertEqual(len(found), 1)
        self.assertIn("no layer", found[0])

    def test_autocast(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch, torch.autocast("cpu", dtype=torch.bfloat16):
            model(images())
        entry, arrays = self.records(watch, "step")[0]["layers"][0][1], self.records(watch, "step")[0]["arrays"]
        self.assertEqual(entry["dtype"], "bfloat16")
        self.assertEqual((arrays["0/mean"].dtype, arrays["0/min"].dtype), (np.float64, np.float32))

    def test_double(self) -> None:
        model = nn.Sequential(nn.BatchNorm1d(3)).double()
        with normscope.watch(model, self.folder / "run") as watch:
            model(torch.randn(4, 3, dtype=torch.float64))
        arrays = self.records(watch, "step")[0]["arrays"]
        self.assertEqual((arrays["0/runningMean"].dtype, arrays["0/max"].dtype), (np.float64, np.float64))

    def test_inference_mode(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch, torch.inference_mode():
            model(images())
        self.assertEqual(len(self.records(watch, "step")), 1)

    def test_integers_complex_and_empty_are_left_out_with_one_warning_each(self) -> None:
        for values in (torch.ones(2, 3, dtype=torch.int64), torch.ones(2, 3, dtype=torch.complex64), torch.ones(0, 3)):
            with self.subTest(dtype=values.dtype, shape=values.shape):
                model = nn.Sequential(nn.Identity(), nn.Flatten())
                watch = normscope.watch(model, self.folder / "run", layers="0")
                self.assertEqual(len(self.warnings_of(lambda: [model(values), model(values)])), 1)  # noqa: B023
                watch.close()
                self.assertEqual(self.records(watch, "step"), [])

    def test_layer_norms_of_other_libraries_on_axis_1(self) -> None:
        class LayerNorm2d(nn.LayerNorm):
            def forward(self, values: torch.Tensor) -> torch.Tensor:
                return super().forward(values.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)

        model = nn.Sequential(LayerNorm2d(5))
        with normscope.watch(model, self.folder / "run") as watch:
            model(torch.randn(2, 5, 3, 4))
        self.assertEqual(self.records(watch, "step")[0]["layers"][0][1]["count"], 24)

    def test_unbatched_instance_norm(self) -> None:
        model = nn.Sequential(nn.InstanceNorm2d(5))
        with normscope.watch(model, self.folder / "run") as watch:
            model(torch.randn(5, 3, 4))
        self.assertEqual(len(self.records(watch, "step")[0]["arrays"]["0/mean"]), 5)

    def test_root_mean_square_norms_are_told_by_name(self) -> None:
        class LlamaRMSNorm(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.weight = nn.Parameter(torch.ones(4))
                self.variance_epsilon = 1e-6

            def forward(self, values: torch.Tensor) -> torch.Tensor:
                return self.weight * values * torch.rsqrt(values.square().mean(-1, True) + self.variance_epsilon)

        model = nn.Sequential(LlamaRMSNorm())
        with normscope.watch(model, self.folder / "run") as watch:
            model(torch.randn(2, 3, 4))
        (layer,) = self.records(watch, "run")[0]["layers"]
        self.assertEqual((layer["method"], layer["eps"], layer["channelAxis"]), ("rms", 1e-6, -1))

    def test_synchronized_batch_norm_is_known(self) -> None:
        model = nn.SyncBatchNorm.convert_sync_batchnorm(small_net())
        with normscope.watch(model, self.folder / "run") as watch:
            pass
        found = [(layer["type"], layer["method"]) for layer in self.records(watch, "run")[0]["layers"]]
        self.assertEqual(found, [("SyncBatchNorm", "batch")] * 2)

    def test_replicas(self) -> None:
        model = small_net()
        watch = normscope.watch(model, self.folder / "run")
        replica = replicate(model)
        model(images())
        found = self.warnings_of(lambda: [replica(images()), replica(images())])
        watch.close()
        self.assertEqual(len(found), 1)
        self.assertIn("DataParallel", found[0])
        self.assertEqual(len(self.records(watch, "step")), 1)

    def test_data_parallel(self) -> None:
        model = nn.DataParallel(small_net())
        with normscope.watch(model, self.folder / "run") as watch:
            model(images())
        self.assertEqual([layer["name"] for layer in self.records(watch, "run")[0]["layers"]], ["1", "4"])
        model.device_ids = [0, 1]
        found = self.warnings_of(lambda: normscope.watch(model, self.folder / "run").close())
        self.assertEqual(len(found), 1)
        self.assertIn("replicas", found[0])

    def test_compiled(self) -> None:
        compiles = hasattr(torch, "compile")
        model = torch.compile(small_net(), backend="eager") if compiles else OptimizedModule(small_net())
        opened: list[normscope.Watch] = []
        found = self.warnings_of(lambda: opened.append(normscope.watch(model, self.folder / "run")))
        self.assertEqual(len(found), 1)
        self.assertIn("compiled", found[0])
        for _ in range(3):
            model(images()).sum().backward()
        opened[0].close()
        model(images())
        self.assertEqual([layer["name"] for layer in self.records(opened[0], "run")[0]["layers"]], ["1", "4"])
        self.assertEqual([len(step["layers"]) for step in self.records(opened[0], "step")], [2, 2, 2])

    def test_compiled_after_it_was_watched(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            model(images()).sum().backward()
            compiles = hasattr(torch, "compile")
            compiled = torch.compile(model, backend="eager") if compiles else OptimizedModule(model)
            found = self.warnings_of(lambda: [compiled(images()).sum().backward() for _ in range(2)])
        self.assertEqual(len(found), 1)
        self.assertIn("compiled", found[0])
        self.assertEqual([len(step["layers"]) for step in self.records(watch, "step")], [2, 2, 2])

    def test_compiled_in_place_after_it_was_watched(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            if hasattr(model, "compile"):
                model.compile(backend="eager")
            else:
                model._compiled_call_impl = True
            found = self.warnings_of(lambda: [model(images()) for _ in range(2)])
        self.assertEqual(len(found), 1)
        self.assertIn("compiled", found[0])
        self.assertEqual([len(step["layers"]) for step in self.records(watch, "step")], [2, 2])

    @unittest.skipUnless(hasattr(torch, "compile"), "hooks of this PyTorch do not see arguments that have names")
    def test_arguments_by_name(self) -> None:
        class Named(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.norm = nn.LayerNorm(4)

            def forward(self, values: torch.Tensor) -> torch.Tensor:
                return self.norm(input=values)

        model = Named()
        with normscope.watch(model, self.folder / "run") as watch:
            model(torch.randn(2, 4))
        self.assertEqual(len(self.records(watch, "step")), 1)

    def test_traced_while_watched(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            traced = torch.jit.trace(model.eval(), images())
            model.train()
            model(images())
        self.assertEqual(traced(images()).shape, (5, 3, 6, 7))
        self.assertEqual(len(self.records(watch, "step")), 1)

    def test_copies_are_not_measured(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            average = copy.deepcopy(model)
            model(images())
            average(images())
        self.assertEqual(len(self.records(watch, "step")), 1)

    def test_a_watched_model_can_be_saved_whole(self) -> None:
        model, file = small_net(), io.BytesIO()
        with normscope.watch(model, self.folder / "run") as watch:
            pickle.dump(model, file)
            loaded = pickle.loads(file.getvalue())
            loaded(images())
            model(images())
        self.assertEqual(len(self.records(watch, "step")), 1)

    def test_what_the_model_computes_stays_the_same(self) -> None:
        model, batch = small_net(), images()
        twin = copy.deepcopy(model)
        with normscope.watch(model, self.folder / "run", gradients=True):
            watched = model(batch)
            watched.square().sum().backward()
        plain = twin(batch)
        plain.square().sum().backward()
        self.assertTrue(torch.equal(watched, plain))
        for one, other in zip(model.parameters(), twin.parameters()):
            self.assertTrue(torch.equal(one.grad, other.grad))
        self.assertEqual(str(model.state_dict()), str(twin.state_dict()))


if __name__ == "__main__":
    unittest.main()
