"""The passes that NumPy takes for what a profile says."""

import os

import numpy as np
from side import Parts, serve, values_of

try:
    from ml_dtypes import __version__ as ml_dtypes, bfloat16
except ImportError:
    ml_dtypes, bfloat16 = None, None

QUANTILES = [1, 5, 25, 50, 75, 95, 99]


def prepare(task):
    if task["op"] != "profile":
        return {}
    x = values_of(task)
    outer, channels, inner = (task["layout"][key] for key in ("outer", "channels", "inner"))
    x = x.reshape(outer, channels, inner)
    axes = (0, 2) if channels > 1 else None
    if task["dtype"] == "float32":
        return {"passes": lambda: passes(x, axes, Parts(), task["nan"])}
    runs = {"converted": lambda: converted(x, axes, Parts()), "counting": lambda: counting(x, axes, Parts())}
    own = x if task["dtype"] == "float16" else x.view(bfloat16) if bfloat16 else None
    if own is not None:
        runs["passes"] = lambda: passes(own, axes, Parts())
    return runs


def passes(x, axes, part, nan=False, counted=False):
    """Of the whole, and of the channels where there are any; the distribution may have been counted already."""
    good = x
    if nan:
        finite = part("isfinite", lambda: np.isfinite(x))
        good = part("select finite", lambda: x[finite])
    one = lambda name, step: part(f"whole {name}", step)
    moments(good, None, one)
    counts(x, None, one)
    one("argmin", lambda: (np.nanargmin if nan else np.argmin)(x))
    one("argmax", lambda: (np.nanargmax if nan else np.argmax)(x))
    if not counted:
        one("histogram", lambda: np.histogram(good, 256))
        one("percentile", lambda: np.percentile(good, QUANTILES))
    if axes is not None:
        each = lambda name, step: part(f"channel {name}", step)
        (masked_moments(x, finite, axes, each) if nan else moments(x, axes, each))
        counts(x, axes, each)
    return part.ms


def moments(x, axes, part):
    mean = part("mean", lambda: x.mean(axis=axes, keepdims=True))
    part("variance", lambda: x.var(axis=axes))

    # Products, because x ** 3 takes twice as long.
    def higher():
        d = x - mean
        d2 = d * d
        return (d2 * d).mean(axis=axes), (d2 * d2).mean(axis=axes)

    part("skewness and kurtosis", higher)
    part("min", lambda: x.min(axis=axes))
    part("max", lambda: x.max(axis=axes))


def masked_moments(x, finite, axes, part):
    """Of channels that have values to leave out: zeros in their place, which is faster than where=."""
    count = part("count", lambda: finite.sum(axis=axes, keepdims=True))

    def powers():
        clean = np.where(finite, x, 0)
        d = np.where(finite, clean - clean.sum(axis=axes, keepdims=True) / count, 0).astype(x.dtype)
        d2 = d * d
        return d2.sum(axis=axes), (d2 * d).sum(axis=axes), (d2 * d2).sum(axis=axes)

    part("moments", powers)
    part("min", lambda: np.where(finite, x, np.inf).min(axis=axes))
    part("max", lambda: np.where(finite, x, -np.inf).max(axis=axes))


def counts(x, axes, part):
    part("zeros", lambda: np.count_nonzero(x == 0, axis=axes))
    part("isnan", lambda: np.isnan(x).sum(axis=axes))
    part("isinf", lambda: np.isinf(x).sum(axis=axes))


def converted(bits, axes, part):
    """The passes over the values as float32."""
    return passes(part("convert", lambda: to_float32(bits)), axes, part)


def counting(bits, axes, part):
    """As no textbook has it: the codes counted, which is the whole distribution; then the other passes in float32."""
    part("count codes", lambda: np.bincount(bits.view(np.uint16).ravel(), minlength=65536))
    return passes(part("convert", lambda: to_float32(bits)), axes, part, counted=True)


def to_float32(x):
    if x.dtype == np.float16:
        return x.astype(np.float32)
    return (x.astype(np.uint32) << 16).view(np.float32)


if __name__ == "__main__":
    np.seterr(all="ignore")
    threads = os.environ.get("OMP_NUM_THREADS")
    types = f"ml_dtypes {ml_dtypes}" if ml_dtypes else "no bfloat16: ml_dtypes is not installed"
    serve(f"NumPy {np.__version__} ({types}), {threads} thread", prepare)
