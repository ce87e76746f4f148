"""A log stays within its limit, by leaving steps out and never by losing others."""

from __future__ import annotations

import os
import unittest
from pathlib import Path
from unittest import mock

from helpers import ProbeTest, images, normscope, small_net
from normscope.runlog import writer
from normscope.runlog.index import FIXED, MODE, THINNED, RecordIndex
from normscope.runlog.record import Array
from normscope.runlog.writer import LogWriter
from readlog import of_kind, read_log, spacing

RUN = {"kind": "run", "version": 1, "name": "long", "every": 1, "layers": []}


class Spacing(unittest.TestCase):
    def test_is_the_least_that_fits(self) -> None:
        index = RecordIndex(8)
        index.add(FIXED, 92)
        for step in range(0, 64, 2):
            index.add(step, 100)
        for most, every in ((10_000, 4), (1700, 4), (1699, 8), (900, 8), (899, 16), (300, 32), (299, 64), (199, None)):
            with self.subTest(most=most):
                self.assertEqual(index.spacing_for(2, most), every)
                if every is not None:
                    self.assertLessEqual(8 + sum(entry.length for entry in index.kept(every)), most)

    def test_keeps_what_belongs_to_no_step(self) -> None:
        index = RecordIndex(8)
        for step in (FIXED, THINNED, 0, MODE, 1, 2, 3, FIXED):
            index.add(step, 10)
        self.assertEqual([entry.step for entry in index.kept(2)], [FIXED, 0, MODE, 2, FIXED])
        self.assertEqual([entry.offset for entry in index.kept(2)], [8, 28, 38, 58, 78])


