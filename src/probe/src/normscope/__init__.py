"""Watch a model's normalization while it trains.

    import normscope

    with normscope.watch(model, every=10):
        train(model)

writes a run log that Normscope for VS Code shows, also while it grows. In Keras,

    model.fit(x, y, callbacks=[normscope.KerasCallback(every=10)])

does, and `normscope.watch_nnx` with a model of Flax NNX.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import VERSION as __version__

if TYPE_CHECKING:
    from .flax.watch import NnxWatch, watch_nnx
    from .keras.callback import KerasCallback
    from .pytorch.capture import capture
    from .pytorch.watch import Watch, watch

__all__ = ["KerasCallback", "NnxWatch", "Watch", "__version__", "capture", "watch", "watch_nnx"]

_ROOMS = {
    "KerasCallback": "keras.callback",
    "NnxWatch": "flax.watch",
    "Watch": "pytorch.watch",
    "capture": "pytorch.capture",
    "watch": "pytorch.watch",
    "watch_nnx": "flax.watch",
}


def __getattr__(name: str) -> Any:
    """Imports a framework only once something that needs it is asked for."""
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module 'normscope' has no attribute {name!r}")
    return getattr(import_module(f".{room}", __name__), name)
