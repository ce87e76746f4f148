"""Keras models in `fit`, with the backend of KERAS_BACKEND (JAX unless it says otherwise)."""

from __future__ import annotations

import contextlib
import io
import os
import unittest
import warnings
from unittest import mock

import numpy as np
from logtest import LogTest

os.environ.setdefault("KERAS_BACKEND", "jax")
try:
    import keras
except ImportError as error:
    raise unittest.SkipTest(f"no Keras: {error}") from None

import normscope
from fake_kernel import fake_kernel
from keras import layers
from normscope.runlog import writer

BATCH, STEPS = 16, 4
BACKEND = keras.backend.backend()


def small_net() -> keras.Model:
    """Normalization of the very input first, so that a test knows what it gets."""
    given = keras.Input((6, 7, 2))
    inside = layers.BatchNormalization(name="first")(given)
    inside = layers.Conv2D(4, 3, name="conv")(inside)
    inside = layers.BatchNormalization(name="second", momentum=0.9, epsilon=0.01)(inside)
    inside = layers.ReLU(name="relu")(inside)
    inside = layers.Flatten()(inside)
    return compiled(keras.Model(given, layers.Dense(3, name="dense")(inside)))


def compiled(model: keras.Model, **options) -> keras.Model:
    """Ready for `fit`."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.05), loss, **options)
    return model


def data(count: int = BATCH * STEPS) -> tuple[np.ndarray, np.ndarray]:
    """Images with their labels; some values are zero."""
    random = np.random.default_rng(1)
    images = random.normal(2, 3, (count, 6, 7, 2)).astype("float32")
    images[images > 5] = 0
    return images, random.integers(0, 3, count)


class Weights(keras.callbacks.Callback):
    """Keeps what the model's layers hold after each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[dict[str, np.ndarray]] = []

    def on_train_batch_end(self, batch, logs=None) -> None:
        """Copies all variables, by layer and name."""
        model = self.model
        found = {f"{layer.name}/{v.name}": np.array(v) for layer in model.layers for v in layer.weights}
        self.kept.append(found)


class KerasTest(LogTest):
    def setUp(self) -> None:
        super().setUp()
        keras.utils.set_random_seed(0)

    def fit(self, model: keras.Model, callbacks=(), images=None, **options) -> normscope.KerasCallback:
        """Fits under watch; what `watch` names are the callback's arguments."""
        watch = normscope.KerasCallback(self.folder / "run", **options.pop("watch", {}))
        given, labels = data()
        options = {"batch_size": BATCH, "shuffle": False, "verbose": 0, **options}
        model.fit(given if images is None else images, labels, callbacks=[watch, *callbacks], **options)
        return watch


