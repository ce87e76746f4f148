"""A line figure of one layer, as SVG that needs neither script nor style sheet."""

from __future__ import annotations

import math
from typing import List, NamedTuple, Optional, Sequence, Tuple

from .excerpt import Excerpt, parts_of
from .gaps import gaps
from .rows import Row
from .text import escaped, number

_WIDTH, _HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 14, 52, 44
_BATCH, _RUNNING, _INK, _FAINT = "#2f7ed8", "#c2570c", "#333333", "#cccccc"

Point = Tuple[float, float]


class Series(NamedTuple):
    """One layer over the steps that are at hand: of one channel the batch's mean and the running one."""

    title: str
    batch: List[Point]
    running: List[Point]


def series_of(excerpt: Excerpt, row: Row) -> Series:
    """The layer's channel that lies farthest from its running mean; its first one where it keeps none."""
    last = parts_of(excerpt.last, row.layer)[-1]
    channel = max(gaps(last), default=(0.0, 0))[1]
    batch: List[Point] = []
    running: List[Point] = []
    for step, parts in excerpt.kept.items():
        for part in parts_of(parts, row.layer)[-1:]:
            for points, what in ((batch, "mean"), (running, "runningMean")):
                values = part.values(what)
                if channel < len(values) and math.isfinite(values[channel]):
                    points.append((step, values[channel]))
    what = "Batch mean against running mean" if running else "Batch mean"
    return Series(f"{what}: layer {escaped(row.name)}, channel {channel}", batch, running)


def svg_figure(series: Series) -> str:
    """On white, so that it reads on pages of any colour."""
    points = series.batch + series.running
    if not points or max(y for _, y in points) - min(y for _, y in points) == math.inf:
        return ""
    across = _Scale.over([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    up = _Scale.over([y for _, y in points], _HEIGHT - _BOTTOM, _TOP).rounded()
    drawn = [
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="4" fill="#ffffff"/>',
        _text(_WIDTH / 2, 18, series.title, size=13),
        *(_tick_up(up, value) for value in up.ticks()),
        *(_tick_across(across, value) for value in across.ticks()),
        _text(_WIDTH / 2, _HEIGHT - 8, "training step"),
        f'<g transform="rotate(-90)">{_text(-(_HEIGHT + _TOP - _BOTTOM) / 2, 13, "mean (units of the values)")}</g>',
        _line(series.batch, across, up, _BATCH, "1.2"),
        _line(series.running, across, up, _RUNNING, "2.4"),
        _legend(_LEFT, "batch mean", _BATCH, "1.2"),
        _legend(_LEFT + 120, "running mean", _RUNNING, "2.4") if series.running else "",
    ]
    label = f'role="img" aria-label="{series.title}"'
    size = f'width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    style = 'style="max-width:100%;height:auto" font-family="sans-serif"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {label} {style}>{"".join(drawn)}</svg>'


class _Scale(NamedTuple):
    """Maps least to greatest value onto two places."""

    least: float
    greatest: float
    begin: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], begin: float, end: float) -> _Scale:
        least, greatest = min(values), max(values)
        if least == greatest:
            wider = abs(least) * 0.1 or 1.0
            least, greatest = least - wider, greatest + wider
        return cls(least, greatest, begin, end)

    def rounded(self) -> _Scale:
        """From one round number to another."""
        step = self._step()
        least, greatest = math.floor(self.least / step) * step, math.ceil(self.greatest / step) * step
        return self._replace(least=least, greatest=greatest) if least < greatest else self

    def place(self, value: float) -> str:
        share = (value - self.least) / (self.greatest - self.least)
        return f"{self.begin + share * (self.end - self.begin):.1f}"

    def ticks(self) -> List[float]:
        """Four to ten round numbers."""
        step = self._step()
        first, last = math.ceil(self.least / step - 1e-9), math.floor(self.greatest / step + 1e-9)
        return [index * step for index in range(first, min(last, first + 10) + 1)]

    def _step(self) -> float:
        """A round number, four to ten times of which make the whole."""
        rough = max((self.greatest - self.least) / 4, 1e-300)
        magnitude = 10.0 ** math.floor(math.log10(rough))
        return next(factor * magnitude for factor in (5, 2, 1) if factor * magnitude <= rough or factor == 1)


def _line(points: Sequence[Point], across: _Scale, up: _Scale, colour: str, width: str) -> str:
    places = " ".join(f"{across.place(x)},{up.place(y)}" for x, y in points)
    if len(points) == 1:
        x, y = places.split(",")
        return f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{width}"/>' if points else ""


def _legend(x: float, label: str, colour: str, width: str) -> str:
    stroke = f'<path d="M{x} 37h22" stroke="{colour}" stroke-width="{width}"/>'
    return stroke + _text(x + 28, 41, label, anchor="start")


def _tick_up(up: _Scale, value: float) -> str:
    y = up.place(value)
    grid = f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="{_FAINT}" stroke-width="0.7"/>'
    return grid + _text(_LEFT - 6, float(y) + 4, number(value), anchor="end")


def _tick_across(across: _Scale, value: float) -> str:
    x = across.place(value)
    mark = f'<path d="M{x} {_HEIGHT - _BOTTOM}v4" stroke="{_INK}" stroke-width="0.7"/>'
    return mark + _text(float(x), _HEIGHT - _BOTTOM + 17, f"{value:,.10g}")


def _text(x: float, y: float, text: str, *, size: int = 11, anchor: Optional[str] = "middle") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" fill="{_INK}">{text}</text>'
