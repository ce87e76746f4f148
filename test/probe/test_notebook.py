"""A watch is an output of a notebook that follows the run, says what it shows, and stays small."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import re
import unittest
import xml.dom.minidom
import zlib
from html.parser import HTMLParser
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from fake_kernel import FakeKernel, fake_kernel
from helpers import ProbeTest, images, normscope, small_net
from normscope.notebook import live, table
from normscope.notebook.bundle import MOST_BYTES, RUN_MIME
from normscope.notebook.spread import Levels, spread
from normscope.runlog import writer
from readlog import of_kind, read_log
from torch import nn

try:
    import IPython
    from IPython.core.interactiveshell import InteractiveShell
except ImportError:
    IPython = None

HOSTILE = "<script>alert(1)</script>\"'&\u202e\x1b[31m\ud800"


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now


class NotebookTest(ProbeTest):
    def kernel(self) -> FakeKernel:
        """Stands for the kernel that runs this test."""
        return fake_kernel(self)

    def clock(self) -> Clock:
        clock = Clock()
        patched = mock.patch.object(live, "time", clock)
        patched.start()
        self.addCleanup(patched.stop)
        return clock

    def log_of(self, bundle: dict) -> list[dict]:
        """The records in a bundle, read as any log."""
        content = bundle[RUN_MIME]
        self.assertEqual(content["version"], 1)
        (log,) = content["logs"]
        path = self.folder / "excerpt.normlog"
        path.write_bytes(zlib.decompress(base64.b64decode(log)))
        records, torn = read_log(path)
        self.assertEqual(torn, 0)
        return records


class Content(NotebookTest):
    def test_a_short_run_is_in_it_whole(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run", every=2) as watch:
            for step in range(20):
                model.train(step != 10)
                model(images())
        bundle = watch._repr_mimebundle_()
        self.assertEqual(
            (bundle[RUN_MIME]["steps"], bundle[RUN_MIME]["kept"], bundle[RUN_MIME]["state"]), (10, 10, "finished")
        )
        found, logged = self.log_of(bundle), read_log(watch.path)[0]
        self.assertEqual(found[0], logged[0])
        self.assertEqual(found[-1], logged[-1])
        self.assertEqual(of_kind(found, "mode"), of_kind(logged, "mode"))
        for one, other in zip(of_kind(found, "step"), of_kind(logged, "step")):
            self.assertEqual(one["layers"], other["layers"])
            for name, values in one["arrays"].items():
                np.testing.assert_allclose(values, other["arrays"][name], rtol=1e-7)
            left_out = {name.split("/")[1] for name in other["arrays"].keys() - one["arrays"].keys()}
            self.assertLessEqual(left_out, {"weight", "bias", "buckets", "bucketCounts"})
        with_buckets = [record["step"] for record in of_kind(found, "step") if "0/buckets" in record["arrays"]]
        self.assertTrue({0, 18} <= set(with_buckets))

    def test_sixty_layers_for_long(self) -> None:
        model = nn.Sequential(*[nn.BatchNorm2d(64) for _ in range(60)])
        watch = normscope.watch(model, self.folder / "run")
        for step in range(80):
            model(torch.randn(2, 64, 2, 2) + step / 10)
            if step in (0, 1, 5, 79):
                self.check(watch, step)
        watch.close()
        self.check(watch, 79)

    def check(self, watch: normscope.Watch, last: int) -> None:
        """Under the cap, first and last step in it, all layers there."""
        bundle = watch._repr_mimebundle_()
        size = len(json.dumps(bundle[RUN_MIME]))
        self.assertLess(size, MOST_BYTES)
        steps = of_kind(self.log_of(bundle), "step")
        self.assertEqual((steps[0]["step"], steps[-1]["step"], len(steps)), (0, last, bundle[RUN_MIME]["kept"]))
        self.assertEqual(len(steps[-1]["layers"]), 60)
        if last == 79:
            self.assertGreater(size, MOST_BYTES // 4)
            self.assertGreaterEqual(len(steps), 8)
            self.assertLess(len(bundle["text/html"]), 100_000)

    def test_wide_layers_stay_below_the_cap(self) -> None:
        model = nn.Sequential(*[nn.BatchNorm1d(30_000) for _ in range(4)])
        with normscope.watch(model, self.folder / "run") as watch:
            for step in range(4):
                model(torch.randn(4, 30_000) + step)
        bundle = watch._repr_mimebundle_()
        self.assertLess(len(json.dumps(bundle[RUN_MIME])), MOST_BYTES)
        self.assertLess(bundle[RUN_MIME]["kept"], 4)

    def test_numbers_of_the_table(self) -> None:
        model = nn.Sequential(nn.BatchNorm1d(3))
        batch = torch.randn(50, 3, dtype=torch.float64).float() * 3 + 1
        with normscope.watch(model, self.folder / "run") as watch:
            model(batch)
        norm, values = model[0], batch.double().numpy()
        gap = np.median(abs(values.mean(0) - norm.running_mean.numpy()) / np.sqrt(norm.running_var.numpy()))
        cells = watch._repr_mimebundle_()["text/plain"].splitlines()[2].split()
        self.assertEqual(cells[:3], ["0", "BatchNorm1d", "50"])
        self.assertEqual(cells[3:6], [f"{values.mean():.4g}", f"{values.std():.4g}", f"{gap:.4g}"])
        self.assertEqual(cells[6:], ["σ", "training", "–"])

    def test_marks(self) -> None:
        model = nn.Sequential(nn.BatchNorm1d(2), nn.Identity())
        steps = {
            "NaN or infinite values": (torch.full((50, 2), float("nan")), True),
            "running mean is far off": (torch.randn(50, 2) + 50, True),
            "in evaluation mode": (torch.randn(50, 2), False),
            "few values per statistic": (torch.randn(3, 2), True),
        }
        for mark, (batch, training) in steps.items():
            with self.subTest(mark):
                model[0].reset_running_stats()
                model[0].train(training)
                with normscope.watch(model, self.folder / "run") as watch:
                    model(batch)
                self.assertIn(mark, watch._repr_mimebundle_()["text/plain"])

    def test_names_are_text(self) -> None:
        model = nn.Sequential()
        name = HOSTILE.replace(".", "")
        model._modules[name] = nn.BatchNorm1d(2)
        with normscope.watch(model, self.folder / "run", name=HOSTILE) as watch:
            for _ in range(3):
                model(torch.randn(20, 2))
        bundle = watch._repr_mimebundle_()
        html = bundle["text/html"]
        tags: set[str] = set()
        attributes: set[str] = set()

        class Parser(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list) -> None:
                tags.add(tag)
                attributes.update(name for name, _ in attrs)

        Parser().feed(html)
        self.assertNotIn("script", tags)
        self.assertFalse([name for name in attributes if name.startswith("on") or name in ("href", "src")])
        self.assertIn("&lt;script&gt;alert(1)", html)
        for text in (html, bundle["text/plain"], bundle["image/svg+xml"], bundle[RUN_MIME]["name"]):
            self.assertIsNone(re.search("[\u202e\x1b\ud800]", text))
            text.encode()
        self.assertEqual(xml.dom.minidom.parseString(bundle["image/svg+xml"]).documentElement.tagName, "svg")

    def test_nothing_raw_is_in_it(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            model(images())
        self.assertEqual(set(watch._repr_mimebundle_()), {RUN_MIME, "text/html", "text/plain", "image/svg+xml"})
        self.assertLess(
            max(
                len(values)
                for record in self.log_of(watch._repr_mimebundle_())
                for name, values in record["arrays"].items()
                if "ucket" not in name
            ),
            5,
        )

    def test_values_at_the_ends_of_what_there_is(self) -> None:
        model = nn.Sequential(nn.BatchNorm1d(2, dtype=torch.float64))
        for scale in (1e-310, 1e150, 1e300, float("inf"), float("nan")):
            with self.subTest(scale=scale):
                with normscope.watch(model, self.folder / "run") as watch:
                    for step in range(3):
                        model(torch.tensor([[1, -1], [2, -3], [step, 1]], dtype=torch.float64) * scale)
                bundle = watch._repr_mimebundle_()
                self.assertEqual(len(of_kind(self.log_of(bundle), "step")), 3)
                if "image/svg+xml" in bundle:
                    self.assertNotRegex(bundle["image/svg+xml"], "nan|inf")

    def test_before_the_first_step(self) -> None:
        with normscope.watch(small_net(), self.folder / "run", name="early") as watch:
            bundle = watch._repr_mimebundle_()
        self.assertTrue(bundle["text/plain"].startswith("early: running · 0 logged steps"))
        self.assertNotIn("image/svg+xml", bundle)

    def test_thousands_of_layers(self) -> None:
        model = nn.Sequential(*[nn.BatchNorm1d(2) for _ in range(1500)])
        with normscope.watch(model, self.folder / "run", buckets=False) as watch:
            for _ in range(3):
                model(torch.randn(4, 2))
        bundle = watch._repr_mimebundle_()
        self.assertIn("1,300 more layers", bundle["text/html"])
        self.assertLessEqual(bundle["text/plain"].count("\n"), table.MOST_LINES + 4)
        self.assertEqual(len(of_kind(self.log_of(bundle), "step")[-1]["layers"]), 1500)

    def test_micro_batches_stay_together(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            for _ in range(3):
                with watch.accumulate():
                    model(images(4))
                    model(images(6))
        bundle = watch._repr_mimebundle_()
        parts = [(record["step"], record["part"]) for record in of_kind(self.log_of(bundle), "step")]
        self.assertEqual(parts, [(step, part) for step in range(3) for part in range(2)])
        self.assertEqual(bundle["text/plain"].splitlines()[2].split()[2], str(10 * 42))


class Live(NotebookTest):
    def test_updates_are_rare_and_end_with_the_run(self) -> None:
        kernel, clock = self.kernel(), self.clock()
        model = small_net()
        watch = normscope.watch(model, self.folder / "run")
        watch._ipython_display_()
        for _ in range(100):
            clock.now += 0.1
            model(images())
        self.assertEqual(kernel.states("display"), ["running"])
        updates = len(kernel.states("update"))
        self.assertTrue(3 <= updates <= 5, updates)
        watch.close()
        self.assertEqual(kernel.states("update")[-1], "finished")
        self.assertEqual(kernel.outputs[-1][2][RUN_MIME]["steps"], 100)
        shown = len(kernel.outputs)
        model(images())
        watch.close()
        kernel.cell_done()
        self.assertEqual((len(kernel.outputs), kernel.callbacks), (shown, []))

    def test_slow_updates_are_rarer(self) -> None:
        kernel, clock = self.kernel(), self.clock()

        def slowly(*arguments: object, real=live.run_bundle) -> dict:
            clock.now += 1
            return real(*arguments)

        model = small_net()
        watch = normscope.watch(model, self.folder / "run")
        with mock.patch.object(live, "run_bundle", slowly):
            watch._ipython_display_()
            for _ in range(1000):
                clock.now += 0.2
                model(images(1))
        updates = len(kernel.states("update"))
        self.assertTrue(1 <= updates <= 0.02 * clock.now, (updates, clock.now))
        watch.close()

    def test_an_exception_is_shown(self) -> None:
        kernel = self.kernel()
        model = small_net()
        with self.assertRaises(ZeroDivisionError), normscope.watch(model, self.folder / "run") as watch:
            watch._ipython_display_()
            model(images())
            raise ZeroDivisionError
        self.assertEqual(kernel.states("update"), ["exception"])
        self.assertIn("ended with ZeroDivisionError", kernel.outputs[-1][2]["text/plain"])

    def test_a_full_disk_is_shown(self) -> None:
        kernel = self.kernel()
        model = small_net()
        watch = normscope.watch(model, self.folder / "run")
        watch._ipython_display_()
        model(images())
        with mock.patch.object(writer.os, "write", side_effect=OSError(28, "No space left on device")):
            self.assertEqual(len(self.warnings_of(lambda: model(images()))), 1)
        self.assertEqual(kernel.states("update"), ["stopped"])
        self.assertIn("no longer recorded · 1 logged step ", kernel.outputs[-1][2]["text/plain"])
        watch.close()
        self.assertEqual(len(kernel.outputs), 2)

    def test_all_outputs_follow_up_to_a_number(self) -> None:
        kernel = self.kernel()
        model = small_net()
        watch = normscope.watch(model, self.folder / "run")
        for _ in range(live.MOST_OUTPUTS + 2):
            watch._ipython_display_()
        model(images())
        watch.close()
        shown = [name for what, name, _ in kernel.outputs if what == "display"]
        updated = [name for what, name, _ in kernel.outputs if what == "update"]
        self.assertEqual(updated, shown[-live.MOST_OUTPUTS :])

    def test_the_end_of_a_cell_shows_the_last_state(self) -> None:
        kernel = self.kernel()
        model = small_net()
        watch = normscope.watch(model, self.folder / "run")
        watch._ipython_display_()
        kernel.cell_done()
        self.assertEqual(kernel.states("update"), [])
        model(images())
        model(images())
        kernel.cell_done()
        kernel.cell_done()
        self.assertEqual(kernel.states("update"), ["running"])
        self.assertEqual(kernel.outputs[-1][2][RUN_MIME]["steps"], 2)
        watch.close()

    def test_a_terminal_prints_once(self) -> None:
        kernel = self.kernel()
        del kernel.kernel
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            watch._ipython_display_()
            model(images())
        self.assertEqual([what for what, _, _ in kernel.outputs], ["display"])

    def test_training_goes_on_when_the_display_fails(self) -> None:
        kernel, clock = self.kernel(), self.clock()
        model = small_net()
        watch = normscope.watch(model, self.folder / "run")
        watch._ipython_display_()
        kernel.display.update_display = mock.Mock(side_effect=OSError("the front end is gone"))

        def train() -> None:
            for _ in range(5):
                clock.now += 10
                model(images())

        found = self.warnings_of(train)
        watch.close()
        self.assertEqual(
            found, ["normscope: OSError: the front end is gone; the notebook's outputs are not updated further"]
        )
        self.assertEqual(len(self.records(watch, "step")), 5)

    def test_a_run_that_could_not_be_recorded(self) -> None:
        kernel = self.kernel()
        (self.folder / "file").write_text("")
        opened: list[normscope.Watch] = []
        self.warnings_of(lambda: opened.append(normscope.watch(small_net(), self.folder / "file" / "run")))
        self.assertEqual(len(self.warnings_of(opened[0]._ipython_display_)), 1)
        self.assertEqual(kernel.outputs, [])

    def test_a_thinned_log(self) -> None:
        kernel, clock = self.kernel(), self.clock()
        model = small_net()
        with normscope.watch(model, self.folder / "run", limit=100_000) as watch:
            watch._ipython_display_()
            for _ in range(200):
                clock.now += 1
                model(images())
        self.assertGreater(watch._recorder.log.every, 1)
        for _, _, bundle in kernel.outputs[1:]:
            self.log_of(bundle)
        steps = [record["step"] for record in of_kind(self.log_of(kernel.outputs[-1][2]), "step")]
        self.assertEqual(steps[0], 0)

    def test_nothing_of_ipython_is_imported_unless_it_is_shown(self) -> None:
        self.assertNotIn("IPython", Path(live.__file__).read_text().split("def show")[0])


class Spread(unittest.TestCase):
    def test_levels_keep_the_ends_and_powers_of_two(self) -> None:
        levels = Levels(range(0, 70, 10), 10)
        self.assertEqual(
            [sorted(levels.steps(k)) for k in range(len(levels.counts))],
            [[0, 10, 20, 30, 40, 50, 60], [0, 20, 40, 60], [0, 40, 60], [0, 60], [60]],
        )
        self.assertEqual(Levels([5], 1).counts, [1])

    def test_stays_within_the_budget(self) -> None:
        chance = np.random.default_rng(0)
        for _ in range(200):
            costs = {layer: float(cost) for layer, cost in enumerate(chance.lognormal(6, 2, chance.integers(1, 40)))}
            levels = Levels(range(0, int(chance.integers(1, 3000))), 1)
            budget = float(chance.lognormal(10, 2))
            chosen = spread(costs, levels, budget, 256, list(costs))
            used = sum(levels.counts[level] * costs[layer] for layer, level in chosen.items())
            self.assertLessEqual(used, budget * (1 + 1e-9))
            left_out = [costs[layer] for layer in costs if layer not in chosen]
            self.assertGreaterEqual(min(left_out, default=np.inf), max((costs[layer] for layer in chosen), default=0))


@unittest.skipUnless(IPython, "IPython is not installed")
class InIPython(NotebookTest):
    def test_shown_and_updated(self) -> None:
        shell = InteractiveShell()
        self.addCleanup(shell.history_manager.end_session)
        shell.kernel = object()
        published: list[tuple[bool, dict, dict]] = []

        def publish(
            data: dict,
            metadata: dict | None = None,
            source: str = "",
            *,
            transient: dict | None = None,
            update: bool = False,
            **_: object,
        ) -> None:
            published.append((update, data, transient))

        clock = self.clock()
        shell.display_pub.publish = publish
        shell.user_ns.update(
            normscope=normscope, model=small_net(), images=images, folder=self.folder / "run", clock=clock
        )
        patched = mock.patch.object(InteractiveShell, "_instance", shell)
        with patched, contextlib.redirect_stdout(io.StringIO()):
            cells = [
                "watch = normscope.watch(model, folder)\nwatch",
                "for _ in range(5):\n    clock.now += 3\n    model(images())",
                "watch.close()",
            ]
            for cell in cells:
                with (
                    mock.patch("IPython.core.getipython.get_ipython", lambda: shell),
                    mock.patch("IPython.get_ipython", lambda: shell),
                ):
                    self.assertTrue(shell.run_cell(cell).success)
        self.assertEqual([update for update, _, _ in published][:2], [False, True])
        self.assertEqual(len({transient["display_id"] for _, _, transient in published}), 1)
        self.assertEqual(published[-1][1][RUN_MIME]["state"], "finished")
        self.assertEqual(set(published[0][1]), {RUN_MIME, "text/html", "text/plain"})


if __name__ == "__main__":
    unittest.main()
