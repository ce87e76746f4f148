"""Statistics inside of JAX's compiled computations, in float32, against float64 NumPy."""

from __future__ import annotations

import unittest

import numpy as np
from logtest import LogTest

try:
    import jax
    import jax.numpy as jnp
except ImportError as error:
    raise unittest.SkipTest(f"no JAX: {error}") from None

from normscope.jax.measure import finish, measure
from normscope.jax.outbox import Outbox

RANDOM = np.random.default_rng(0)
CASES = {
    "vectors": (RANDOM.normal(2, 3, (64, 3)), 1),
    "images": (RANDOM.normal(2, 3, (7, 9, 8, 5)), 3),
    "channels first": (RANDOM.normal(2, 3, (7, 5, 9, 8)), 1),
    "one axis": (RANDOM.normal(2, 3, 9), 0),
    "a single value": (np.ones((1, 1)), 1),
    "large": (RANDOM.normal(2, 3, (64, 32, 32, 8)), 3),
    "an offset that dwarfs the spread": (RANDOM.normal(1e4, 1, (64, 20, 20, 3)), 3),
    "parts that differ wholly": (RANDOM.normal(0, 1, (64, 50, 3)) + np.linspace(0, 1000, 64)[:, None, None], 2),
    "squares beyond float32": (RANDOM.normal(0, 1e37, (100, 4)), 1),
    "squares below float32": (RANDOM.normal(0, 1e-30, (100, 4)), 1),
    "channels of different sizes": (RANDOM.normal(0, 1, (100, 4)) * [1e-20, 1, 1e10, 1e30], 1),
    "after an activation": (np.maximum(0, RANDOM.normal(0, 1, (64, 8, 8, 8))), 3),
    "constant": (np.full((40, 3), 1.1), 1),
    "zeros": (np.array([[0.0, -0.0], [1.0, 2.0]]), 1),
}
compiled = jax.jit(measure, static_argnums=1, static_argnames="buckets")


class Measure(unittest.TestCase):
    def check(self, values: np.ndarray, axis: int, tolerance: float = 1e-7) -> None:
        """Means to a part of the deviation, sums of squares to a part of themselves, the rest exactly."""
        measured = finish(compiled(jnp.asarray(values), axis, buckets=True))
        wide = np.moveaxis(np.asarray(values, np.float64), axis, 0).reshape(values.shape[axis], -1)
        finite = np.ma.masked_invalid(wide)
        mean = finite.mean(1)
        m2 = ((finite - mean[:, None]) ** 2).sum(1).filled(0)
        scale = np.sqrt(m2 / np.maximum(finite.count(1), 1)) + np.abs(mean.filled(0)) * 1e-3 + 1e-300
        np.testing.assert_allclose(measured.mean / scale, mean.filled(np.nan) / scale, rtol=tolerance, atol=tolerance)
        least = np.square(np.abs(finite).max(1).filled(0) * 1e-7) * wide.shape[1]
        np.testing.assert_array_less(np.abs(measured.m2 - m2), tolerance * m2 + least + 1e-300)
        np.testing.assert_array_equal(measured.least, finite.min(1).filled(np.nan))
        np.testing.assert_array_equal(measured.greatest, finite.max(1).filled(np.nan))
        np.testing.assert_array_equal(measured.finite, finite.count(1))
        np.testing.assert_array_equal(measured.zeros, (wide == 0).sum(1))
        if values.dtype != np.float64:
            codes = np.asarray(values, np.float32).view(np.uint32).reshape(-1) >> 16
            np.testing.assert_array_equal(measured.codes, np.bincount(codes, minlength=1 << 16))

    def test_float32(self) -> None:
        for name, (values, axis) in CASES.items():
            with self.subTest(name):
                self.check(values.astype(np.float32), axis)

    def test_half_precision(self) -> None:
        for dtype in (np.float16, jnp.bfloat16):
            with self.subTest(dtype=dtype):
                self.check(RANDOM.normal(2, 3, (50, 5)).astype(dtype), 1)

    def test_float64(self) -> None:
        jax.config.update("jax_enable_x64", True)
        self.addCleanup(jax.config.update, "jax_enable_x64", False)
        self.check(RANDOM.normal(2, 3, (50, 40, 5)), 2, 1e-12)
        measured = finish(compiled(jnp.asarray([[1e300, -1e300, np.inf, np.nan, 1e-300]]), 1, buckets=True))
        self.assertEqual(np.flatnonzero(measured.codes).tolist(), [0x0000, 0x7F7F, 0x7F80, 0x7FC0, 0xFF7F])

    def test_values_that_are_not_finite(self) -> None:
        values = RANDOM.normal(0, 1, (8, 4, 50)).astype(np.float32)
        values[3, 1, 7], values[3, 1, 8] = np.inf, -np.inf
        values[2, 0, 4] = values[5, 0, 0] = np.nan
        values[:, 3] = np.nan
        self.check(values, 1)
        self.assertEqual(finish(compiled(values, 1, buckets=False)).odd.tolist(), [2 + 400, 1, 1, 150])
        self.assertEqual(finish(compiled(np.ones((3, 2)), 1, buckets=False)).odd.tolist(), [0, 0, 0, -1])


class Leaving(LogTest):
    def test_gradients_are_those_without_the_probe(self) -> None:
        outbox = Outbox()

        def loss(weights: jax.Array, *, watched: bool) -> jax.Array:
            inside = jnp.tanh(weights) * 3
            if watched:
                outbox.send(0, None, measure(inside, 1, buckets=True))
            return jnp.square(inside).sum()

        weights = jnp.asarray(RANDOM.normal(0, 1, (30, 4)), jnp.float32)
        found = {w: jax.jit(jax.value_and_grad(loss), static_argnames="watched") for w in (False, True)}
        outbox.begin()
        (one, gradient), (other, expected) = (found[w](weights, watched=w) for w in (True, False))
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(gradient, expected)
        outbox.wait()
        (arrival,) = outbox.collect()
        inside = np.tanh(np.asarray(weights, np.float64)) * 3
        np.testing.assert_allclose(finish(arrival.payload[1]).mean, inside.mean(0), rtol=1e-5)

    def test_what_is_not_asked_for_is_not_kept(self) -> None:
        outbox = Outbox()
        send = jax.jit(lambda value: outbox.send(0, None, {"value": value}))
        for begin, expected in ((False, []), (True, [1.0]), (False, [])):
            if begin:
                outbox.begin()
            send(jnp.ones(()))
            outbox.wait()
            self.assertEqual([float(arrival.payload[1]["value"]) for arrival in outbox.collect()], expected)


if __name__ == "__main__":
    unittest.main()
