"""Which steps of which layers a small copy of a log has room for."""

from __future__ import annotations

from bisect import bisect_left
from typing import Dict, Iterable, List, Mapping, Sequence, Set

# Steps that a series can be followed in.
_ENOUGH = 32


class Levels:
    """Ever fewer of a log's steps, by powers of two of its spacing.

    At level k those that `every` times 2^k divides, and always the first and the last; at the last level but one
    these two alone, at the last only the last step.
    """

    def __init__(self, steps: Sequence[int], every: int) -> None:
        self._steps = steps
        self._kept: List[Set[int]] = []
        ends = {steps[0], steps[-1]}
        kept = set(steps)
        while len(kept) > len(ends):
            self._kept.append(kept)
            every *= 2
            kept = {step for step in kept if step % every == 0} | ends
        self._kept.append(ends)
        if len(ends) > 1:
            self._kept.append({steps[-1]})
        self.counts = [len(kept) for kept in self._kept]

    def steps(self, level: int) -> Set[int]:
        """The steps that are kept at a level."""
        return self._kept[level]


def spread(
    costs: Mapping[int, float], levels: Levels, budget: float, most: int, first: Iterable[int] = ()
) -> Dict[int, int]:
    """A level for each layer, so that all have about the same share of `budget` bytes.

    costs: bytes of one step of each layer. most: steps that a layer has at most. first: the layers that get what is
    left over, in this order. Where even the last step of all layers is too much, the largest are left out.
    """
    affordable = _affordable(costs, budget)
    if not affordable:
        return {}
    fewest = len(levels.counts) - 1
    negative = [-count for count in levels.counts]  # ascending, as bisect has it

    def level_of(cost: float, share: float) -> int:
        steps = min(most, int(share / cost))
        return min(fewest, bisect_left(negative, -steps))

    def chosen_with(share: float) -> Dict[int, int]:
        return {layer: level_of(cost, share) for layer, cost in affordable.items()}

    def used_by(chosen: Mapping[int, int]) -> float:
        return sum(levels.counts[level] * affordable[layer] for layer, level in chosen.items())

    # What small layers leave of their share goes to the others, and what large ones take beyond it comes from all.
    share = budget / len(affordable)
    while used_by(chosen_with(share)) <= budget and share < budget:
        share *= 1.3
    while used_by(chosen_with(share)) > budget and share > 1:
        share /= 1.3
    chosen = chosen_with(share)
    left = budget - used_by(chosen)
    for layer in first:
        if layer in chosen:
            before = levels.counts[chosen[layer]]
            cost = affordable[layer]
            chosen[layer] = (
                level_of(cost, min(_ENOUGH, before + left / cost) * cost) if before < _ENOUGH else chosen[layer]
            )
            left -= (levels.counts[chosen[layer]] - before) * cost
    return chosen


def _affordable(costs: Mapping[int, float], budget: float) -> Dict[int, float]:
    kept: Dict[int, float] = {}
    left = budget
    for layer, cost in sorted(costs.items(), key=lambda item: item[1]):
        if cost > left:
            break
        left -= cost
        kept[layer] = cost
    return kept
