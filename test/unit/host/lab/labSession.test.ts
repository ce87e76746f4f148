import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createLabSession } from "../../../../src/host/lab/labSession";
import { type LabThread, startLabThread } from "../../../../src/host/lab/labThread";
import type { LabRun, ToLab } from "../../../../src/protocol/lab";
import { parseLabPoints, type TrainingPoints } from "../../../../src/protocol/labPoints";
import { parseStoredRuns, type StoredRun, storedRunsToJson } from "../../../../src/protocol/storedLab";

const REQUEST = { experiment: "running-momentum", seeds: 2, steps: 3 } as const;

describe("a session of the lab", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "normscope-lab-"));
  const open: { dispose(): void }[] = [];
  const start = (script = "dist/lab.mjs", most = 2, before: readonly StoredRun[] = []) => {
    const lab = lookingOn(script, most, before);
    open.push(lab.session);
    return lab;
  };
  afterEach(() => {
    for (const session of open.splice(0)) session.dispose();
  });
  after(() => rmSync(folder, { recursive: true }));

  it("trains an experiment from several seeds side by side, and tells all that comes", async () => {
    const { session, page, until, threads } = start();
    session.receive({ type: "start", request: REQUEST });
    const run = await until(({ state }) => state === "finished");
    assert.deepEqual(run.progress.trainings, { finished: 12, inAll: 12 });
    assert.deepEqual(run.progress.steps, { done: 36, inAll: 36 });
    assert.equal(threads.length, 2);
    const trainings = page.trainings(1);
    assert.equal(trainings.length, 12);
    for (const { points, finished } of trainings) {
      assert.ok(finished);
      assert.deepEqual(
        points.map(({ step }) => step),
        [0, 3],
      );
    }
  });

  it("tells a page that was made anew the same as one that was there all the time", async () => {
    const { session, page, until } = start();
    session.receive({ type: "start", request: REQUEST });
    await until(({ state }) => state === "finished");
    const before = page.trainings(1);
    session.receive({ type: "ready" });
    assert.deepEqual(page.trainings(1), before);
  });

  it("pauses at any step, and finishes after it", async () => {
    const { session, page, until } = start("dist/lab.mjs", 1);
    session.receive({ type: "start", request: { ...REQUEST, steps: null } });
    await until(({ progress }) => progress.now.some(({ step }) => step > 0));
    session.receive({ type: "pause", paused: true });
    assert.equal((await until(({ state }) => state === "paused")).progress.secondsLeft, null);
    await setTimeout(300);
    const held = page.run(1).progress.steps.done;
    await setTimeout(600);
    assert.equal(page.run(1).progress.steps.done, held);
    session.receive({ type: "pause", paused: false });
    await until(({ state, progress }) => state === "running" && progress.steps.done > held);
  });

  it("keeps what is finished when it is stopped, and trains the rest when asked to go on", async () => {
    const { session, page, until } = start();
    session.receive({ type: "start", request: REQUEST });
    await until(({ progress }) => progress.trainings.finished > 0);
    session.receive({ type: "stop" });
    const stopped = page.run(1);
    assert.equal(stopped.state, "stopped");
    session.receive({ type: "continue", id: 1 });
    await until(({ state }) => state === "finished");
    assert.equal(page.trainings(1).length, 12);
  });

  it("says why where a thread dies, keeps what it has, and can go on", async () => {
    const { session, failures, until, threads } = start("dist/lab.mjs", 1);
    session.receive({ type: "start", request: { ...REQUEST, steps: 200 } });
    await until(({ progress }) => progress.now.some(({ step }) => step > 0));
    threads[0]!.end();
    const failed = await until(({ state }) => state === "failed");
    assert.equal(failed.message, "The training was stopped.");
    assert.deepEqual(failures, [failed.message]);
    session.receive({ type: "continue", id: 1 });
    await until(({ state, progress }) => state === "running" && progress.steps.done > 0);
  });

  it("says with which exit code a thread has ended that was not told to", async () => {
    const script = join(folder, "dying.js");
    writeFileSync(script, `require("node:worker_threads").parentPort.on("message", () => process.exit(7));`);
    const { session, until } = start(script);
    session.receive({ type: "start", request: REQUEST });
    const failed = await until(({ state }) => state === "failed");
    assert.equal(failed.message, "A thread of the lab stopped with exit code 7.");
  });

  it("trains one experiment at a time, keeps those before, and forgets one on request", async () => {
    const { session, page, until } = start();
    session.receive({ type: "start", request: REQUEST });
    session.receive({ type: "start", request: REQUEST });
    await until(({ state }) => state === "finished");
    session.receive({ type: "start", request: { ...REQUEST, seeds: 1 } });
    await until(({ id, state }) => id === 2 && state === "finished");
    assert.deepEqual([page.ids(), page.trainings(2).length], [[1, 2], 6]);
    session.receive({ type: "remove", id: 1 });
    assert.deepEqual(page.ids(), [2]);
  });

  it("comes back with what was finished when the window is loaded again, and trains the rest when asked to go on", async () => {
    const first = start();
    first.session.receive({ type: "start", request: { ...REQUEST, seeds: 1 } });
    await first.until(({ state }) => state === "finished");
    first.session.receive({ type: "start", request: REQUEST });
    await first.until(({ id, progress }) => id === 2 && progress.trainings.finished > 0);
    first.session.dispose();
    const { finished } = first.saved().at(-1)!;
    const again = start("dist/lab.mjs", 2, parseStoredRuns(storedRunsToJson(first.saved())));
    again.session.receive({ type: "ready" });
    assert.deepEqual(
      again.page.ids().map((id) => again.page.run(id).state),
      ["finished", "stopped"],
    );
    assert.deepEqual(again.page.trainings(1), first.page.trainings(1));
    const { trainings, steps } = again.page.run(2).progress;
    assert.deepEqual([trainings, steps.inAll], [{ finished: finished.length, inAll: 12 }, 36]);
    again.session.receive({ type: "continue", id: 2 });
    await again.until(({ id, state }) => id === 2 && state === "finished");
    assert.equal(again.page.trainings(2).length, 12);
    again.session.receive({ type: "start", request: { ...REQUEST, seeds: 1 } });
    assert.deepEqual(again.page.ids(), [1, 2, 3]);
    again.session.receive({ type: "remove", id: 1 });
    assert.deepEqual(
      again.saved().map(({ id }) => id),
      [2],
    );
  });

  it("ends its threads with the panel", async () => {
    const { session, until, threads } = start();
    session.receive({ type: "start", request: REQUEST });
    await until(({ state }) => state === "running");
    session.dispose();
    await assert.rejects(threads[0]!.plan(REQUEST), /The training was stopped/);
  });
});