class Numbers(KerasTest):
    def test_statistics_are_those_of_float64(self) -> None:
        watch = self.fit(small_net())
        images, _ = data()
        steps = self.records(watch, "step")
        self.assertEqual(len(steps), STEPS)
        for index, step in enumerate(steps):
            batch = images[index * BATCH :][:BATCH]
            wide = batch.reshape(-1, 2).astype(np.float64)
            arrays, (place, entry) = step["arrays"], step["layers"][0]
            self.assertEqual((place, entry["shape"], entry["dtype"]), (0, list(batch.shape), "float32"))
            self.assertEqual((entry["count"], entry["zero"]), (len(wide), int((wide == 0).sum())))
            np.testing.assert_allclose(arrays["0/mean"], wide.mean(0), rtol=1e-7)
            np.testing.assert_allclose(arrays["0/m2"], ((wide - wide.mean(0)) ** 2).sum(0), rtol=2e-7)
            np.testing.assert_array_equal(arrays["0/min"], wide.min(0))
            np.testing.assert_array_equal(arrays["0/max"], wide.max(0))
            np.testing.assert_array_equal(arrays["0/zeros"], (wide == 0).sum(0))
            codes, counts = np.unique(batch.view(np.uint32) >> 16, return_counts=True)
            np.testing.assert_array_equal(arrays["0/buckets"], codes)
            np.testing.assert_array_equal(arrays["0/bucketCounts"], counts)

    def test_training_is_the_same_and_moving_statistics_bit_for_bit(self) -> None:
        model, twin = small_net(), small_net()
        twin.set_weights(model.get_weights())
        start = {f"{layer.name}/{v.name}": np.array(v) for layer in model.layers for v in layer.weights}
        plain, watched = Weights(), Weights()
        watch = self.fit(model, [watched], watch={"every": 2})
        twin.fit(*data(), batch_size=BATCH, shuffle=False, verbose=0, callbacks=[plain])
        for one, other in zip(watched.kept, plain.kept):
            for name, values in one.items():
                np.testing.assert_array_equal(values, other[name], name)
        for step in self.records(watch, "step"):
            after, arrays = plain.kept[step["step"]], step["arrays"]
            before = plain.kept[step["step"] - 1] if step["step"] else start
            for index, layer in enumerate(("first", "second")):
                np.testing.assert_array_equal(arrays[f"{index}/runningMean"], after[f"{layer}/moving_mean"])
                np.testing.assert_array_equal(arrays[f"{index}/runningVariance"], after[f"{layer}/moving_variance"])
                # The optimizer has not changed these yet.
                np.testing.assert_array_equal(arrays[f"{index}/weight"], before[f"{layer}/gamma"])
                np.testing.assert_array_equal(arrays[f"{index}/bias"], before[f"{layer}/beta"])

    def test_values_that_are_not_finite(self) -> None:
        images, _ = data()
        images[0, 0, 0, 1], images[0, 0, 3, 0], images[2, 1, 1, 1] = np.inf, np.nan, -np.inf
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            watch = self.fit(small_net(), images=images)
        first = self.records(watch, "step")[0]
        entry = first["layers"][0][1]
        found = [entry[key] for key in ("nan", "positiveInfinity", "negativeInfinity", "firstNonFinite")]
        self.assertEqual(found, [1, 1, 1, 1])
        wide = images[:BATCH].reshape(-1, 2).astype(np.float64)
        kept = [column[np.isfinite(column)] for column in wide.T]
        np.testing.assert_array_equal(first["arrays"]["0/n"], [len(column) for column in kept])
        np.testing.assert_allclose(first["arrays"]["0/mean"], [column.mean() for column in kept], rtol=1e-6)
        np.testing.assert_allclose(
            first["arrays"]["0/m2"], [((column - column.mean()) ** 2).sum() for column in kept], rtol=1e-6
        )

    def test_mixed_precision(self) -> None:
        keras.config.set_dtype_policy("mixed_bfloat16")
        self.addCleanup(keras.config.set_dtype_policy, "float32")
        model = small_net()
        watch = self.fit(model)
        last = self.records(watch, "step")[-1]
        self.assertEqual(last["layers"][1][1]["dtype"], "bfloat16")
        moving = np.array(model.get_layer("second").moving_variance)
        np.testing.assert_array_equal(last["arrays"]["1/runningVariance"], moving)

    def test_outputs_without_parameters_and_buckets(self) -> None:
        model = small_net()
        options = {"layers": "relu", "outputs": True, "parameters": False, "buckets": False}
        watch = self.fit(model, watch=options)
        (run,), step = self.records(watch, "run"), self.records(watch, "step")[0]
        found = [(layer["name"], layer["place"]) for layer in run["layers"]]
        self.assertEqual(found, [("relu", "input"), ("relu", "output")])
        self.assertEqual({name.split("/")[1] for name in step["arrays"]}, {"mean", "m2", "n", "min", "max", "zeros"})
        (_, given), (_, left) = step["layers"]
        self.assertEqual(given["zero"], 0)
        self.assertGreater(left["zero"], 0)
        np.testing.assert_array_equal(step["arrays"]["1/min"] >= 0, True)


