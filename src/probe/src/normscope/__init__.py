"""Watch a model's normalization while it trains.

    import normscope

    with normscope.watch(model, every=10):
        train(model)

writes a run log that Normscope for VS Code shows, also while it grows.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import VERSION as __version__

if TYPE_CHECKING:
    from .pytorch.capture import capture
    from .pytorch.watch import Watch, watch

__all__ = ["Watch", "__version__", "capture", "watch"]


def __getattr__(name: str) -> Any:
    """Imports PyTorch only once something that needs it is asked for."""
    room = {"Watch": "watch", "watch": "watch", "capture": "capture"}.get(name)
    if room is None:
        raise AttributeError(f"module 'normscope' has no attribute {name!r}")
    return getattr(import_module(f".pytorch.{room}", __name__), name)
