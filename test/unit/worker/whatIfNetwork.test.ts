import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Progress } from "../../../src/protocol/engineApi";
import { parseNetwork } from "../../../src/protocol/networkJson";
import type { NetworkQuestion } from "../../../src/protocol/whatIf";
import { answerToJson } from "../../../src/protocol/whatIfJson";
import { networkGapOf } from "../../../src/worker/networkGapOf";
import { whatIf } from "../../../src/worker/whatIf";
import { normalValues } from "../engine/whatIf/samples";
import { concat, float32 } from "../readers/bytes";
import { safetensorsBytes } from "../readers/safetensors/safetensorsBytes";

/** Two batch norms, one behind the other; the first one's running mean is 5, but 3 enters it. */
describe("In which layer of a profile the gap between training and inference arises", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-what-if-network-"));
  after(() => rmSync(folder, { recursive: true }));

  const x = normalValues(1200, 1).map((one) => 3 + 2 * one);
  const out = (mean: number) => x.map((one) => (one - mean) / 2);
  const write = (name: string, tensors: Readonly<Record<string, readonly number[] | Float64Array>>) => {
    const header: Record<string, object> = {};
    let begin = 0;
    for (const [tensor, { length }] of Object.entries(tensors)) {
      const shape = length > 2 ? [length / 6, 2, 3] : [2];
      header[tensor] = { dtype: "F32", shape, data_offsets: [begin, begin + 4 * length] };
      begin += 4 * length;
    }
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, safetensorsBytes(header, concat(...Object.values(tensors).map((one) => float32(...one)))));
    return path;
  };
  const training = { bn1: x, bn2: out(3) };
  const inference = write("inference.safetensors", { bn1: x, bn2: out(5) });
  const checkpoint = write("model.safetensors", {
    "module.bn1.running_mean": [5, 5],
    "module.bn1.running_var": [4, 4],
    "module.bn2.running_mean": [0, 0],
    "module.bn2.running_var": [1, 1],
  });
  const ask = (path: string, more: Partial<NetworkQuestion> = {}, onProgress?: (progress: Progress) => void) => {
    const question = {
      about: "network",
      run: "",
      checkpoint,
      inference,
      momentum: null,
      trainingExamples: null,
    } as const;
    return whatIf({ paths: [path], question: { ...question, ...more } }, onProgress);
  };

  it("is what the command line tells of the same files", async () => {
    const path = write("training.safetensors", training);
    const { step, layers, culprit, advice } = await ask(path);
    const fileAt = (one: string) => ({ path: one, name: basename(one) });
    const { layers: known, network } = await networkGapOf({
      files: [fileAt(path)],
      inference: [fileAt(inference)],
      checkpoint: fileAt(checkpoint),
    });
    assert.deepEqual([step, culprit], [null, network.culprit]);
    assert.deepEqual(
      layers,
      known.map(({ name, gap, parts }, i) => ({
        name,
        rms: parts!.rms,
        rmsOwn: parts!.rmsOwn,
        rmsInherited: parts!.rmsInherited,
        ownShare: parts!.ownShare,
        noise: gap.noise,
        cause: gap.cause,
        ofLast: network.origins!.at(-1)![i],
      })),
    );
    assert.match(
      advice,
      /last layer, bn2, is shifted by .* About (9\d|100) % are of the statistics of bn1\. It is the running mean/,
    );
  });

  it("is of the run that was asked for, and of its last step", async () => {
    for (const step of [8, 9]) write(`runs/a/step-${step}.safetensors`, step === 9 ? training : { bn1: x });
    write("runs/b/step-9.safetensors", { bn1: x });
    const { step, layers } = await ask(join(folder, "runs"), { run: "a" });
    assert.deepEqual([step, layers.map(({ name }) => name)], [9, ["bn1", "bn2"]]);
  });

  it("tells how far it has come, and crosses to the page unchanged", async () => {
    const told: number[] = [];
    const answer = await ask(write("training.safetensors", training), {}, ({ done, total }) => told.push(done / total));
    assert.equal(told.at(-1), 1);
    assert.deepEqual(parseNetwork(JSON.parse(answerToJson(answer))), answer);
  });

  const wrong: readonly (readonly [title: string, question: Partial<NetworkQuestion>, message: RegExp])[] = [
    ["no such run", { run: "c\u202e" }, /^c\ufffd: no file holds activations of it$/],
    [
      "a recording of other layers",
      { inference: write("other.safetensors", { bn1: x }) },
      /^other\.safetensors: holds no 'bn2', which was captured in training; it holds bn1$/,
    ],
    [
      "a checkpoint of another model",
      { checkpoint: write("else.safetensors", { "x.running_mean": [0, 0], "x.running_var": [1, 1] }) },
      /^training\.safetensors: holds no batch norm of else\.safetensors: its tensors are bn1, bn2, the batch norms x$/,
    ],
  ];
  for (const [title, question, message] of wrong) {
    it(`cannot be said, in one line: ${title}`, () =>
      assert.rejects(ask(write("training.safetensors", training), question), { message }));
  }

  it("is no answer without a layer, or of one that there is not", async () => {
    const json = JSON.parse(answerToJson(await ask(write("training.safetensors", training))));
    assert.throws(() => parseNetwork({ ...json, layers: [], culprit: null }), /^Error: answer\.layers: no layer$/);
    assert.throws(() => parseNetwork({ ...json, culprit: 2 }), /^Error: answer\.culprit: 2 of 2 layers$/);
  });
});
