"""Statistics of one tensor per channel, computed where the tensor is and left there."""

from __future__ import annotations

from typing import List, NamedTuple, Tuple

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
    codes = (values.to(torch.float32).view(torch.int32) >> 16).add_(CODES // 2)
    # Elsewhere than on the CPU, bincount asks for the largest code first, for which the host would wait.
    return torch.bincount(codes, minlength=CODES) if codes.device.type == "cpu" else scatter_codes(codes)


def scatter_codes(codes: Tensor) -> Tensor:
    """What bincount counts, without the host having to wait for the device."""
    table = torch.zeros(CODES, dtype=torch.int32, device=codes.device)
    return table.scatter_add_(0, codes.long(), torch.ones_like(codes)).long()


def _measure_blocks(values: Tensor, axis: int, wide: torch.dtype, *, masked: bool) -> Measured:
    axes = [a for a in range(values.dim()) if a != axis]
    channels = values.shape[axis]
    pivot = None
    sums: List[Tuple[Tensor, ...]] = []
    for block in _blocks(values, axis):
        finite = torch.isfinite(block) if masked else None
        count = _sum(finite, axes) if finite is not None else _constant(block.numel() // channels, channels, block)
        widened = block.to(wide, copy=True) if finite is None else torch.where(finite, block, 0).to(wide)
        if pivot is None:
            pivot = _sum(widened, axes) / count.clamp(min=1).to(wide)
            spread = pivot.reshape([-1 if a == axis else 1 for a in range(values.dim())])
        widened.sub_(spread)
        if finite is not None:
            widened.masked_fill_(~finite, 0)
        first = _sum(widened, axes)
        second = _sum(widened.mul_(widened), axes)
        sums.append((first, second, count, _zeros(block, axes), *_extremes(block, axes, finite)))
    assert pivot is not None
    first, second, finite_count, zeros = (torch.stack(column).sum(0) for column in list(zip(*sums))[:4])
    least, greatest = torch.stack([s[4] for s in sums]).amin(0), torch.stack([s[5] for s in sums]).amax(0)
    divisor = finite_count.clamp(min=1).to(wide)
    mean = pivot + first / divisor
    m2 = (second - first * first / divisor).clamp(min=0)
    if masked:
        none = finite_count == 0
        mean, least, greatest = (t.masked_fill(none, float("nan")) for t in (mean, least, greatest))
        odd = _odd(values)
    else:
        odd = torch.tensor([0, 0, 0, -1])
    return Measured(mean, m2, least, greatest, finite_count, zeros, odd)


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
    return values.sum(axes, dtype=dtype) if axes else values.to(dtype)


def _constant(value: int, channels: int, like: Tensor) -> Tensor:
    return torch.full((channels,), value, dtype=torch.int64, device=like.device)


def _zeros(block: Tensor, axes: List[int]) -> Tensor:
    # Exact zeros are rare but after a ReLU; counting them all at once is ten times as fast as by channel.
    if block.device.type == "cpu" and int(torch.count_nonzero(block)) == block.numel():
        return _constant(0, block.numel() // _size(block, axes), block)
    return _sum(block == 0, axes)


def _size(block: Tensor, axes: List[int]) -> int:
    size = 1
    for axis in axes:
        size *= block.shape[axis]
    return size


def _extremes(block: Tensor, axes: List[int], finite: Tensor | None) -> Tuple[Tensor, Tensor]:
    if block.dtype not in (torch.float32, torch.float64):
        block = block.to(torch.float32)
    low = high = block
    if finite is not None:
        low = block.masked_fill(~finite, float("inf"))
        high = block.masked_fill(~finite, float("-inf"))
    return (low.amin(axes), high.amax(axes)) if axes else (low, high)


def _odd(values: Tensor) -> Tensor:
    flat = values.reshape(-1)
    bad = ~torch.isfinite(flat)
    first = torch.where(bad.any(), bad.to(torch.uint8).argmax(), torch.full((), -1, device=flat.device))
    counts = [torch.isnan(flat).sum(), (flat == float("inf")).sum(), (flat == float("-inf")).sum(), first]
    return torch.stack([count.to(torch.int64) for count in counts])