class Thinning(ProbeTest):
    def log(self, limit: int | None, every: int = 1) -> LogWriter:
        """A log that has begun."""
        log = LogWriter(self.folder / "run", "long", 0, every=every, limit=limit)
        log.write(RUN)
        return log

    def write(self, log: LogWriter, steps: range, parts: int = 1) -> None:
        """Small records, some of them of micro-batches."""
        for step in steps:
            for part in range(parts):
                values = Array("i8", [1], step.to_bytes(8, "little"))
                log.write({"kind": "step", "step": step, "part": part}, {"0/n": values})

    def test_a_million_steps(self) -> None:
        limit = 200_000
        log = self.log(limit)
        largest = 0
        for begin in range(0, 1_000_000, 1000):
            self.write(log, range(begin, begin + 1000))
            largest = max(largest, Path(log.path).stat().st_size)
        log.close()
        records, torn = read_log(log.path)
        every = spacing(records)
        self.assertEqual(torn, 0)
        self.assertLess(largest, limit)
        self.assertEqual([r["step"] for r in of_kind(records, "step")], list(range(0, 1_000_000, every)))
        self.assertEqual(
            [int(r["arrays"]["0/n"][0]) for r in of_kind(records, "step")], list(range(0, 1_000_000, every))
        )
        self.assertEqual(os.listdir(Path(log.path).parent), ["rank-0000.normlog"])

    def test_records_stay_as_they_were(self) -> None:
        whole = self.log(None)
        thin = LogWriter(self.folder / "thin", "long", 0, limit=4000)
        thin.write(RUN)
        for log in (whole, thin):
            for step in range(100):
                self.write(log, range(step, step + 1), parts=2)
                if step % 40 == 20:
                    log.write({"kind": "mode", "step": step, "training": False, "layers": []})
            log.write({"kind": "end", "step": 99})
            log.close()
        (before, _), (after, torn) = read_log(whole.path), read_log(thin.path)
        every = spacing(after)
        self.assertGreater(every, 1)
        self.assertEqual(torn, 0)
        self.assertEqual(after[1], {"kind": "thinned", "every": every, "arrays": {}})
        kept = [r for r in before if r["kind"] != "step" or r["step"] % every == 0]
        self.assertEqual(after[:1] + after[2:], kept)
        self.assertEqual(len(of_kind(after, "thinned")), 1)

    def test_spacings_are_powers_of_two_times_every(self) -> None:
        log = self.log(3000, every=10)
        self.write(log, range(0, 10_000))
        log.close()
        records, _ = read_log(log.path)
        every = of_kind(records, "thinned")[-1]["every"]
        self.assertEqual(every % 10, 0)
        self.assertEqual((every // 10) & (every // 10 - 1), 0)
        self.assertEqual([r["step"] for r in of_kind(records, "step")], list(range(0, 10_000, every)))

    def test_what_is_not_kept_is_not_measured(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run", limit=60_000) as watch:
            with mock.patch("normscope.pytorch.part.measure", side_effect=RuntimeError("measured")) as measure:
                watch._recorder.log.every = 4
                watch._counter.step = 1
                model(images())
                self.assertEqual(measure.call_count, 0)
            watch._counter.step = 4
            model(images())
        self.assertEqual([record["step"] for record in self.records(watch, "step")], [4])

    def test_training_is_the_same(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run", limit=60_000) as watch:
            for _ in range(40):
                model(images())
        records, torn = read_log(watch.path)
        every = spacing(records)
        self.assertEqual((torn, every > 1), (0, True))
        self.assertEqual([r["step"] for r in of_kind(records, "step")], list(range(0, 40, every)))
        tracked = [r["layers"][0][1]["numBatchesTracked"] for r in of_kind(records, "step")]
        self.assertEqual(tracked, list(range(1, 41, every)))

    def test_another_working_directory(self) -> None:
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        log = LogWriter("run", "long", 0, limit=4000)
        log.write(RUN)
        (self.folder / "elsewhere").mkdir()
        os.chdir(self.folder / "elsewhere")
        self.write(log, range(200))
        log.close()
        self.assertGreater(spacing(read_log(self.folder / "run" / "rank-0000.normlog")[0]), 1)
        self.assertEqual(os.listdir("."), [])

    def test_a_failed_copy_leaves_the_file_whole(self) -> None:
        for function in ("replace", "fsync"):
            with self.subTest(function):
                log = LogWriter(self.folder / function, "long", 0, limit=4000)
                log.write(RUN)
                with mock.patch(f"os.{function}", side_effect=OSError(28, "No space left on device")):
                    found = self.warnings_of(lambda: self.write(log, range(60)))  # noqa: B023
                self.assertEqual(len(found), 1)
                self.assertRegex(found[0], "No space left on device; the file has reached its limit of 4000 bytes")
                self.assertTrue(log.open)
                records, torn = read_log(log.path)
                self.assertEqual(torn, 0)
                self.assertEqual([r["step"] for r in of_kind(records, "step")], list(range(60)))
                self.assertEqual(os.listdir(Path(log.path).parent), ["rank-0000.normlog"])
                # And once it can be done, it is.
                self.write(log, range(60, 80))
                log.close()
                self.assertGreater(spacing(read_log(log.path)[0]), 1)

    def test_a_file_that_can_never_be_thinned_ends_at_twice_the_limit(self) -> None:
        log = self.log(4000)
        with mock.patch("os.replace", side_effect=PermissionError(13, "in use")):
            found = self.warnings_of(lambda: self.write(log, range(1000)))
        self.assertEqual(len(found), 2)
        self.assertIn("twice the limit", found[1])
        self.assertFalse(log.open)
        self.assertLess(Path(log.path).stat().st_size, 9000)

    def test_a_limit_that_holds_nothing_ends_the_log_cleanly(self) -> None:
        failures = []
        log = self.log(300)
        log.on_failure = lambda: failures.append(True)
        found = self.warnings_of(lambda: self.write(log, range(100)))
        self.assertEqual((len(found), failures), (1, [True]))
        self.assertIn("half of the limit of 300 bytes; the run is not recorded further", found[0])
        self.assertEqual(read_log(log.path)[1], 0)

    def test_another_file_in_its_place_is_left_alone(self) -> None:
        log = self.log(4000)
        Path(log.path).rename(self.folder / "moved.normlog")
        Path(log.path).write_text("mine")
        found = self.warnings_of(lambda: self.write(log, range(60)))
        log.close()
        self.assertIn("replaced by another", found[0])
        self.assertEqual(Path(log.path).read_text(), "mine")

    @unittest.skipUnless(hasattr(os, "fork"), "this system does not fork")
    def test_a_forked_process_does_not_thin(self) -> None:
        log = self.log(4000)
        self.write(log, range(10))
        child = os.fork()
        if child == 0:
            self.write(log, range(10, 1000))
            os._exit(0)
        os.waitpid(child, 0)
        log.close()
        self.assertEqual([r["step"] for r in of_kind(read_log(log.path)[0], "step")], list(range(10)))

    def test_a_reader_that_has_the_file_open_reads_the_old_one(self) -> None:
        log = self.log(4000)
        self.write(log, range(20))
        with open(log.path, "rb") as reader:
            before = Path(log.path).read_bytes()
            self.write(log, range(20, 100))
            self.assertTrue(reader.read().startswith(before))
        log.close()

    def test_as_on_windows_no_file_is_replaced_while_it_is_open(self) -> None:
        log = self.log(4000)
        replaced = []

        def replace(source: str, target: str, real=os.replace) -> None:
            self.assertIsNone(log._descriptor)
            replaced.append(target)
            real(source, target)

        with mock.patch.object(writer.os, "replace", replace):
            self.write(log, range(100))
        log.close()
        self.assertTrue(replaced)

    def test_a_limit_below_one(self) -> None:
        with self.assertRaisesRegex(ValueError, "limit is 0"):
            normscope.watch(small_net(), self.folder / "run", limit=0)


if __name__ == "__main__":
    unittest.main()
