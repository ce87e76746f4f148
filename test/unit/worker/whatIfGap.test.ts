import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseGap } from "../../../src/protocol/gapJson";
import type { GapQuestion } from "../../../src/protocol/whatIf";
import { answerToJson } from "../../../src/protocol/whatIfJson";
import { trainEvalGapOf } from "../../../src/worker/trainEvalGapOf";
import { whatIf } from "../../../src/worker/whatIf";
import { concat, float32, uint } from "../readers/bytes";
import { safetensorsBytes } from "../readers/safetensors/safetensorsBytes";

const CNN = "media/examples/digits-cnn";
const LAST = { path: `${CNN}/batch-64/step-0080.safetensors`, name: "step-0080.safetensors" };

describe("The gap between training and inference of a layer of a profile", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-what-if-gap-"));
  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, values: Readonly<Record<string, readonly number[]>>, batches: number | null = 200) => {
    const path = join(folder, name);
    const header: Record<string, object> = {};
    let end = 0;
    for (const [tensor, numbers] of Object.entries(values)) {
      header[tensor] = { dtype: "F32", shape: [numbers.length], data_offsets: [end, end + 4 * numbers.length] };
      end += 4 * numbers.length;
    }
    if (batches !== null) {
      header["bn2.num_batches_tracked"] = { dtype: "I64", shape: [], data_offsets: [end, end + 8] };
    }
    const parts = Object.values(values).map((numbers) => float32(...numbers));
    writeFileSync(path, safetensorsBytes(header, concat(...parts, ...(batches === null ? [] : [uint(8, batches)]))));
    return path;
  };
  const trained = (channels = 16, mean = 0.5): Record<string, readonly number[]> => ({
    "bn2.weight": Array<number>(channels).fill(1),
    "bn2.bias": Array<number>(channels).fill(0),
    "bn2.running_mean": Array<number>(channels).fill(mean),
    "bn2.running_var": Array<number>(channels).fill(1),
  });
  const ask = (checkpoint: string, more: Partial<GapQuestion> = {}, path = CNN) => {
    const question = { about: "gap", run: "batch-64", layer: "bn2", checkpoint } as const;
    return whatIf({ paths: [path], question: { momentum: null, trainingExamples: null, ...question, ...more } });
  };

  it("is of the last step of the run that was asked for, and the same as of that file alone", async () => {
    const path = write("model.safetensors", trained());
    const { step, shape, layer, gap } = await ask(path);
    assert.deepEqual([step, shape, layer], [80, [64, 16, 2, 2], "bn2"]);
    const checkpoint = { path, name: "model.safetensors" };
    assert.deepEqual(gap, (await trainEvalGapOf({ file: LAST, tensor: "bn2", layer: "bn2", checkpoint })).gap);
  });

  it("goes by the momentum and the batch size that a person tells", async () => {
    const path = write("model.safetensors", trained(), 20);
    const assumed = await ask(path);
    assert.deepEqual([assumed.momentum, assumed.isMomentumAssumed, assumed.updates], [0.1, true, 20]);
    assert.equal(assumed.gap.causes.biasCorrection, null);
    const told = await ask(path, { momentum: 0.01, trainingExamples: 8 });
    assert.deepEqual([told.momentum, told.isMomentumAssumed], [0.01, false]);
    assert.ok(Math.abs(told.initialShare - 0.99 ** 20) < 1e-12);
    assert.notEqual(told.gap.causes.biasCorrection, null);
  });

  it("crosses to the page unchanged", async () => {
    const answer = await ask(write("model.safetensors", trained()));
    assert.deepEqual(parseGap(JSON.parse(answerToJson(answer))), answer);
  });

  it("is no answer where its series disagree in length", async () => {
    const { gap, ...answer } = await ask(write("model.safetensors", trained()));
    const json = answerToJson({ ...answer, gap: { ...gap, fromMean: gap.fromMean.slice(1) } });
    assert.throws(() => parseGap(JSON.parse(json)), /^Error: answer\.gap\.fromMean: 15 entries where 16 are expected$/);
  });

  for (const wrapper of ["module", "_orig_mod", "model", "module.model"]) {
    it(`is found below the name that wrappers put before the layer's: ${wrapper}`, async () => {
      const { layer, gap } = await ask(write("wrapped.safetensors", renamed(trained(), `${wrapper}.bn2`), null));
      assert.equal(layer, `${wrapper}.bn2`);
      assert.deepEqual(gap.gap, (await ask(write("model.safetensors", trained()))).gap.gap);
    });
  }

  it("is that of the layer with the very name, where another has it below a wrapper's", async () => {
    const both = { ...renamed(trained(16, 9), "model.bn2"), ...trained() };
    assert.equal((await ask(write("both.safetensors", both, null))).layer, "bn2");
  });

  it("tells how far reading has come", async () => {
    const shares: number[] = [];
    const question = { about: "gap", run: "batch-64", layer: "bn2", momentum: null, trainingExamples: null } as const;
    const checkpoint = write("model.safetensors", trained());
    await whatIf({ paths: [CNN], question: { ...question, checkpoint } }, ({ done, total }) =>
      shares.push(done / total),
    );
    assert.equal(shares.at(-1), 1);
  });

  it("cannot be told of another kind of norm, in one line", () => {
    const file = { path: write("layernorm.safetensors", renamed(parameters, "layer_norm"), null), name: "layernorm" };
    const found = trainEvalGapOf({ file: LAST, tensor: "bn2", layer: "layer_norm", checkpoint: file });
    return assert.rejects(
      found,
      /^Error: layernorm: 'layer_norm' is taken for layer norm, which keeps no running stat/,
    );
  });

  const parameters = { "bn2.weight": Array<number>(16).fill(1), "bn2.bias": Array<number>(16).fill(0) };
  const wrong: readonly (readonly [title: string, checkpoint: () => string, message: RegExp])[] = [
    [
      "no layer of that name, though there is one batch norm",
      () => write("other.safetensors", renamed(trained(), "bn9"), null),
      /^other\.safetensors: holds no batch norm 'bn2' with running statistics; it holds bn9$/,
    ],
    [
      "no batch norm at all",
      () => write("plain.safetensors", { "fc.weight": [1, 2, 3] }, null),
      /^plain\.safetensors: holds no batch norm 'bn2' with running statistics; it holds none$/,
    ],
    [
      "another number of channels",
      () => write("small.safetensors", trained(8)),
      /bn2, with small\.safetensors: bn2: the activations have 16 channels, but the running mean has 8$/,
    ],
    [
      "a batch norm without running statistics",
      () => write("bare.safetensors", renamed(parameters, "bn2"), null),
      /^bare\.safetensors: 'bn2' holds no running statistics: a batch norm without them uses those of the batch in inf/,
    ],
    [
      "a running mean that is NaN",
      () => write("nan.safetensors", trained(16, Number.NaN)),
      /with nan\.safetensors: bn2: running statistics or weights are not finite/,
    ],
    ["a file that is gone", () => join(folder, "gone.safetensors"), /gone\.safetensors/],
    [
      "a file that is damaged",
      () => {
        const path = join(folder, "damaged.safetensors");
        writeFileSync(path, Buffer.alloc(40, 255));
        return path;
      },
      /^damaged\.safetensors: /,
    ],
  ];
  for (const [title, checkpoint, message] of wrong) {
    it(`cannot be told by a checkpoint with ${title}, in one line`, () =>
      assert.rejects(ask(checkpoint()), ({ message: told }: Error) => {
        assert.match(told, message);
        assert.doesNotMatch(told, /\n/);
        return true;
      }));
  }
});

function renamed(values: Readonly<Record<string, readonly number[]>>, layer: string) {
  return Object.fromEntries(Object.entries(values).map(([name, numbers]) => [name.replace(/^bn2/, layer), numbers]));
}
