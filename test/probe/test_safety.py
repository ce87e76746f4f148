"""Whatever happens to the log, training goes on; whatever happens to training, the log reads."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import unittest
from pathlib import Path
from unittest import mock

import torch
from helpers import HERE, ProbeTest, hooks_of, images, normscope, small_net
from normscope.pytorch import part
from normscope.runlog import writer
from readlog import HEAD, of_kind, read_log, spacing

KILLS = int(os.environ.get("NORMSCOPE_KILLS", "30"))


class Safety(ProbeTest):
    @unittest.skipUnless(hasattr(os, "fork"), "this system does not fork")
    def test_killed_while_writing(self) -> None:
        self.assertEqual(self.kill(), {1})

    @unittest.skipUnless(hasattr(os, "fork"), "this system does not fork")
    def test_killed_while_thinning(self) -> None:
        self.assertGreater(len(self.kill(limit=40_000)), 1)

    def kill(self, limit: int | None = None) -> set[int]:
        """Kills processes; each log must hold every step that was said and that its spacing divides. The spacings."""
        seed = random.randrange(1 << 30)
        command = [sys.executable, str(HERE / "kill.py"), str(self.folder), str(KILLS), str(seed)]
        command += [] if limit is None else [str(limit)]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        self.assertEqual(len(lines), KILLS)
        spacings = set()
        for line in lines:
            folder, said = line.rsplit(" ", 1)
            data = (Path(folder) / "rank-0000.normlog").read_bytes()
            records, torn = read_log(Path(folder) / "rank-0000.normlog")
            every = spacing(records)
            spacings.add(every)
            with self.subTest(seed=seed, folder=folder):
                steps = [record["step"] for record in of_kind(records, "step")]
                self.assertEqual(steps, list(range(0, len(steps) * every, every)))
                self.assertGreaterEqual(len(steps), -(-int(said) // every))
                self.assertEqual(records[0]["kind"], "run")
                self.assertEqual(len(records), len(record_ends(data)))
                if torn:
                    self.assertEqual(record_ends(data)[-1] + torn, len(data))
                if limit is not None:
                    self.assertLess(len(data), limit + 20_000)
        return spacings

    def test_cut_anywhere(self) -> None:
        model = small_net()
        with normscope.watch(model, self.folder / "run") as watch:
            for _ in range(4):
                model(images())
        data, path = Path(watch.path).read_bytes(), self.folder / "cut.normlog"
        ends = record_ends(data)
        for cut in random.Random(0).choices(range(len(data)), k=100) + ends:
            path.write_bytes(data[:cut])
            records, torn = read_log(path)
            self.assertEqual(len(records), sum(end <= cut for end in ends))
            self.assertEqual(torn, cut - max([end for end in ends if end <= cut], default=8 if cut >= 8 else 0))

    def test_an_exception_is_noted_and_raised(self) -> None:
        model = small_net()
        with self.assertRaises(ZeroDivisionError), normscope.watch(model, self.folder / "run") as watch:
            model(images())
            raise ZeroDivisionError
        (end,) = self.records(watch, "end")
        self.assertEqual((end["reason"], end["exception"], end["step"]), ("exception", "ZeroDivisionError", 1))
        self.assertEqual(hooks_of(model), 0)

    def test_nothing_is_overwritten(self) -> None:
        model = small_net()
        paths = []
        for _ in range(3):
            with normscope.watch(model, self.folder / "run") as watch:
                model(images())
            paths.append(Path(watch.path).parent.name)
        self.assertEqual(paths, ["run", "run-2", "run-3"])

    def test_default_folder_and_names_that_are_no_file_names(self) -> None:
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.folder)
        for name, folder in (("first run", "first run"), ("../../up\n", "-..-up-"), ("..", "run")):
            with normscope.watch(small_net(), name=name) as watch:
                pass
            self.assertEqual(Path(watch.path).parent, Path("normscope-runs") / folder)
            self.assertEqual(self.records(watch, "run")[0]["name"], name)

    def test_full_disk_and_short_writes(self) -> None:
        def full(descriptor: int, data: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        for name, write in (("full", full), ("short", lambda descriptor, data: len(data) // 2)):
            with self.subTest(name):
                model = small_net()
                watch = normscope.watch(model, self.folder / name)
                model(images())
                with mock.patch.object(writer.os, "write", write):
                    found = self.warnings_of(lambda: [model(images()), model(images())])  # noqa: B023
                model(images())
                watch.close()
                self.assertEqual(len(found), 1)
                self.assertIn("not recorded further", found[0])
                self.assertEqual(hooks_of(model), 0)
                self.assertEqual(len(self.records(watch, "step")), 1)

    @unittest.skipUnless(Path("/dev/full").exists(), "this system has no /dev/full")
    def test_a_device_that_is_full(self) -> None:
        model = small_net()
        opened = os.open("/dev/full", os.O_WRONLY)
        with mock.patch.object(writer, "open_rank_file", lambda *_: (Path("/dev/full"), opened)):
            found = self.warnings_of(lambda: normscope.watch(model))
        model(images())
        self.assertEqual(len(found), 1)
        self.assertIn("No space left", found[0])
        self.assertEqual(hooks_of(model), 0)

    def test_a_folder_that_cannot_be_written(self) -> None:
        # A file in the folder's place refuses root, too, for whom no folder is read-only.
        (self.folder / "file").write_text("")
        model = small_net()
        opened: list[normscope.Watch] = []
        found = self.warnings_of(lambda: opened.append(normscope.watch(model, self.folder / "file" / "run")))
        model(images())
        opened[0].step()
        with opened[0].accumulate():
            model(images())
        opened[0].close()
        self.assertEqual(len(found), 1)
        self.assertIsNone(opened[0].path)

    def test_read_only_file_system(self) -> None:
        refuse = mock.Mock(side_effect=OSError(errno.EROFS, "Read-only file system"))
        with mock.patch("os.open", refuse):
            found = self.warnings_of(lambda: normscope.watch(small_net(), self.folder / "run"))
        self.assertEqual(len(found), 1)
        self.assertIn("Read-only", found[0])

    def test_an_error_of_the_probe_ends_the_watch_only(self) -> None:
        model = small_net()
        watch = normscope.watch(model, self.folder / "run")
        with mock.patch.object(part, "measure", mock.Mock(side_effect=RuntimeError("out of memory\nand more"))):
            found = self.warnings_of(lambda: [model(images()), model(images())])
        self.assertEqual(found, ["normscope: RuntimeError: out of memory; the run is not recorded further"])
        self.assertEqual(hooks_of(model), 0)
        watch.close()

    @unittest.skipUnless(hasattr(os, "fork"), "this system does not fork")
    def test_a_forked_process_does_not_write(self) -> None:
        model = small_net()
        watch = normscope.watch(model, self.folder / "run")
        child = os.fork()
        if child == 0:
            watch.close()
            os._exit(0)
        os.waitpid(child, 0)
        model(images())
        watch.close()
        self.assertEqual((len(self.records(watch, "end")), len(self.records(watch, "step"))), (1, 1))

    def test_numbers_that_json_has_not(self) -> None:
        model = torch.nn.Sequential(torch.nn.BatchNorm1d(3, eps=float("nan"), momentum=float("inf")))
        with normscope.watch(model, self.folder / "run", name="\ud800 </script>") as watch:
            pass
        (run,) = self.records(watch, "run")
        self.assertEqual((run["layers"][0]["eps"], run["layers"][0]["momentum"]), (None, None))


def record_ends(data: bytes) -> list[int]:
    """Where the whole records of a log end."""
    ends, place = [], 8
    while place + HEAD.size <= len(data):
        place += HEAD.size + HEAD.unpack_from(data, place)[0]
        if place <= len(data):
            ends.append(place)
    return ends


if __name__ == "__main__":
    unittest.main()
