"""Write digits.ipynb: a saved notebook whose outputs hold Normscope reports and draw without a kernel.

    normscope profile digits-cnn --json > digits.json
    normscope profile broken/nan.npy --json > broken.json
    python make_notebook.py digits.json broken.json
"""

import html
import json
import sys
from pathlib import Path
from typing import Any, Optional

MIME = "application/vnd.normscope.report.v1+json"
NOTEBOOK = Path(__file__).resolve().parent / "digits.ipynb"
SERIES = ("batchMean", "batchVariance", "runningMean", "runningVariance")

INTRODUCTION = """\
# What batch normalization sees

A small CNN learns scikit-learn's digits twice from the same initial weights: with batches of 64 and
with batches of 4. The inputs of its two batch norms were saved at each of the first 80 steps.

The first plot compares the two runs: how far each batch's statistics lie from the running averages
that the model will use after `model.eval()`. The second is a file with known troubles: a dead channel,
a saturated one, a NaN and an infinity.

The outputs hold statistics only, no activations, and draw without a kernel."""

CAPTURE = '''\
import json

import torch
from model import DigitsNet

model = DigitsNet()
captured = {}
for name in ("bn1", "bn2"):
    model.get_submodule(name).register_forward_hook(
        lambda module, inputs, output, name=name: captured.update({name: inputs[0].detach().half()})
    )
scores = model(torch.rand(64, 1, 8, 8))
# capture.py does this with real digits at each training step, and saves what was captured.'''

COMPARISON = '''\
def show(path):
    """Display a report that `normscope profile ... --json` wrote."""
    with open(path) as file:
        report = json.load(file)
    display({"application/vnd.normscope.report.v1+json": report, "text/plain": report["source"]["name"]}, raw=True)

!normscope profile digits-cnn --json > digits.json
show("digits.json")'''

BROKEN = '''\
!normscope profile broken/nan.npy --json > broken.json
show("broken.json")'''

Report = dict[str, Any]


def rounded(value: Any) -> Any:
    """Numbers to 6 significant digits, at any depth; the strings of non-finite numbers as they are."""
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def compact(report: Report) -> Report:
    """The report with its running series rounded: they are most of it, and a plot needs no more."""
    layers = []
    for layer in report["layers"]:
        running = layer["running"]
        if running is not None:
            running = {**running, **{key: rounded(running[key]) for key in SERIES}}
        layers.append({**layer, "running": running})
    return {**report, "layers": layers}


def short(value: Any) -> str:
    """A number for people; non-finite ones are strings already."""
    return value if isinstance(value, str) else f"{value:.4g}"


def row(layer: Report) -> tuple[str, ...]:
    """One line of the static table."""
    statistics = layer["statistics"]
    non_finite = statistics["nan"] + statistics["positiveInfinity"] + statistics["negativeInfinity"]
    zeros = statistics["zero"] / statistics["count"] if statistics["count"] else 0.0
    name = f"{layer['run']}/{layer['name']}" if layer["run"] else layer["name"]
    shape = " × ".join(str(size) for size in layer["shape"])
    figures = (short(statistics[key]) for key in ("mean", "standardDeviation", "min", "max"))
    return (name, layer["dtype"], shape, *figures, f"{zeros:.1%}", str(non_finite))


HEAD = ("Layer", "Dtype", "Shape", "Mean", "Std. dev.", "Min", "Max", "Zeros", "Non-finite")


def findings(report: Report) -> list[str]:
    """Every finding as one line, the report's own first."""
    places: list[Report] = [report, *report["layers"]]
    return [f"{finding['code']}: {finding['message']}" for place in places for finding in place["findings"]]


def table(report: Report) -> str:
    """A static table, for viewers without Normscope. Names are text, never markup."""

    def line(tag: str, cells: tuple[str, ...]) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    rows = "\n".join(line("td", row(layer)) for layer in report["layers"])
    items = "\n".join(f"<li>{html.escape(text)}</li>" for text in findings(report))
    caption = html.escape(report["source"]["name"])
    body = f"<table>\n<caption>{caption}</caption>\n<thead>{line('th', HEAD)}</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return f"{body}\n<ul>\n{items}\n</ul>" if items else body


def plain(report: Report) -> str:
    """The same as text."""
    rows = [HEAD, *(row(layer) for layer in report["layers"])]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip() for cells in rows]
    return "\n".join([report["source"]["name"], *lines, *findings(report)])


def source(text: str) -> list[str]:
    """Lines as notebooks keep them: each with its line feed."""
    return text.splitlines(keepends=True)


def markdown(cell_id: str, text: str) -> dict[str, Any]:
    """A markdown cell."""
    return {"cell_type": "markdown", "id": cell_id, "metadata": {}, "source": source(text)}


def code(cell_id: str, count: int, text: str, report: Optional[Report] = None) -> dict[str, Any]:
    """A code cell that was run; with a report, it is the output."""
    outputs = []
    if report is not None:
        data = {MIME: report, "text/html": source(table(report)), "text/plain": source(plain(report))}
        outputs.append({"data": data, "metadata": {}, "output_type": "display_data"})
    return {
        "cell_type": "code",
        "execution_count": count,
        "id": cell_id,
        "metadata": {},
        "outputs": outputs,
        "source": source(text),
    }


def notebook(comparison: Report, broken: Report) -> dict[str, Any]:
    """The whole notebook, format 4.5."""
    return {
        "cells": [
            markdown("introduction", INTRODUCTION),
            code("capture", 1, CAPTURE),
            code("comparison", 2, COMPARISON, compact(comparison)),
            code("broken", 3, BROKEN, compact(broken)),
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def main() -> None:
    """Read the two reports, write the notebook next to this script."""
    if len(sys.argv) != 3:
        sys.exit("usage: python make_notebook.py digits.json broken.json")
    comparison, broken = (json.loads(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:])
    text = json.dumps(notebook(comparison, broken), indent=1, ensure_ascii=False, sort_keys=True)
    NOTEBOOK.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
