import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Progress, WhatIfRequest } from "../../../src/protocol/engineApi";
import type { BatchSizeQuestion } from "../../../src/protocol/whatIf";
import { answerToJson, parseBatchSize } from "../../../src/protocol/whatIfJson";
import { batchSizeOf } from "../../../src/worker/batchSizeOf";
import { whatIf } from "../../../src/worker/whatIf";
import { normalValues } from "../engine/whatIf/samples";
import { npyBytes } from "../readers/numpy/npyBytes";

const CNN = "media/examples/digits-cnn";

describe("What batch size does to a layer of a profile", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-what-if-"));
  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, shape: readonly number[], seed = 1) => {
    const values = Float32Array.from(
      normalValues(
        shape.reduce((a, b) => a * b, 1),
        seed,
      ),
    );
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(
      path,
      npyBytes({ descr: "'<f4'", shape: `(${shape.join(", ")},)`, data: new Uint8Array(values.buffer) }),
    );
    return path;
  };
  const ask = (path: string, layer: string, run = "", more: Partial<WhatIfRequest<BatchSizeQuestion>> = {}) =>
    whatIf({ paths: [path], question: { about: "batchSize", run, layer }, ...more });

  it("is of the last step of the run that was asked for, and the same as of that file alone", async () => {
    const { step, shape, sensitivity } = await ask(CNN, "bn2", "batch-64");
    assert.deepEqual([step, shape], [80, [64, 16, 2, 2]]);
    const file = { path: `${CNN}/batch-64/step-0080.safetensors`, name: "step-0080.safetensors" };
    const alone = await batchSizeOf({ file, tensor: "bn2", limit: 0.1, seed: 0, eps: 1e-5 });
    assert.deepEqual(sensitivity, alone.sensitivity);
  });

  it("crosses to the page unchanged", async () => {
    const answer = await ask(CNN, "bn1", "batch-4");
    assert.deepEqual(parseBatchSize(JSON.parse(answerToJson(answer))), answer);
  });

  it("goes by the layer's name where a .npy file has none of its own, and by the last file that holds it", async () => {
    write("steps/bn1-step-1.npy", [8, 2], 1);
    write("steps/bn1-step-2.npy", [4, 2], 2);
    write("steps/bn2-step-3.npy", [8, 2], 3);
    const { step, shape } = await ask(join(folder, "steps"), "bn1");
    assert.deepEqual([step, shape], [2, [4, 2]]);
  });

  it("has no step where there is one file, and takes channels from where they lie", async () => {
    const path = write("last.npy", [8, 3, 4]);
    const { step, channelAxis, sensitivity } = await ask(path, "last", "", { channelAxis: -1 });
    assert.deepEqual([step, channelAxis, sensitivity.values], [null, 2, 3]);
  });

  it("tells how far reading has come", async () => {
    const path = write("long.npy", [64, 4, 2048]);
    const shares: number[] = [];
    const question = { about: "batchSize", run: "", layer: "long" } as const;
    await whatIf({ paths: [path], question }, ({ done, total }) => shares.push(done / total));
    assert.equal(shares.at(-1), 1);
  });

  it("tells how far the draws have come, once all is read", async () => {
    const path = write("wide.npy", [64, 512]);
    const told: Progress[] = [];
    const question = { about: "batchSize", run: "", layer: "wide" } as const;
    await whatIf({ paths: [path], question }, (progress) => told.push(progress));
    const from = told.findIndex(({ drawing }) => drawing);
    const shares = told.slice(from).map(({ done, total, drawing }) => (drawing ? done / total : Number.NaN));
    assert.ok(from > 0 && shares.length > 4, `told ${shares.length} times of the draws`);
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    );
    assert.ok(shares[0]! < 0.5 && shares.at(-1) === 1);
  });

  const wrong: readonly (readonly [title: string, path: () => string, layer: string, message: RegExp])[] = [
    ["one example", () => write("one.npy", [1, 8]), "one", /^one\.npy: one: shape \(1, 8\) holds 1 example, but 2/],
    ["no channels", () => write("flat.npy", [8]), "flat", /^flat\.npy: flat: shape \(8\) has no axis of channels/],
    ["a layer that is gone", () => write("other.npy", [8, 2]), "x", /^x: no file holds activations of it$/],
    ["a run's log", () => "test/fixtures/runs/digits", "bn1", /^bn1: no file holds activations of it$/],
    [
      "a parameter",
      () => "media/examples/digits-resnet/epoch-8.safetensors",
      "conv1.weight",
      /^epoch-8\.safetensors: conv1\.weight is a parameter of a layer, not its activations/,
    ],
  ];
  for (const [title, path, layer, message] of wrong) {
    it(`cannot be said of ${title}, in one line`, () =>
      assert.rejects(ask(path(), layer), ({ message: told }: Error) => {
        assert.match(told, message);
        assert.doesNotMatch(told, /\n/);
        return true;
      }));
  }
});
