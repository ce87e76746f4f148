"""Models of Flax NNX, in functions that are compiled and in such as are not."""

from __future__ import annotations

import copy
import os
import pickle
import unittest
from unittest import mock

import numpy as np
from logtest import LogTest

try:
    import jax
    import jax.numpy as jnp
    import optax
    from flax import nnx
except ImportError as error:
    raise unittest.SkipTest(f"no Flax: {error}") from None

import normscope
from normscope.flax import tap
from normscope.runlog import writer

BATCH = 16


class Encoder(nnx.Module):
    """A convolution between two kinds of normalization."""

    def __init__(self, rngs: nnx.Rngs) -> None:
        self.conv = nnx.Conv(2, 4, (3, 3), rngs=rngs)
        self.norm = nnx.BatchNorm(4, momentum=0.9, rngs=rngs)

    def __call__(self, values: jax.Array) -> jax.Array:
        return nnx.relu(self.norm(self.conv(values)))


class Net(nnx.Module):
    """Normalization of the very input first, so that a test knows what it gets."""

    def __init__(self, rngs: nnx.Rngs) -> None:
        self.first = nnx.BatchNorm(2, rngs=rngs)
        self.encoder = Encoder(rngs)
        self.last = nnx.LayerNorm(4, rngs=rngs)
        self.head = nnx.Linear(4, 3, rngs=rngs)

    def __call__(self, values: jax.Array) -> jax.Array:
        return self.head(self.last(self.encoder(self.first(values)).mean((1, 2))))


def train_plainly(model: nnx.Module, optimizer: nnx.Optimizer, images: jax.Array, labels: jax.Array) -> None:
    """One step."""

    def loss(model: nnx.Module) -> jax.Array:
        return optax.softmax_cross_entropy_with_integer_labels(model(images), labels).mean()

    optimizer.update(model, nnx.grad(loss)(model))


train = nnx.jit(train_plainly)
predict = nnx.jit(lambda model, images: model(images))


def small_net() -> tuple[Net, nnx.Optimizer]:
    """The same each time."""
    model = Net(nnx.Rngs(0))
    return model, nnx.Optimizer(model, optax.sgd(0.1), wrt=nnx.Param)


