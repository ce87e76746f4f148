"""Classes in the place of modules' own, by which calls are seen."""

from __future__ import annotations

import copyreg
from typing import Any, Callable, Dict, Type

from flax import nnx

Around = Callable[..., Any]

_metaclasses: Dict[type, type] = {}


def watched_class(own: Type[nnx.Module], around: Around) -> Type[nnx.Module]:
    """A class like `own` whose `__call__` is `around(call, module, *arguments)`.

    Functions that NNX has compiled are compiled again for a module of another class, and those for the own class are
    found again when it has that back. Modules inside of a compiled function are copies, which keep their class, not
    their identity. What comes out of a pickle has its own class.
    """

    def __call__(self: Any, *arguments: Any, **by_name: Any) -> Any:
        return around(own.__call__, self, *arguments, **by_name)

    names = {name: getattr(own, name) for name in ("__module__", "__qualname__", "__doc__")}
    names.update(__call__=__call__, normscope_own=own)
    watched: Type[nnx.Module] = _metaclass(type(own))(own.__name__, (own,), names)
    return watched


def change_class(module: nnx.Module, before: type, after: type) -> None:
    """Gives the module another class if it has the one that is expected."""
    if type(module) is before:
        object.__setattr__(module, "__class__", after)


def _metaclass(own: type) -> Any:
    if own not in _metaclasses:
        _metaclasses[own] = type(own.__name__, (own,), {})
        copyreg.pickle(_metaclasses[own], _reduce)
    return _metaclasses[own]


def _reduce(watched: Any) -> Any:
    return own_class, (watched.normscope_own,)


def own_class(own: type) -> type:
    """What a watched class is pickled as."""
    return own