/** A session with what its page would have been told. */
function lookingOn(script: string, most: number, before: readonly StoredRun[]) {
  const runs = new Map<number, LabRun>();
  const points = new Map<number, Map<string, TrainingPoints>>();
  const threads: LabThread[] = [];
  const failures: string[] = [];
  const add = (id: number, text: string, known: Map<string, TrainingPoints>) => {
    for (const training of parseLabPoints(text)) {
      const key = `${training.arm} ${training.seed}`;
      const before = known.get(key)?.points ?? [];
      known.set(key, { ...training, points: [...before, ...training.points] });
    }
    points.set(id, known);
  };
  const hear = (message: ToLab) => {
    switch (message.type) {
      case "session":
        for (const { run, points } of message.runs) {
          runs.set(run.id, run);
          add(run.id, points, new Map());
        }
        break;
      case "run":
        runs.set(message.run.id, message.run);
        break;
      case "points":
        add(message.id, message.points, points.get(message.id)!);
        break;
      case "removed":
        runs.delete(message.id);
    }
  };
  const startThread = () => {
    threads.push(startLabThread(resolve(script)));
    return threads.at(-1)!;
  };
  let saved: readonly StoredRun[] = [];
  const machine = { startThread, most, clock: () => performance.now() };
  const failed = (why: string) => void failures.push(why);
  const session = createLabSession(machine, hear, failed, before, (runs) => {
    saved = runs;
  });
  const byKey = (a: TrainingPoints, b: TrainingPoints) => a.seed - b.seed || a.arm - b.arm;
  return {
    session,
    threads,
    failures,
    saved: () => saved,
    page: {
      run: (id: number) => runs.get(id)!,
      ids: () => [...runs.keys()],
      trainings: (id: number) => [...points.get(id)!.values()].sort(byKey),
    },
    async until(holds: (run: LabRun) => boolean): Promise<LabRun> {
      for (;;) {
        const found = [...runs.values()].find(holds);
        if (found) return found;
        await setTimeout(10);
      }
    },
  };
}