class Layers(KerasTest):
    def test_kinds(self) -> None:
        given = keras.Input((6, 7, 2))
        inside = layers.Conv2D(4, 3)(given)
        kinds = {
            "batch": layers.BatchNormalization(axis=1),
            "layer": layers.LayerNormalization(),
            "layers": layers.LayerNormalization(axis=(1, 2, 3)),
            "group": layers.GroupNormalization(2),
            "instance": layers.GroupNormalization(-1),
            "unit": layers.UnitNormalization(),
        }
        if hasattr(layers, "RMSNormalization"):
            kinds["rms"] = layers.RMSNormalization()
        for name, layer in kinds.items():
            layer.name = name
            inside = layer(inside)
        watch = self.fit(compiled(keras.Model(given, layers.Dense(3)(layers.Flatten()(inside)))))
        found = {layer["name"]: layer for layer in self.records(watch, "run")[0]["layers"]}
        methods = {"layers": "layer", "unit": None}
        self.assertEqual({n: f["method"] for n, f in found.items()}, {n: methods.get(n, n) for n in kinds})
        axes = {name: layer["channelAxis"] % 4 for name, layer in found.items()}
        self.assertEqual(axes, {name: 1 if name == "batch" else 3 for name in kinds})
        self.assertEqual((found["batch"]["momentum"], found["batch"]["convention"]), (0.99, "keras"))
        self.assertEqual([found[n]["tracks"] for n in ("batch", "layer")], [True, False])
        self.assertEqual((found["group"]["numGroups"], found["batch"]["eps"]), (2, 0.001))
        step = self.records(watch, "step")[0]
        self.assertEqual(len(step["layers"]), len(kinds))
        self.assertEqual(len(step["arrays"]["0/mean"]), 4)

    def test_models_within_models_several_inputs_and_shared_layers(self) -> None:
        shared = layers.BatchNormalization(name="norm")
        inner = keras.Sequential([keras.Input((6, 7, 2)), shared, layers.Conv2D(3, 3)], name="encoder")
        one, other = keras.Input((6, 7, 2)), keras.Input((6, 7, 2))
        both = layers.Concatenate()([inner(one), inner(other)])
        both = layers.LayerNormalization(name="after")(both)
        model = compiled(keras.Model([one, other], layers.Dense(3)(layers.Flatten()(both))))
        images, _ = data()
        watch = self.fit(model, images=[images, images * 2 + 1])
        names = [layer["name"] for layer in self.records(watch, "run")[0]["layers"]]
        self.assertEqual(sorted(names), ["after", "encoder/norm"])
        norm = names.index("encoder/norm")
        self.assertEqual(self.places(watch)[:4], [(0, 0), (0, 1), (1, 0), (1, 1)])
        first, second = (step["arrays"] for step in self.records(watch, "step")[:2])
        np.testing.assert_allclose(first[f"{norm}/mean"] * 2 + 1, second[f"{norm}/mean"], rtol=1e-6)
        self.assertTrue(np.any(first[f"{norm}/runningMean"] != second[f"{norm}/runningMean"]))
        moving = np.array(shared.moving_mean)
        np.testing.assert_array_equal(self.records(watch, "step")[-1]["arrays"][f"{norm}/runningMean"], moving)

    def test_frozen_layers_are_in_evaluation_mode(self) -> None:
        model = small_net()
        model.get_layer("first").trainable = False
        watch = self.fit(compiled(model), epochs=2, validation_data=data(BATCH))
        steps = self.records(watch, "step")
        self.assertEqual([[entry["training"] for _, entry in step["layers"]] for step in steps], [[False, True]] * 8)
        expected = [(0, False, [0]), (4, False, [1]), (4, True, [1]), (8, False, [1]), (8, True, [1])]
        self.assertEqual(self.modes(watch), expected)

    def test_no_layer(self) -> None:
        model = small_net()
        found = self.warnings_of(lambda: self.fit(model, watch={"layers": "nowhere"}))
        self.assertEqual(len(found), 1)
        self.assertIn("no layer", found[0])