def batches(count: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Images with their labels; some values are zero."""
    random = np.random.default_rng(1)
    images = random.normal(2, 3, (count, BATCH, 6, 7, 2)).astype(np.float32)
    images[images > 5] = 0
    return list(zip(images, random.integers(0, 3, (count, BATCH))))


def values_of(model: nnx.Module) -> list[np.ndarray]:
    """Copies of all its variables."""
    return [np.array(leaf) for leaf in jax.tree.leaves(nnx.state(model))]


class Numbers(LogTest):
    def test_statistics_are_those_of_float64(self) -> None:
        for kind, function in (("compiled", train), ("not compiled", train_plainly)):
            model, optimizer = small_net()
            given = batches(3)
            with self.subTest(kind), normscope.watch_nnx(model, self.folder / kind) as watch:
                for images, labels in given:
                    function(model, optimizer, images, labels)
                    watch.step()
                for (images, _), step in zip(given, self.records(watch, "step")):
                    self.check(images, step)

    def check(self, images: np.ndarray, step: dict) -> None:
        """The first layer's entry in the step is what entered the model."""
        wide = images.reshape(-1, 2).astype(np.float64)
        arrays = step["arrays"]
        (index,) = [i for i, entry in step["layers"] if entry["shape"] == list(images.shape)]
        entry = dict(step["layers"])[index]
        self.assertEqual((entry["dtype"], entry["count"], entry["training"]), ("float32", len(wide), True))
        np.testing.assert_allclose(arrays[f"{index}/mean"], wide.mean(0), rtol=1e-7)
        np.testing.assert_allclose(arrays[f"{index}/m2"], ((wide - wide.mean(0)) ** 2).sum(0), rtol=2e-7)
        np.testing.assert_array_equal(arrays[f"{index}/min"], wide.min(0))
        np.testing.assert_array_equal(arrays[f"{index}/zeros"], (wide == 0).sum(0))
        codes, counts = np.unique(images.view(np.uint32) >> 16, return_counts=True)
        np.testing.assert_array_equal(arrays[f"{index}/buckets"], codes)
        np.testing.assert_array_equal(arrays[f"{index}/bucketCounts"], counts)

    def test_training_is_the_same_and_running_statistics_bit_for_bit(self) -> None:
        (model, optimizer), (twin, twins_optimizer) = small_net(), small_net()
        with normscope.watch_nnx(model, self.folder / "run", every=2) as watch:
            names = [name for name, _ in self.layers(watch)]
            for images, labels in batches(4):
                before = {"weight": np.array(twin.encoder.norm.scale), "bias": np.array(twin.encoder.norm.bias)}
                train(model, optimizer, images, labels)
                watch.step()
                train(twin, twins_optimizer, images, labels)
                for one, other in zip(values_of(model), values_of(twin)):
                    np.testing.assert_array_equal(one, other)
                if watch._step % 2 == 0:
                    continue
                arrays, index = self.records(watch, "step")[-1]["arrays"], names.index("encoder/norm")
                norm = twin.encoder.norm
                after = {"runningMean": np.array(norm.mean), "runningVariance": np.array(norm.var)}
                # The optimizer has not changed scale and bias yet.
                for name, values in {**before, **after}.items():
                    np.testing.assert_array_equal(arrays[f"{index}/{name}"], values, name)

    def layers(self, watch: normscope.NnxWatch) -> list[tuple[str, dict]]:
        """The watched layers by their names."""
        return [(layer["name"], layer) for layer in self.records(watch, "run")[0]["layers"]]

    def test_half_precision_and_outputs(self) -> None:
        model = nnx.Sequential(nnx.BatchNorm(3, dtype=jnp.bfloat16, rngs=nnx.Rngs(0)), nnx.relu)
        options = {"outputs": True, "parameters": False, "buckets": False}
        values = np.random.default_rng(0).normal(0, 1, (8, 3)).astype(jnp.bfloat16)
        with normscope.watch_nnx(model, self.folder / "run", **options) as watch:
            predict(model, values)
            watch.step()
        (run,), (step,) = self.records(watch, "run"), self.records(watch, "step")
        found = [(layer["place"], layer["method"], layer["tracks"]) for layer in run["layers"]]
        self.assertEqual(found, [("input", "batch", True), ("output", None, False)])
        self.assertEqual([entry["dtype"] for _, entry in step["layers"]], ["bfloat16"] * 2)
        self.assertEqual({name.split("/")[1] for name in step["arrays"]}, {"mean", "m2", "n", "min", "max", "zeros"})
        self.assertLess(np.abs(step["arrays"]["1/mean"]).max(), 0.01)

    def test_kinds(self) -> None:
        rngs = nnx.Rngs(0)
        kinds = [nnx.BatchNorm(4, axis=1, rngs=rngs), nnx.LayerNorm(4, rngs=rngs), nnx.RMSNorm(4, rngs=rngs)]
        kinds.append(nnx.GroupNorm(4, num_groups=2, rngs=rngs))
        if hasattr(nnx, "InstanceNorm"):
            kinds.append(nnx.InstanceNorm(4, rngs=rngs))
        model = nnx.Sequential(*kinds)
        with normscope.watch_nnx(model, self.folder / "run") as watch:
            model(jnp.ones((2, 4, 4)))
            watch.step()
        found = dict(self.layers(watch))
        methods = ["batch", "layer", "rms", "group", "instance"][: len(kinds)]
        self.assertEqual([found[f"layers/{i}"]["method"] for i in range(len(kinds))], methods)
        axes = [found[f"layers/{i}"]["channelAxis"] for i in range(len(kinds))]
        self.assertEqual(axes, [1] + [-1] * (len(kinds) - 1))
        first = found["layers/0"]
        self.assertEqual((first["momentum"], first["convention"], first["tracks"]), (0.99, "keras", True))
        self.assertEqual(found["layers/3"]["numGroups"], 2)


class Steps(LogTest):
    def run_steps(self, count: int, between=lambda step, model: None, **options) -> normscope.NnxWatch:
        """Trains; `between` is called before each step's end."""
        model, optimizer = small_net()
        with normscope.watch_nnx(model, self.folder / "run", layers="norm|last", **options) as watch:
            for step, (images, labels) in enumerate(batches(count)):
                train(model, optimizer, images, labels)
                between(step, model)
                watch.step()
        return watch

    def test_every(self) -> None:
        watch = self.run_steps(7, every=3)
        self.assertEqual(self.places(watch), [(0, 0), (3, 0), (6, 0)])
        (end,) = self.records(watch, "end")
        self.assertEqual((end["step"], end["reason"]), (7, "finished"))

    def test_evaluation_is_no_step_and_leaves_marks(self) -> None:
        images = batches(1)[0][0]

        def evaluate(step: int, model: Net) -> None:
            if step in (1, 2):
                model.eval()
                predict(model, images)
                predict(model, images[:3])
                jax.effects_barrier()
                model.train()

        watch = self.run_steps(4, evaluate, every=2)
        self.assertEqual(self.places(watch), [(0, 0), (2, 0)])
        self.assertEqual({entry["training"] for r in self.records(watch, "step") for _, entry in r["layers"]}, {True})
        expected = [(1, False, [0, 1]), (1, True, [0, 1]), (2, False, [0, 1]), (2, True, [0, 1])]
        self.assertEqual(self.modes(watch), expected)

    def test_micro_batches_are_parts(self) -> None:
        images = batches(1)[0][0]
        watch = self.run_steps(2, lambda _, model: [predict(model, images + shift) for shift in range(2)])
        self.assertEqual(self.places(watch), [(step, part) for step in range(2) for part in range(3)])

    def test_frozen_layers(self) -> None:
        model, optimizer = small_net()
        model.first.use_running_average = True
        with normscope.watch_nnx(model, self.folder / "run") as watch:
            train(model, optimizer, *batches(1)[0])
            watch.step()
        names = [layer["name"] for layer in self.records(watch, "run")[0]["layers"]]
        frozen = [names[i] for i, entry in self.records(watch, "step")[0]["layers"] if not entry["training"]]
        self.assertEqual(frozen, ["first"])
        self.assertEqual(self.modes(watch), [(0, False, [names.index("first")])])

    def test_layers_in_loops_and_recomputed_ones(self) -> None:
        class Deep(nnx.Module):
            def __init__(self, rngs: nnx.Rngs) -> None:
                self.norm = nnx.LayerNorm(4, rngs=rngs)
                self.again = nnx.RMSNorm(4, rngs=rngs)

            def __call__(self, values: jax.Array) -> jax.Array:
                values, _ = jax.lax.scan(lambda carry, _: (self.norm(carry) + 1, None), values, None, length=3)
                return nnx.remat(lambda model, values: model.again(values))(self, values)

        model = Deep(nnx.Rngs(0))
        with normscope.watch_nnx(model, self.folder / "run") as watch:
            nnx.jit(nnx.grad(lambda model, values: model(values).sum()))(model, jnp.ones((2, 4)))
            watch.step()
        names = [layer["name"] for layer in self.records(watch, "run")[0]["layers"]]
        found = [[names[i] for i, _ in step["layers"]] for step in self.records(watch, "step")]
        # What is computed again in the backward pass is measured again.
        self.assertEqual([sorted(step) for step in found], [["again", "norm"], ["again", "norm"], ["norm"]])

    def test_nothing_measured_and_no_step(self) -> None:
        model, optimizer = small_net()
        cached = nnx.cached_partial(train, model, optimizer)
        watch = normscope.watch_nnx(model, self.folder / "run")

        def steps() -> None:
            for images, labels in batches(2):
                cached(images, labels)
                watch.step()

        (found,) = self.warnings_of(steps)
        self.assertIn("cached_partial", found)
        watch.close()
        (found,) = self.warnings_of(normscope.watch_nnx(model, self.folder / "run").close)
        self.assertIn("step()", found)


class Safety(LogTest):
    def test_the_model_is_as_before_and_its_functions_are_not_compiled_again(self) -> None:
        model, optimizer = small_net()
        graph, traced = nnx.graphdef(model), []

        @nnx.jit
        def count(model: Net, images: jax.Array) -> jax.Array:
            traced.append(1)
            return model(images)

        images = batches(1)[0][0]
        count(model, images)
        with normscope.watch_nnx(model, self.folder / "run", every=2) as watch:
            for _ in range(4):
                count(model, images)
                watch.step()
        count(model, images)
        self.assertEqual(len(traced), 3)
        self.assertEqual(nnx.graphdef(model), graph)
        self.assertIs(type(model.first), nnx.BatchNorm)

    def test_copies_and_pickles_while_watched(self) -> None:
        model, optimizer = small_net()
        images = batches(1)[0][0]
        with normscope.watch_nnx(model, self.folder / "run") as watch:
            loaded = pickle.loads(pickle.dumps(model.first))
            copied = copy.deepcopy(model)
            train(model, optimizer, *batches(1)[0])
            watch.step()
        self.assertIs(type(loaded), nnx.BatchNorm)
        self.assertEqual(predict(copied, images).shape, (BATCH, 3))
        self.assertEqual(len(self.records(watch, "step")), 1)

    def test_an_exception_is_noted_and_raised(self) -> None:
        model, _ = small_net()
        with self.assertRaises(ZeroDivisionError), normscope.watch_nnx(model, self.folder / "run") as watch:
            raise ZeroDivisionError
        (end,) = self.records(watch, "end")
        self.assertEqual((end["reason"], end["exception"]), ("exception", "ZeroDivisionError"))
        self.assertIs(type(model), Net)

    def test_full_disk_and_an_error_of_the_probe(self) -> None:
        full = mock.patch.object(writer.os, "write", mock.Mock(side_effect=OSError(28, "No space left on device")))
        wrong = mock.patch.object(tap, "channel_axis", mock.Mock(side_effect=RuntimeError("bad\nand more")))
        for name, trouble in (("full", full), ("wrong", wrong)):
            model, optimizer = small_net()
            watch = normscope.watch_nnx(model, self.folder / name)

            def steps() -> None:
                for images, labels in batches(2):
                    train(model, optimizer, images, labels)  # noqa: B023
                    watch.step()  # noqa: B023

            with self.subTest(name), trouble:
                (found,) = self.warnings_of(steps)
                self.assertIn("not recorded further", found)
            watch.close()
            self.assertIs(type(model.first), nnx.BatchNorm)
            self.assertEqual(self.places(watch), [])

    def test_bad_arguments_and_no_layer(self) -> None:
        model, _ = small_net()
        with self.assertRaises(ValueError):
            normscope.watch_nnx(model, self.folder / "run", every=0)
        (found,) = self.warnings_of(lambda: normscope.watch_nnx(model, self.folder / "run", layers="nowhere").close())
        self.assertIn("no layer", found)
        self.assertTrue(os.path.exists(self.folder / "run"))


if __name__ == "__main__":
    unittest.main()
