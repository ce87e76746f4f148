"""Answers the benchmark's orders; see protocol.ts."""

import json
import sys
import time

import numpy

EPS = 1e-5


def serve(about, prepare):
    """prepare(task) returns runs by name; each returns None, or milliseconds of its parts."""
    answer({"about": about})
    runs = {}
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if "prepare" in order:
                runs = prepare(order["prepare"])
                answer({"ready": list(runs)})
            elif "run" in order:
                start = time.perf_counter()
                parts = runs[order["run"]]()
                ms = (time.perf_counter() - start) * 1e3
                answer({"ms": ms, **({"parts": parts} if parts else {})})
            else:
                runs = {}
                answer({"ready": []})
        except Exception as error:
            answer({"cannot": f"{type(error).__name__}: {error}".split("\n")[0]})


def answer(message):
    print("@ " + json.dumps(message), flush=True)


def values_of(task):
    """The tensor as NumPy's array; bfloat16 as its bits."""
    dtype = {"float32": "<f4", "float16": "<f2", "bfloat16": "<u2"}[task["dtype"]]
    return numpy.resize(numpy.fromfile(task["values"], dtype), task["shape"])


class Parts:
    """Times steps by name."""

    def __init__(self):
        self.ms = {}

    def __call__(self, name, step):
        start = time.perf_counter()
        result = step()
        self.ms[name] = self.ms.get(name, 0) + (time.perf_counter() - start) * 1e3
        return result
