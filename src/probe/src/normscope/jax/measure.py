"""Statistics of one array per channel inside of a traced computation, in the precision that it has.

JAX computes in float32 unless told otherwise. Channels are scaled by powers of two and moved near zero, which is exact
but for one rounding of each difference; eight values are added as they are, and these sums without an error worth the
name, in two parts (two-sum of Knuth, TAOCP 4.2.2; pairs after Dekker 1971). Of a sum of squares at most 6e-7 of it is
lost, in practice 1e-8.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Tuple

import jax
import jax.numpy as jnp
import numpy as np

from ..arrays.entry import Measured

_CODES = 1 << 16
_NOWHERE = np.iinfo(np.int32).max
_PLAIN = 8  # values that are added without correction


def measure(values: jax.Array, axis: int, *, buckets: bool) -> Dict[str, jax.Array]:
    """Sums, counts and extremes of `values` (floating point, not empty) per index of `axis`, for `finish`."""
    values = jax.lax.stop_gradient(values)
    wide = jnp.float64 if values.dtype == jnp.float64 else jnp.float32
    values = values.astype(wide)
    rows = jnp.moveaxis(values, axis, -1).reshape(-1, values.shape[axis])
    places = jnp.moveaxis(jnp.arange(values.size, dtype=jnp.int32).reshape(values.shape), axis, -1)
    counted = _count(rows, places.reshape(rows.shape))
    finite = jnp.isfinite(rows)
    exponent = _exponent(jnp.maximum(jnp.abs(counted["least"]), jnp.abs(counted["greatest"])), counted["finite"])
    scaled = _times_power(jnp.where(finite, rows, 0), -exponent)
    pivot = scaled.sum(0) / jnp.maximum(counted["finite"], 1).astype(wide)
    first, first_low, second, second_low = _sums(jnp.where(finite, scaled - pivot, 0))
    sums = {"first": first, "first_low": first_low, "second": second, "second_low": second_low}
    measured = {**counted, **sums, "exponent": exponent, "pivot": pivot}
    if buckets:
        measured["codes"] = _count_codes(values)
    return measured


def finish(sums: Mapping[str, Any]) -> Measured:
    """What `measure` gave, on the host, as statistics in float64."""
    wide = {name: np.asarray(sums[name], np.float64) for name in ("pivot", "first", "second", "least")}
    finite = np.asarray(sums["finite"], np.int64)
    divisor = np.maximum(finite, 1)
    first = wide["first"] + np.asarray(sums["first_low"], np.float64)
    second = wide["second"] + np.asarray(sums["second_low"], np.float64)
    exponent = np.asarray(sums["exponent"], np.int64)
    none = finite == 0
    return Measured(
        mean=np.where(none, np.nan, np.ldexp(wide["pivot"] + first / divisor, exponent)),
        m2=np.ldexp(np.maximum(second - first * first / divisor, 0), 2 * exponent),
        least=_or_nan(sums["least"], none),
        greatest=_or_nan(sums["greatest"], none),
        finite=finite,
        zeros=np.asarray(sums["zeros"], np.int64),
        odd=_odd(sums["odd"]),
        codes=_codes_or_none(sums.get("codes")),
    )


def _count(rows: jax.Array, places: jax.Array) -> Dict[str, jax.Array]:
    """Everything but sums, in one pass: counts, extremes of finite values, and the first place that is not finite."""
    finite = jnp.isfinite(rows)
    kinds = (finite, rows == 0, jnp.isnan(rows), rows == jnp.inf, rows == -jnp.inf)
    none = jnp.asarray(_NOWHERE, jnp.int32)
    infinity = jnp.asarray(jnp.inf, rows.dtype)
    operands = (
        *(kind.astype(jnp.int32) for kind in kinds),
        jnp.where(finite, none, places),
        jnp.where(finite, rows, infinity),
        jnp.where(finite, rows, -infinity),
    )
    initial = (*(jnp.zeros((), jnp.int32) for _ in kinds), none, infinity, -infinity)

    def both(one: Any, other: Any) -> Tuple[jax.Array, ...]:
        counts = (a + b for a, b in zip(one[:5], other[:5]))
        least = jnp.minimum(one[6], other[6])
        return (*counts, jnp.minimum(one[5], other[5]), least, jnp.maximum(one[7], other[7]))

    found = jax.lax.reduce(operands, initial, both, (0,))
    odd = jnp.stack([*(count.sum(dtype=jnp.int32) for count in found[2:5]), found[5].min()])
    return {"finite": found[0], "zeros": found[1], "odd": odd, "least": found[6], "greatest": found[7]}


def _exponent(largest: jax.Array, count: jax.Array) -> jax.Array:
    """Of powers of two above `largest`, as its bits have it."""
    bits, mantissa, bias = (jnp.int64, 52, 1022) if largest.dtype == jnp.float64 else (jnp.int32, 23, 126)
    exponent = (jax.lax.bitcast_convert_type(largest, bits) >> mantissa) - bias
    return jnp.where(count > 0, exponent, 0).astype(jnp.int32)


def _times_power(values: jax.Array, exponent: jax.Array) -> jax.Array:
    # In two steps, because one factor may be beyond the type's range where the product is not.
    half = exponent // 2
    return values * _power(half, values.dtype) * _power(exponent - half, values.dtype)


def _power(exponent: jax.Array, dtype: Any) -> jax.Array:
    bits, mantissa, bias = (jnp.int64, 52, 1023) if dtype == jnp.float64 else (jnp.int32, 23, 127)
    return jax.lax.bitcast_convert_type((exponent.astype(bits) + bias) << mantissa, dtype)


def _sums(apart: jax.Array) -> Tuple[jax.Array, ...]:
    """Sums of each column and of its squares, each in two parts."""
    padded = jnp.pad(apart, ((0, -apart.shape[0] % _PLAIN), (0, 0)))
    pieces = padded.reshape(-1, _PLAIN, padded.shape[1])
    first, second = pieces.sum(1), jnp.square(pieces).sum(1)
    low, zero = jnp.zeros_like(first), jnp.zeros((), apart.dtype)
    return tuple(jax.lax.reduce((first, low, second, low), (zero,) * 4, _add_both, (0,)))


def _add_both(one: Any, other: Any) -> Tuple[jax.Array, ...]:
    return (*_add(one[0], one[1], other[0], other[1]), *_add(one[2], one[3], other[2], other[3]))


def _add(high: jax.Array, low: jax.Array, other: jax.Array, other_low: jax.Array) -> Tuple[jax.Array, jax.Array]:
    total = high + other
    added = total - high
    error = (high - (total - added)) + (other - added)
    return total, low + other_low + error


def _count_codes(values: jax.Array) -> jax.Array:
    if values.dtype == jnp.float64:
        # Finite values stay finite.
        largest = float(np.finfo(np.float32).max)
        values = jnp.where(jnp.isfinite(values), jnp.clip(values, -largest, largest), values).astype(jnp.float32)
    codes = jax.lax.bitcast_convert_type(values.reshape(-1), jnp.uint32) >> 16
    return jnp.zeros(_CODES, jnp.int32).at[codes].add(1)


def _odd(counts: Any) -> np.ndarray:
    odd = np.array(counts, np.int64)
    return np.where(odd == _NOWHERE, -1, odd)


def _or_nan(extreme: Any, none: np.ndarray) -> np.ndarray:
    values = np.asarray(extreme)
    return np.where(none, values.dtype.type(np.nan), values)


def _codes_or_none(codes: Optional[Any]) -> Optional[np.ndarray]:
    return None if codes is None else np.asarray(codes, np.int64)
