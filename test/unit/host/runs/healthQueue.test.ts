import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { RunFolder } from "../../../../src/host/runFolder";
import { createHealthQueue } from "../../../../src/host/runs/healthQueue";
import type { LoggedHealth } from "../../../../src/protocol/runHealth";

const HEALTH: LoggedHealth = {
  name: "",
  state: "open",
  exception: null,
  steps: 1,
  started: null,
  every: 1,
  layers: [],
  findings: [],
};

function run(path: string, stamp = "1"): RunFolder {
  return { path, stamp, logs: [], written: 0 };
}

/** A queue whose judgements are given by hand, and what has been asked of them so far. */
function queue() {
  const asked: { readonly path: string; readonly stamp: string }[] = [];
  const given: ((health: LoggedHealth | Error) => void)[] = [];
  const changed: string[] = [];
  let now = 0;
  const judge = ({ path, stamp }: RunFolder) => {
    asked.push({ path, stamp });
    return new Promise<LoggedHealth>((resolve, reject) => {
      given.push((health) => (health instanceof Error ? reject(health) : resolve(health)));
    });
  };
  const health = createHealthQueue(
    judge,
    (path) => changed.push(path),
    () => now,
  );
  const give = async (answer: LoggedHealth | Error = HEALTH, took = 0) => {
    now += took;
    given.shift()!(answer);
    await turn();
  };
  return {
    health,
    changed,
    give,
    paths: () => asked.map(({ path, stamp }) => path + stamp),
    wait: (ms: number) => (now += ms),
  };
}

describe("the queue of runs to judge", () => {
  it("reads one at a time, in order, each once", async () => {
    const { health, give, paths, changed } = queue();
    for (const path of ["a", "b", "a"]) health.want(run(path));
    assert.deepEqual(paths(), ["a1"]);
    await give();
    assert.deepEqual(paths(), ["a1", "b1"]);
    await give();
    assert.deepEqual(changed, ["a", "b"]);
    health.want(run("a"));
    assert.deepEqual(paths(), ["a1", "b1"]);
    assert.deepEqual(health.known(run("a")), HEALTH);
  });

  it("reads a run again when its log has changed, and tells what it knew until then", async () => {
    const { health, give, paths } = queue();
    health.want(run("a"));
    await give();
    health.want(run("a", "2"));
    assert.deepEqual(health.known(run("a", "2")), HEALTH);
    assert.deepEqual(paths(), ["a1", "a2"]);
  });

  it("takes first what a person waits for", async () => {
    const { health, give, paths } = queue();
    for (const path of ["a", "b", "c"]) health.want(run(path));
    const needed = health.need(run("c"));
    await give();
    assert.deepEqual(paths(), ["a1", "c1"]);
    await give();
    await needed;
    assert.deepEqual(paths(), ["a1", "c1", "b1"]);
  });

  it("lets a log that took long to read rest before it reads it again, and others pass", async () => {
    const { health, give, paths, wait } = queue();
    health.want(run("large"));
    await give(HEALTH, 100);
    health.want(run("large", "2"));
    health.want(run("small"));
    assert.deepEqual(paths(), ["large1", "small1"]);
    await give();
    wait(899);
    health.want(run("small", "2"));
    await give();
    assert.deepEqual(paths(), ["large1", "small1", "small2"]);
    wait(1);
    health.want(run("small", "3"));
    assert.equal(paths().at(-1), "large2");
    await give();
    await give();
    health.pause();
  });

  it("keeps why a log cannot be read, and goes on with others", async () => {
    const { health, give, paths } = queue();
    health.want(run("broken"));
    health.want(run("whole"));
    await give(new Error("broken: is no run log"));
    assert.deepEqual(health.known(run("broken")), { failed: "broken: is no run log" });
    assert.deepEqual(paths(), ["broken1", "whole1"]);
  });

  it("reads nothing more when nobody looks, and forgets runs that have gone", async () => {
    const { health, give, paths } = queue();
    for (const path of ["a", "b"]) health.want(run(path));
    health.pause();
    await give();
    assert.deepEqual(paths(), ["a1"]);
    health.keep(new Set());
    assert.equal(health.known(run("a")), undefined);
  });
});