class Steps(KerasTest):
    def test_every_counts_through_epochs_and_evaluations_are_no_steps(self) -> None:
        watch = self.fit(small_net(), epochs=2, validation_data=data(BATCH), watch={"every": 3})
        self.assertEqual(self.places(watch), [(0, 0), (3, 0), (6, 0)])
        changes = [(4, False, [0, 1]), (4, True, [0, 1]), (8, False, [0, 1]), (8, True, [0, 1])]
        self.assertEqual(self.modes(watch), changes)
        (end,) = self.records(watch, "end")
        self.assertEqual((end["step"], end["reason"], end["exception"]), (8, "finished", None))
        self.assertLess(end["overhead"]["probe"], end["overhead"]["wall"])

    def test_last_batch_may_be_smaller(self) -> None:
        images, labels = data()
        watch = normscope.KerasCallback(self.folder / "run")
        small_net().fit(images[:40], labels[:40], batch_size=BATCH, verbose=0, epochs=2, callbacks=[watch])
        counts = [step["layers"][0][1]["shape"][0] for step in self.records(watch, "step")]
        self.assertEqual(counts, [16, 16, 8] * 2)

    def test_each_fit_is_a_run(self) -> None:
        model, watch = small_net(), normscope.KerasCallback(self.folder / "run", name="both")
        paths = []
        for _ in range(2):
            model.fit(*data(), batch_size=BATCH, verbose=0, callbacks=[watch])
            paths.append(os.path.basename(os.path.dirname(watch.path)))
            self.assertEqual(self.places(watch), [(step, 0) for step in range(STEPS)])
        self.assertEqual(paths, ["run", "run-2"])

    def test_a_notebook_shows_the_runs_of_a_callback_that_it_was_shown(self) -> None:
        watch, kernel = normscope.KerasCallback(self.folder / "run"), fake_kernel(self)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            watch._ipython_display_()
        self.assertIn("the cell in which fit runs", said.getvalue())
        self.assertEqual(kernel.outputs, [])
        for _ in range(2):
            small_net().fit(*data(), batch_size=BATCH, verbose=0, callbacks=[watch])
        self.assertEqual(kernel.states("display"), ["running", "running"])
        self.assertEqual(kernel.states("update")[-1], "finished")
        watch._ipython_display_()
        self.assertEqual(kernel.states("display")[-1], "finished")

    def test_data_of_unknown_length(self) -> None:
        def batches():
            images, labels = data()
            for begin in range(0, len(images), BATCH):
                yield images[begin : begin + BATCH], labels[begin : begin + BATCH]

        watch = normscope.KerasCallback(self.folder / "run")
        small_net().fit(batches(), verbose=0, callbacks=[watch])
        self.assertEqual(self.places(watch), [(step, 0) for step in range(STEPS)])
        self.assertEqual(self.records(watch, "end")[0]["reason"], "finished")

    def test_eagerly(self) -> None:
        model = small_net()
        watch = self.fit(compiled(model, run_eagerly=True), watch={"every": 2})
        self.assertEqual(self.places(watch), [(0, 0), (2, 0)])

    @unittest.skipIf(BACKEND == "torch", "one step at a time")
    def test_several_steps_in_one_execution(self) -> None:
        images, labels = data()
        model = compiled(small_net(), steps_per_execution=3)
        watch = normscope.KerasCallback(self.folder / "run", every=2)
        fit = lambda: model.fit(images, labels, batch_size=8, shuffle=False, verbose=0, callbacks=[watch])
        found = self.warnings_of(fit)
        if BACKEND == "tensorflow":
            self.assertEqual(len(found), 1)
            self.assertIn("steps_per_execution", found[0])
            return
        self.assertEqual(found, [])
        self.assertEqual(self.places(watch), [(0, 0), (2, 0), (4, 0), (6, 0)])
        for step in self.records(watch, "step"):
            expected = images[step["step"] * 8 :][:8].reshape(-1, 2).mean(0, dtype=np.float64)
            np.testing.assert_allclose(step["arrays"]["0/mean"], expected, rtol=1e-6)


