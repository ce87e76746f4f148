"""How statistics leave a compiled computation."""

from __future__ import annotations

from collections import deque
from typing import Any, Deque, Dict, List, Mapping

import jax
import jax.numpy as jnp
import numpy as np

from ..arrays.arrivals import Arrival


class Outbox:
    """Takes arrays out of traced computations by a callback for each layer, and keeps them until they are collected.

    A callback only puts down what it is given: converting arrays there might wait for the very computation that waits
    for the callback, and an error there would be the training's.
    """

    def __init__(self) -> None:
        self._open = False  # whether what arrives is kept
        self._place = 0
        self._arrived: Deque[Arrival] = deque()

    def begin(self) -> None:
        """What arrives from here on is kept, until it is collected."""
        self._arrived.clear()
        self._open = True

    def send(self, index: int, constants: Any, arrays: Mapping[str, jax.Array]) -> int:
        """Puts a callback into the computation that is traced: `arrays` packed by type, with `constants` beside.

        Returns the arrivals' place.
        """
        place, self._place = self._place, self._place + 1
        layout, packed = _pack(arrays)

        def arrive(*buffers: Any) -> None:
            if self._open:
                self._arrived.append(Arrival(place, index, (constants, layout, buffers)))

        jax.debug.callback(arrive, *packed)
        return place

    def wait(self) -> None:
        """Until all that was sent has arrived."""
        jax.effects_barrier()  # type: ignore[no-untyped-call]

    def collect(self) -> List[Arrival]:
        """What has arrived (all that was sent, after `wait`); payloads are constants and arrays by name."""
        self._open = False
        arrived = []
        while self._arrived:
            place, index, (constants, layout, buffers) = self._arrived.popleft()
            arrived.append(Arrival(place, index, (constants, _unpack(layout, buffers))))
        return arrived


def _pack(arrays: Mapping[str, jax.Array]) -> Any:
    """For each type the names and shapes, and one flat array of all."""
    groups: Dict[Any, List[str]] = {}
    for name, array in arrays.items():
        groups.setdefault(array.dtype, []).append(name)
    layout = [[(name, arrays[name].shape) for name in names] for names in groups.values()]
    packed = [jnp.concatenate([arrays[name].reshape(-1) for name in names]) for names in groups.values()]
    return layout, packed


def _unpack(layout: Any, buffers: Any) -> Dict[str, np.ndarray]:
    arrays = {}
    for names, buffer in zip(layout, buffers):
        flat, begin = np.asarray(buffer), 0
        for name, shape in names:
            end = begin + int(np.prod(shape, dtype=np.int64))
            arrays[name] = flat[begin:end].reshape(shape)
            begin = end
    return arrays
