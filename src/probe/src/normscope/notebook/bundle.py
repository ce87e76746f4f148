"""A run as a notebook's output: for Normscope a thinned copy of its log, for everyone else table and picture."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any, Dict

from ..runlog.writer import LogWriter
from ..version import VERSION
from .excerpt import Excerpt, ExcerptReader
from .figure import series_of, svg_figure
from .rows import rows_of, worst_of
from .table import html_table, state_of, text_table
from .text import clean

RUN_MIME = "application/vnd.normscope.run.v1+json"
MOST_BYTES = 2 << 20
# While cells run, an output is sent anew every few seconds.
RUNNING_BYTES = MOST_BYTES // 4
# What base64 and the JSON around it leave.
_DEFLATED = 0.74
_TRIES = 6


def run_bundle(reader: ExcerptReader, log: LogWriter, most: int = MOST_BYTES) -> Dict[str, Any]:
    """The output's MIME types. `most`: bytes of JSON that Normscope's own may have; without room it is left out.

    Raises OSError where the log cannot be read.
    """
    for _ in range(_TRIES):
        excerpt = reader.read(most * _DEFLATED / reader.ratio)
        state = state_of(excerpt.end, log.open)
        payload = run_json(excerpt, state)
        filled = len(payload) / most
        if filled <= 1 and (excerpt.whole or filled >= 0.5 or reader.ratio <= 0.25):
            break
        # As full as 80 %, if it deflates as it did.
        reader.ratio = max(0.25, reader.ratio * filled / 0.8)
    rows = rows_of(excerpt)
    figure = svg_figure(series_of(excerpt, worst_of(rows))) if rows else ""
    bundle: Dict[str, Any] = {
        "text/html": html_table(excerpt, rows, state, figure),
        "text/plain": text_table(excerpt, rows, state),
    }
    if len(payload) <= most:
        bundle[RUN_MIME] = json.loads(payload)
    if figure:
        bundle["image/svg+xml"] = figure
    return bundle


def run_json(excerpt: Excerpt, state: str) -> str:
    """The excerpt as JSON."""
    deflated = zlib.compress(excerpt.log(), 6)
    content = {
        "version": 1,
        "generator": f"normscope {VERSION}",
        "name": clean(excerpt.run["name"], 200),
        "steps": excerpt.steps,
        "kept": len(excerpt.kept),
        "state": state,
        "logs": [base64.b64encode(deflated).decode("ascii")],
    }
    return json.dumps(content, separators=(",", ":"))
