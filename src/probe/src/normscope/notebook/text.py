"""Names from models, and numbers, as a person reads them."""

from __future__ import annotations

import html
import math

_LONGEST = 60


def clean(name: str, longest: int = _LONGEST) -> str:
    """One line without control and text-direction characters; the middle of a long name is left out."""
    if len(name) > longest:
        half = longest // 2
        name = f"{name[: half - 1]}…{name[-half:]}"
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


def escaped(name: str) -> str:
    """As `clean`, for HTML and SVG."""
    return html.escape(clean(name))


def number(value: float) -> str:
    """Four digits, or a word."""
    if math.isnan(value):
        return "–"
    return f"{value:.4g}".replace("-", "\u2212").replace("e+0", "e").replace("e\u22120", "e\u2212")


def count(value: int) -> str:
    """With separators."""
    return f"{value:,}"