class Safety(KerasTest):
    def test_the_model_is_as_before(self) -> None:
        model = small_net()
        model.make_train_function()
        before, own = {layer: set(vars(layer)) for layer in model.layers}, model.train_function
        self.fit(model)
        self.assertIs(model.train_function, own)
        for layer, names in before.items():
            self.assertEqual(set(vars(layer)) - names, set())
        self.assertNotIn("train_step", vars(model))

    def test_saving_and_cloning_while_watched(self) -> None:
        path, clones = self.folder / "saved.keras", []

        class Save(keras.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None) -> None:
                self.model.save(path)
                clones.append(keras.models.clone_model(self.model))

        model = small_net()
        watch = self.fit(model, [Save()])
        self.assertEqual(len(self.records(watch, "step")), STEPS)
        for other in (keras.models.load_model(path), *clones):
            self.assertEqual([layer.name for layer in other.layers[1:]], [layer.name for layer in model.layers[1:]])
        images, _ = data(3)
        one, other = (m.predict(images, verbose=0) for m in (keras.models.load_model(path), model))
        np.testing.assert_allclose(one, other)

    @unittest.skipIf(BACKEND == "torch", "data are taken outside of the training function")
    def test_an_exception_in_training_is_noted_and_raised(self) -> None:
        def batches():
            yield from [data(BATCH)] * 4
            raise ZeroDivisionError

        model, watch = small_net(), normscope.KerasCallback(self.folder / "run")
        with self.assertRaises(Exception):
            model.fit(batches(), verbose=0, callbacks=[watch])
        (end,) = self.records(watch, "end")
        self.assertEqual((end["reason"], end["step"]), ("exception", 4))
        if BACKEND != "tensorflow":
            self.assertEqual(end["exception"], "ZeroDivisionError")
        self.assertEqual(getattr(model.train_function, "__self__", None), None)

    def test_an_exception_beside_training_ends_the_run_with_the_next_fit(self) -> None:
        class Fail(keras.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None) -> None:
                raise ZeroDivisionError

        model, watch = small_net(), normscope.KerasCallback(self.folder / "run")
        with self.assertRaises(ZeroDivisionError):
            model.fit(*data(), batch_size=BATCH, verbose=0, callbacks=[watch, Fail()])
        model.fit(*data(), batch_size=BATCH, verbose=0)
        self.assertEqual([record["reason"] for record in self.records(watch, "end")], ["exception"])
        self.assertEqual(getattr(model.train_function, "__self__", None), None)

    def test_full_disk(self) -> None:
        model, watch = small_net(), normscope.KerasCallback(self.folder / "run")
        write, written = os.write, []

        def full(descriptor: int, given: bytes) -> int:
            written.append(given)
            if len(written) > 3:
                raise OSError(28, "No space left on device")
            return write(descriptor, given)

        with mock.patch.object(writer.os, "write", full):
            found = self.warnings_of(lambda: model.fit(*data(), batch_size=BATCH, verbose=0, callbacks=[watch]))
        self.assertEqual(len(found), 1)
        self.assertIn("not recorded further", found[0])
        self.assertEqual(self.places(watch), [(0, 0)])

    def test_an_error_of_the_probe_ends_the_watch_only(self) -> None:
        from normscope.keras import taps

        model, watch = small_net(), normscope.KerasCallback(self.folder / "run")
        with mock.patch.object(taps, "channel_axis", mock.Mock(side_effect=RuntimeError("bad\nand more"))):
            found = self.warnings_of(lambda: model.fit(*data(), batch_size=BATCH, verbose=0, callbacks=[watch]))
        self.assertEqual(found, ["normscope: RuntimeError: bad; the run is not recorded further"])
        self.assertEqual(self.places(watch), [])

    def test_a_folder_that_cannot_be_written(self) -> None:
        (self.folder / "file").write_text("")
        model, watch = small_net(), normscope.KerasCallback(self.folder / "file" / "run")
        found = self.warnings_of(lambda: model.fit(*data(), batch_size=BATCH, verbose=0, callbacks=[watch]))
        self.assertEqual((len(found), watch.path), (1, None))

    def test_bad_arguments(self) -> None:
        with self.assertRaises(ValueError):
            normscope.KerasCallback(every=0)
        with self.assertRaisesRegex(ValueError, "limit is 0"):
            normscope.KerasCallback(limit=0)


if __name__ == "__main__":
    unittest.main()
