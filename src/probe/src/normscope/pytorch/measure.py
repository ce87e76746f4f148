"""Statistics of one tensor per channel, computed where the tensor is and left there."""

from __future__ import annotations

from typing import List, NamedTuple, Optional, Tuple

import torch
from torch import Tensor

CODES = 1 << 16
# Values that are widened to float64 at a time: what stays in a CPU's cache, and what a GPU spares easily.
_BLOCK = {"cpu": 1 << 17}
_DEVICE_BLOCK = 1 << 24
_CODE_BLOCK = 1 << 22


class Measured(NamedTuple):
    """All on the tensor's device; `m2` is the sum of squared differences from the mean of the finite values."""

    mean: Tensor  # [C] float64 (float32 on devices without)
    m2: Tensor  # [C] as mean
    least: Tensor  # [C] float32 or float64, NaN where no value is finite
    greatest: Tensor  # [C] as least
    finite: Tensor  # [C] int64
    zeros: Tensor  # [C] int64
    odd: Tensor  # [4] int64: NaN, +inf, -inf, index in C order of the first of them or -1


def measure(values: Tensor, axis: int, *, masked: bool = False) -> Measured:
    """Statistics of `values` (floating point, not empty) per index of `axis`.

    On the CPU a tensor whose sums are finite is summed without masks; elsewhere finding out would make the host wait,
    so masks are used always, as `masked` demands for the CPU too. Sums are around the first block's mean, of which no
    more digits are lost than the number of blocks has (Chan, Golub, LeVeque 1983, shifted two-pass).
    """
    on_host = values.device.type == "cpu" and not masked
    wide = torch.float32 if values.device.type == "mps" else torch.float64
    if on_host:
        measured = _measure_blocks(values, axis, wide, masked=False)
        if bool(torch.isfinite(measured.m2).all()):
            return measured
    return _measure_blocks(values, axis, wide, masked=True)


