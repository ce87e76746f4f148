import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { labStore } from "../../../../src/host/lab/labStore";
import type { StoredRun } from "../../../../src/protocol/storedLab";

const RUN: StoredRun = {
  id: 3,
  request: { experiment: "dropout", seeds: 2, steps: null },
  plan: { steps: [10, 20], data: { name: "digits", train: 8000, test: 2000 }, generator: "normscope 1" },
  finished: [
    {
      arm: 1,
      seed: 2,
      finished: true,
      points: [{ step: 20, trainLoss: null, testLoss: Number.NaN, accuracy: 0.5, batchAccuracy: null, spread: null }],
    },
  ],
};

describe("what the lab keeps on disk", () => {
  const folder = join(mkdtempSync(join(tmpdir(), "normscope-lab-store-")), "made");
  const failures: string[] = [];
  const store = (generator = "normscope 1") => labStore(folder, generator, (why) => failures.push(why));
  beforeEach(() => {
    failures.length = 0;
  });
  after(() => rmSync(join(folder, ".."), { recursive: true }));

  it("is nothing at first", async () => {
    assert.deepEqual([await store().read(), failures], [[], []]);
  });

  it("comes back as it was saved last", async () => {
    const { save, settled } = store();
    save([]);
    save([RUN, { ...RUN, id: 4, finished: [] }]);
    save([RUN]);
    await settled();
    assert.deepEqual(await store().read(), [RUN]);
  });

  it("is left alone where another version has trained it", async () => {
    assert.deepEqual(await store("normscope 2").read(), []);
  });

  for (const [what, text, why] of [
    ["cut off", () => readFileSync(join(folder, "lab.json"), "utf8").slice(0, 40), /JSON/],
    ["of another shape", () => `[{ "id": "x" }]`, /^runs\[0\]\.id: expected a whole number, got "x"$/],
    [
      "of more seeds than can be",
      () => JSON.stringify([{ ...RUN, request: { ...RUN.request, seeds: 1e9 }, finished: "[]" }]),
      /^runs\[0\]\.request\.seeds: 1000000000 seeds, but 1000 at most$/,
    ],
  ] as const) {
    it(`is nothing where it is ${what}, and says why`, async () => {
      writeFileSync(join(folder, "lab.json"), text());
      assert.deepEqual(await store().read(), []);
      assert.match(failures.join("\n"), why);
    });
  }

  it("says why where it cannot be written", async () => {
    const { save, settled } = labStore(join(folder, "lab.json", "below"), "normscope 1", (why) => failures.push(why));
    save([RUN]);
    await settled();
    assert.match(failures.join("\n"), /ENOTDIR|EEXIST|not a directory/);
  });
});
