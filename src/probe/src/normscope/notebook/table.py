"""What a run's output is where Normscope does not draw it: a table, as HTML and as text."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Sequence

from .excerpt import Excerpt
from .rows import Row
from .text import clean, count, escaped, number

MOST_ROWS = 200
MOST_LINES = 30
HINT = "Open this notebook, or the run's folder, in VS Code with Normscope to see all of it."


class Column(NamedTuple):
    """A column's heading, and what it means."""

    title: str
    explanation: str
    is_number: bool = True


COLUMNS = (
    Column("layer", "name in the model", False),
    Column("type", "class", False),
    Column("values", "values per statistic: what each channel's batch mean and variance is made of"),
    Column("mean", "of all values in the last logged step"),
    Column("std", "of all values in the last logged step"),
    Column("gap", "median over channels of |batch mean − running mean|, in running standard deviations (σ)"),
    Column("mode", "training or evaluation", False),
    Column("mark", "what to look at", False),
)


def cells(row: Row) -> List[str]:
    """A row's texts; names are as they come, not escaped."""
    gap = "–" if row.gap != row.gap else f"{number(row.gap)} σ"
    values = count(row.values) if row.values else "–"
    return [row.name, row.type, values, number(row.mean), number(row.deviation), gap, row.mode, row.mark or "–"]


def state_of(end: Dict[str, Any], is_open: bool) -> str:
    """ "running", "finished", "exception", or "stopped" where the log ended without a word."""
    if end:
        return "exception" if end.get("reason") == "exception" else "finished"
    return "running" if is_open else "stopped"


def summary(excerpt: Excerpt, rows: Sequence[Row], state: str) -> str:
    """One line; names in it are clean, not escaped."""
    words = {"running": "running", "finished": "finished", "stopped": "no longer recorded"}
    how = words.get(state) or f"ended with {clean(str(excerpt.end.get('exception') or 'an exception'))}"
    last = f", the last is step {count(excerpt.last[0].content['step'])}" if excerpt.last else ""
    layers = "1 layer" if len(rows) == 1 else f"{count(len(rows))} layers"
    every = "every step" if excerpt.every == 1 else f"every {count(excerpt.every)} steps"
    steps = "1 logged step" if excerpt.steps == 1 else f"{count(excerpt.steps)} logged steps"
    return f"{how} · {steps} ({every}){last} · {layers}"


def html_table(excerpt: Excerpt, rows: Sequence[Row], state: str, figure: str) -> str:
    """Without scripts and style sheets, and with colours of the page it stands on."""
    line = "border-bottom:1px solid rgba(128,128,128,.35);padding:2px 10px 2px 0;white-space:nowrap"
    aligned = ["text-align:right" if column.is_number else "text-align:left" for column in COLUMNS]
    head = "".join(
        f'<th scope="col" title="{escaped_text(column.explanation)}" style="{line};{align}">{column.title}</th>'
        for column, align in zip(COLUMNS, aligned)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td title="{escaped(text)}" style="{line};{align}">{escaped(text)}</td>'
            for text, align in zip(cells(row), aligned)
        )
        + "</tr>"
        for row in rows[:MOST_ROWS]
    )
    more = f"<p>{count(len(rows) - MOST_ROWS)} more layers are not in this table.</p>" if len(rows) > MOST_ROWS else ""
    title = f"<strong>{escaped(excerpt.run['name'])}</strong> {escaped_text(summary(excerpt, rows, state))}"
    table = f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    notes = f"<p>{escaped_text(' '.join(EXPLANATION))}</p><p>{escaped_text(HINT)}</p>"
    return (
        f'<div style="overflow-x:auto"><p>{title}</p>{figure}{table if rows else ""}{more}{notes if rows else ""}</div>'
    )


EXPLANATION = [
    "Mean and std are those of what entered the layer in the last logged step.",
    "Values are what each channel's batch statistic is made of.",
    "The gap is the median over channels between batch mean and running mean, in running standard deviations.",
]


def text_table(excerpt: Excerpt, rows: Sequence[Row], state: str) -> str:
    """Aligned columns of a fixed-width font."""
    lines = [[clean(cell, 32) for cell in cells(row)] for row in rows[:MOST_LINES]]
    table = [[column.title for column in COLUMNS], *lines]
    widths = [max(len(line[place]) for line in table) for place in range(len(COLUMNS))]
    aligned = [
        "  ".join(
            cell.rjust(width) if column.is_number else cell.ljust(width)
            for cell, width, column in zip(line, widths, COLUMNS)
        ).rstrip()
        for line in table
    ]
    more = [f"… and {count(len(rows) - MOST_LINES)} more layers"] if len(rows) > MOST_LINES else []
    first = f"{clean(excerpt.run['name'])}: {summary(excerpt, rows, state)}"
    return "\n".join([first, *(aligned if rows else []), *more, HINT])


def escaped_text(text: str) -> str:
    """Text of our own, of any length."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