def count_codes(values: Tensor) -> Tensor:
    """[65536] int64: how many values have each upper half as float32 (sign, exponent, 7 bits of mantissa)."""
    tables = [_count_block(block) for block in values.reshape(-1).split(_CODE_BLOCK)]
    # Signed codes were moved up by 2^15 to be places of a table, which is turned back here.
    return torch.roll(tables[0] if len(tables) == 1 else torch.stack(tables).sum(0), -(CODES // 2))


def _count_block(values: Tensor) -> Tensor:
    if values.dtype == torch.float64:
        # Finite values stay finite.
        largest = torch.finfo(torch.float32).max
        values = torch.where(torch.isfinite(values), values.clamp(-largest, largest), values)
    codes = (values.to(torch.float32).view(torch.int32) >> 16).add_(CODES // 2)
    # Elsewhere than on the CPU, bincount asks for the largest code first, for which the host would wait.
    return torch.bincount(codes, minlength=CODES) if codes.device.type == "cpu" else scatter_codes(codes)


def scatter_codes(codes: Tensor) -> Tensor:
    """What bincount counts, without the host having to wait for the device."""
    table = torch.zeros(CODES, dtype=torch.int32, device=codes.device)
    return table.scatter_add_(0, codes.long(), torch.ones_like(codes)).long()


class _Sums(NamedTuple):
    """Per channel, of the finite values of a block or of several: sums around a pivot, counts and extremes."""

    first: Tensor
    second: Tensor
    finite: Tensor
    zeros: Tensor
    least: Tensor
    greatest: Tensor

    def plus(self, other: _Sums) -> _Sums:
        """Both together."""
        added = (one + two for one, two in zip(self[:4], other[:4]))
        return _Sums(*added, torch.minimum(self.least, other.least), torch.maximum(self.greatest, other.greatest))


def _measure_blocks(values: Tensor, axis: int, wide: torch.dtype, *, masked: bool) -> Measured:
    first, *others = _blocks(values, axis)
    axes = [a for a in range(values.dim()) if a != axis]
    mask = torch.isfinite(first) if masked else None
    count = _count(first, axis, mask)
    pivot = _sum(_widened(first, wide, mask), axes) / count.clamp(min=1).to(wide)
    sums = _sums_of(first, axis, pivot, masked=masked)
    for block in others:
        sums = sums.plus(_sums_of(block, axis, pivot, masked=masked))
    divisor = sums.finite.clamp(min=1).to(wide)
    mean = pivot + sums.first / divisor
    m2 = (sums.second - sums.first * sums.first / divisor).clamp(min=0)
    if not masked:
        none_odd = torch.tensor([0, 0, 0, -1], device=values.device)
        return Measured(mean, m2, sums.least, sums.greatest, sums.finite, sums.zeros, none_odd)
    none = sums.finite == 0
    mean, least, greatest = (t.masked_fill(none, float("nan")) for t in (mean, sums.least, sums.greatest))
    return Measured(mean, m2, least, greatest, sums.finite, sums.zeros, _odd(values))


def _sums_of(block: Tensor, axis: int, pivot: Tensor, *, masked: bool) -> _Sums:
    axes = [a for a in range(block.dim()) if a != axis]
    mask = torch.isfinite(block) if masked else None
    widened = _widened(block, pivot.dtype, mask)
    widened.sub_(pivot.reshape([-1 if a == axis else 1 for a in range(block.dim())]))
    if mask is not None:
        widened.masked_fill_(~mask, 0)
    first = _sum(widened, axes)
    second = _sum(widened.mul_(widened), axes)
    return _Sums(first, second, _count(block, axis, mask), _zeros(block, axis), *_extremes(block, axes, mask))


def _widened(block: Tensor, wide: torch.dtype, mask: Optional[Tensor]) -> Tensor:
    widened = block.to(wide, copy=True)
    return widened if mask is None else widened.masked_fill_(~mask, 0)


def _count(block: Tensor, axis: int, mask: Optional[Tensor]) -> Tensor:
    if mask is not None:
        return _sum(mask, [a for a in range(block.dim()) if a != axis])
    channels = block.shape[axis]
    return torch.full((channels,), block.numel() // channels, dtype=torch.int64, device=block.device)


def _blocks(values: Tensor, axis: int) -> Tuple[Tensor, ...]:
    """Pieces along the first axis that is not the channels' and long enough; else along the longest."""
    others = [a for a in range(values.dim()) if a != axis]
    wanted = -(-values.numel() // _BLOCK.get(values.device.type, _DEVICE_BLOCK))
    if wanted == 1 or not others:
        return (values,)
    longest = max(others, key=lambda a: values.shape[a])
    along = next((a for a in others if values.shape[a] >= wanted), longest)
    return values.split(max(1, values.shape[along] // wanted), dim=along)


def _sum(values: Tensor, axes: List[int]) -> Tensor:
    dtype = torch.int64 if values.dtype == torch.bool else values.dtype
    return values.sum(axes, dtype=dtype) if axes else values.to(dtype, copy=True)


def _zeros(block: Tensor, axis: int) -> Tensor:
    # Exact zeros are rare but after a ReLU; counting them all at once is ten times as fast as by channel.
    if block.device.type == "cpu" and int(torch.count_nonzero(block)) == block.numel():
        return torch.zeros(block.shape[axis], dtype=torch.int64, device=block.device)
    return _sum(block == 0, [a for a in range(block.dim()) if a != axis])


def _extremes(block: Tensor, axes: List[int], mask: Optional[Tensor]) -> Tuple[Tensor, Tensor]:
    if block.dtype not in (torch.float32, torch.float64):
        block = block.to(torch.float32)
    low = high = block
    if mask is not None:
        low = block.masked_fill(~mask, float("inf"))
        high = block.masked_fill(~mask, float("-inf"))
    return (low.amin(axes), high.amax(axes)) if axes else (low.clone(), high.clone())


def _odd(values: Tensor) -> Tensor:
    flat = values.reshape(-1)
    bad = ~torch.isfinite(flat)
    first = torch.where(bad.any(), bad.to(torch.uint8).argmax(), torch.full((), -1, device=flat.device))
    counts = [torch.isnan(flat).sum(), (flat == float("inf")).sum(), (flat == float("-inf")).sum(), first]
    return torch.stack([count.to(torch.int64) for count in counts])
