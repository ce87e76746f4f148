"""Measures arrays of traced or running JAX computations, and hands out entries of the log."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional

import jax

from ..arrays.arrivals import Arrival
from ..arrays.entry import Entry
from .measure import finish, measure
from .outbox import Outbox


class JaxMeter:
    """Statistics leave the computation by callbacks; nothing waits for them until `collect`."""

    def __init__(self, *, buckets: bool) -> None:
        self._buckets = buckets
        self._outbox = Outbox()

    def begin(self) -> None:
        """What arrives from here on is kept."""
        self._outbox.begin()

    def send(
        self, index: int, training: Optional[bool], values: jax.Array, axis: int, state: Mapping[str, Any]
    ) -> int:
        """Measures what enters or leaves layer `index`, and copies its state, when the computation runs.

        Returns the arrivals' place.
        """
        arrays = measure(values, axis, buckets=self._buckets)
        arrays.update((f"state/{name}", jax.lax.stop_gradient(jax.numpy.asarray(value))) for name, value in state.items())
        return self._outbox.send(index, (training, values.shape, str(values.dtype)), arrays)

    def wait(self) -> None:
        """Until everything that runs has arrived."""
        self._outbox.wait()

    def collect(self) -> List[Arrival]:
        """What has arrived, as entries."""
        return [Arrival(place, index, _entry(*payload)) for place, index, payload in self._outbox.collect()]


def _entry(constants: Any, arrays: Mapping[str, Any]) -> Entry:
    training, shape, dtype = constants
    state = {name[len("state/") :]: array for name, array in arrays.items() if name.startswith("state/")}
    return Entry(training, shape, dtype, finish(arrays), state)
