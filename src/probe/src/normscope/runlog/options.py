"""What a run may be asked to log."""

from __future__ import annotations

from typing import Optional


def check_options(every: int, limit: Optional[int]) -> None:
    """Raises ValueError where no step would be measured, or none could be kept."""
    if every < 1:
        raise ValueError(f"every is {every}, but of steps every 1st is measured at most")
    if limit is not None and limit < 1:
        raise ValueError(f"limit is {limit}, but a log has at least 1 byte")
