"""Which step of training a forward pass belongs to."""

from __future__ import annotations


class StepCounter:
    """Counts steps from 0: by forward passes, by `accumulate()`, or by `step()` once that is called.

    In "explicit" counting forward passes are parts of the step until `end_by_hand`.
    """

    def __init__(self, *, explicit: bool) -> None:
        self.explicit = explicit
        self.step = 0
        self.forwards = 0
        self._accumulating = False
        self._ended_by_accumulate = False

    def forward_done(self) -> None:
        """A forward pass in training has ended."""
        self.forwards += 1
        if not self.explicit and not self._accumulating:
            self._end()

    def begin_accumulating(self) -> None:
        """What follows are parts of one step."""
        self._accumulating = True

    def end_accumulating(self) -> None:
        """The step ends, if there was a forward pass in it."""
        self._accumulating = False
        if self.forwards:
            self._end()
            self._ended_by_accumulate = True

    def end_by_hand(self) -> int:
        """Ends the step; returns how many forward passes were counted as steps before the first such call.

        A step that has just ended by itself (by its forward pass, or by `accumulate()`) is not ended twice.
        """
        first = not self.explicit
        self.explicit = True
        ended = self._ended_by_accumulate and not self.forwards
        self._ended_by_accumulate = False
        if first and not ended and self.step and not self._accumulating:
            return self.step
        if not ended:
            self._end()
        return 0

    def _end(self) -> None:
        self.step += 1
        self.forwards = 0
        self._ended_by_accumulate = False
