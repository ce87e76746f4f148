"""Who follows a log in the process that writes it."""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """Is told of a log's records; must not raise."""

    def written(self) -> None:
        """A record has been appended."""

    def closed(self) -> None:
        """No more will be."""
