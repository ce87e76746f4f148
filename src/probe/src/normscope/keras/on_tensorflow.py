"""Measures tensors of Keras's TensorFlow backend, in eager and in compiled functions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, List, Mapping, Tuple

import numpy as np
import tensorflow as tf

from ..arrays.arrivals import Arrival
from ..arrays.entry import Entry, Measured

_CODES = 1 << 16


class TensorFlowMeter:
    """Statistics leave a compiled function by variables of the probe's own, which XLA can assign, too.

    What arrives is that of the last time that the function ran.
    """

    def __init__(self, *, buckets: bool) -> None:
        self._buckets = buckets
        self._kept: Dict[Tuple[int, int], Tuple[Tuple[bool, str], Dict[str, Any]]] = {}
        self._calls: Dict[int, int] = {}  # of each layer, in the function that is traced or runs
        self._step = tf.Variable(0, dtype=tf.int64, trainable=False)

    def begin(self) -> None:
        """A training step begins; calls of a layer are counted from here."""
        self._calls.clear()
        self._step.assign_add(1)

    def send(self, index: int, training: bool, values: Any, axis: int, state: Mapping[str, Any]) -> None:
        """Measures what enters or leaves layer `index`, and copies its state, when the function runs."""
        tensors = _measure(values, axis, buckets=self._buckets)
        tensors.update((f"state/{name}", tf.cast(value, tf.float32)) for name, value in state.items())
        call = self._calls.get(index, 0)
        self._calls[index] = call + 1
        tensors["step"] = self._step.read_value()
        constants = (training, values.dtype.name)
        if (index, call) not in self._kept:
            # A function that is traced allows no variables but those of its first trace; a thread of its own, where
            # none is traced, makes them whenever they are needed.
            with ThreadPoolExecutor(1) as elsewhere:
                known = elsewhere.submit(_variables_for, tensors).result()
        else:
            known = self._kept[index, call][1]
        self._kept[index, call] = (constants, known)
        for name, tensor in tensors.items():
            known[name].assign(tensor)

    def wait(self) -> None:
        """Nothing: what is collected is waited for then."""

    def collect(self) -> List[Arrival]:
        """What the variables hold of the last step, as entries."""
        now = int(self._step)
        return [
            Arrival(call, index, _entry(constants, {name: variable.numpy() for name, variable in known.items()}))
            for (index, call), (constants, known) in self._kept.items()
            if int(known["step"]) == now
        ]


def _variables_for(tensors: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: tf.Variable(tf.zeros(t.shape, t.dtype), trainable=False) for name, t in tensors.items()}


def _measure(values: Any, axis: int, *, buckets: bool) -> Dict[str, Any]:
    """As `pytorch.measure`: float64 sums around the mean, of finite values only."""
    values = tf.stop_gradient(values)
    axes = [a for a in range(len(values.shape)) if a != axis]
    shape = [-1 if a == axis else 1 for a in range(len(values.shape))]
    values = values if values.dtype == tf.float64 else tf.cast(values, tf.float32)
    finite = tf.math.is_finite(values)
    wide = tf.cast(tf.where(finite, values, tf.zeros_like(values)), tf.float64)
    count = tf.reduce_sum(tf.cast(finite, tf.int64), axes)
    divisor = tf.cast(tf.maximum(count, 1), tf.float64)
    mean = tf.reduce_sum(wide, axes) / divisor
    apart = tf.where(finite, wide - tf.reshape(mean, shape), tf.zeros_like(wide))
    mean += tf.reduce_sum(apart, axes) / divisor
    none = count == 0
    infinity = tf.constant(np.inf, values.dtype)
    measured = {
        "mean": tf.where(none, tf.constant(np.nan, tf.float64), mean),
        "m2": tf.reduce_sum(tf.square(apart), axes),
        "least": _or_nan(tf.reduce_min(tf.where(finite, values, infinity), axes), none),
        "greatest": _or_nan(tf.reduce_max(tf.where(finite, values, -infinity), axes), none),
        "finite": count,
        "zeros": tf.reduce_sum(tf.cast(values == 0, tf.int64), axes),
        "odd": _odd(values),
        "shape": tf.cast(tf.shape(values), tf.int64),
    }
    if buckets:
        measured["codes"] = _count_codes(values)
    return measured


def _or_nan(extreme: Any, none: Any) -> Any:
    return tf.where(none, tf.constant(np.nan, extreme.dtype), extreme)


def _odd(values: Any) -> Any:
    flat = tf.reshape(values, [-1])
    size = tf.size(flat, tf.int64)
    bad = tf.logical_not(tf.math.is_finite(flat))
    first = tf.reduce_min(tf.where(bad, tf.range(size), size))
    kinds = [tf.math.is_nan(flat), flat == tf.constant(np.inf, flat.dtype), flat == tf.constant(-np.inf, flat.dtype)]
    counts = [tf.reduce_sum(tf.cast(kind, tf.int64)) for kind in kinds]
    return tf.stack([*counts, tf.where(first < size, first, tf.constant(-1, tf.int64))])


def _count_codes(values: Any) -> Any:
    if values.dtype == tf.float64:
        # Finite values stay finite.
        largest = float(np.finfo(np.float32).max)
        clipped = tf.clip_by_value(values, -largest, largest)
        values = tf.cast(tf.where(tf.math.is_finite(values), clipped, values), tf.float32)
    bits = tf.bitcast(tf.reshape(values, [-1]), tf.int32)
    codes = tf.bitwise.bitwise_and(tf.bitwise.right_shift(bits, 16), _CODES - 1)
    return tf.tensor_scatter_nd_add(tf.zeros(_CODES, tf.int32), codes[:, None], tf.ones_like(codes))


def _entry(constants: Tuple[bool, str], arrays: Mapping[str, np.ndarray]) -> Entry:
    training, dtype = constants
    state = {name[len("state/") :]: array for name, array in arrays.items() if name.startswith("state/")}
    measured = Measured(**{name: arrays.get(name) for name in Measured._fields})  # type: ignore[arg-type]
    return Entry(training, tuple(int(size) for size in arrays["shape"]), dtype, measured, state)
