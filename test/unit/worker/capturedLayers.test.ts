import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capturedLayers } from "../../../src/worker/capturedLayers";
import { npyBytes } from "../readers/numpy/npyBytes";

const CNN = "media/examples/digits-cnn";

describe("The layers that a profile's files hold activations of", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-captured-"));
  const parts = mkdtempSync(join(tmpdir(), "normscope-captured-"));
  after(() => {
    for (const made of [folder, parts]) rmSync(made, { recursive: true });
  });

  it("are those of each run's last step, with its examples and channels", async () => {
    assert.deepEqual(await capturedLayers({ paths: [CNN], layers: ["bn2", "bn3"] }), {
      layers: [
        { run: "batch-4", layer: "bn2", examples: 4, channels: 16 },
        { run: "batch-64", layer: "bn2", examples: 64, channels: 16 },
      ],
      logs: 0,
    });
  });

  it("are found where the code's name and the file's differ by a wrapper's", async () => {
    const { layers } = await capturedLayers({ paths: [`${CNN}/batch-4`], layers: ["module.bn1"] });
    assert.deepEqual(layers, [{ run: "", layer: "bn1", examples: 4, channels: 8 }]);
  });

  it("are all that a part's name could be meant to be, as long as one of them has it", async () => {
    for (const name of ["bn1", "layer1.0.bn1", "layer1.0.bn2"]) {
      const bytes = npyBytes({ descr: "'<f4'", shape: "(2, 3)", data: new Uint8Array(4 * 6) });
      writeFileSync(join(parts, `${name}.npy`), bytes);
    }
    const { layers } = await capturedLayers({ paths: [parts], layers: ["bn1", "bn2"] });
    assert.deepEqual(
      layers.map(({ layer }) => layer),
      ["bn1", "layer1.0.bn1"],
    );
  });

  it("are those of the last file of each layer where layers have files of their own", async () => {
    for (const [name, examples] of [
      ["bn1-step-1", 2],
      ["bn1-step-2", 3],
      ["bn2-step-1", 5],
    ] as const) {
      const data = new Uint8Array(4 * 6 * examples);
      writeFileSync(join(folder, `${name}.npy`), npyBytes({ descr: "'<f4'", shape: `(${examples}, 6)`, data }));
    }
    const { layers } = await capturedLayers({ paths: [folder], layers: ["bn1", "bn2"], channelAxis: -1 });
    assert.deepEqual(
      layers.map(({ layer, examples, channels }) => [layer, examples, channels]),
      [
        ["bn1", 3, 6],
        ["bn2", 5, 6],
      ],
    );
  });

  it("are no parameters of a checkpoint, and none of a log", async () => {
    const paths = ["media/examples/digits-resnet/epoch-8.safetensors"];
    assert.deepEqual((await capturedLayers({ paths, layers: ["conv1.weight"] })).layers, []);
    assert.deepEqual(await capturedLayers({ paths: ["test/fixtures/runs/digits"], layers: ["bn1"] }), {
      layers: [],
      logs: 1,
    });
  });
});
