import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Layer } from "../../../../src/engine/report";
import type { Progress } from "../../../../src/protocol/engineApi";
import type { OnnxRequest } from "../../../../src/protocol/onnx";
import { parseReport, reportToJson } from "../../../../src/protocol/reportJson";
import { runModel } from "../../../../src/worker/onnx/runModel";
import { loadWebRuntime } from "../../../../src/worker/onnx/webRuntime";
import { npyBytes } from "../../readers/numpy/npyBytes";
import { field } from "../../readers/protobuf/protobufBytes";

const FIXTURES = "test/fixtures/onnx";
const MODELS = "test/fixtures/models/onnx";

/** What NumPy says of what ONNX Runtime's Python makes; see make_models.py. */
type Golden = Record<
  string,
  Record<"mean" | "standardDeviation" | "min" | "max", number> & { shape: readonly number[] }
>;

const load = () => loadWebRuntime("dist/onnx.wasm.br");
const run = (part: Partial<OnnxRequest>, more: { onProgress?: (progress: Progress) => void; bytes?: number } = {}) =>
  runModel(
    { path: `${FIXTURES}/norms.onnx`, inputs: [fileInput("norms.npy")], dims: {}, tensors: "all", ...part },
    load,
    more.onProgress,
    more.bytes,
  );
const fileInput = (name: string) => ({ kind: "file", path: `${FIXTURES}/${name}` }) as const;
const random = { kind: "random", seed: 1 } as const;

describe("Running an ONNX model", function () {
  this.timeout(60_000);

  for (const [name, inputs] of [
    ["norms", "norms.npy"],
    ["tokens", "tokens.npz"],
  ] as const) {
    it(`measures what ONNX Runtime's Python and NumPy do: ${name}`, async () => {
      const golden: Golden = JSON.parse(readFileSync(`${FIXTURES}/${name}.golden.json`, "utf8"));
      const tensors = { glob: "*" };
      const { layers } = await run({ path: `${FIXTURES}/${name}.onnx`, inputs: [fileInput(inputs)], tensors });
      const own = layers.filter(({ norm, dtype }) => norm === null && dtype === "float32");
      assert.ok(own.length >= 2);
      for (const layer of own) agrees(layer, golden[layer.name]!);
    });
  }

  it("finds normalizations that are declared, decomposed and folded, and tells which values enter and leave", async () => {
    const golden: Golden = JSON.parse(readFileSync(`${FIXTURES}/norms.golden.json`, "utf8"));
    const { layers } = await run({ tensors: "norms" });
    const sides = {
      "bn1 (input)": "conv1",
      "bn1 (output)": "bn1",
      "in1 (input)": "/layer2/bn2/BatchNormalization_output_0",
      "layer2.bn2 (output, folded: no norm left)": "/layer2/bn2/BatchNormalization_output_0",
      "in1 (output)": "in1",
      "gn1 (input)": "in1",
      "gn1 (output)": "gn1",
      "ln1 (input)": "flat",
      "ln1 (output)": "ln1",
      "node of plain (input)": "ln1",
      "node of plain (output)": "plain",
      "rms1 (input)": "plain",
      "rms1 (output)": "y",
    };
    assert.deepEqual(
      layers.map(({ name }) => name),
      Object.keys(sides),
    );
    for (const [i, tensor] of Object.values(sides).entries()) agrees(layers[i]!, golden[tensor]!);
    assert.deepEqual(
      layers.filter(({ norm }) => norm!.side === "output").map(({ norm }) => [norm!.method, norm!.operator]),
      [
        ["batch", "BatchNormalization"],
        ["batch", "Conv, folded"],
        ["instance", "InstanceNormalization"],
        ["group", "InstanceNormalization"],
        ["layer", "LayerNormalization"],
        ["layer", "ReduceMean, Sub, Sqrt, Div"],
        ["rms", "ReduceMean, Sqrt, Div"],
      ],
    );
    assert.deepEqual(
      layers.map(({ channelAxis }) => channelAxis),
      layers.map(() => 1),
    );
  });

  it("gives the same in batches and in passes of few bytes", async () => {
    const whole = await run({});
    const progress: Progress[] = [];
    const cut = await run({ dims: { batch: 2 } }, { bytes: 1 << 13, onProgress: (one) => progress.push(one) });
    assert.deepEqual(
      cut.layers.map(({ name }) => name),
      whole.layers.map(({ name }) => name),
    );
    // Kernels add in another order where there are fewer examples.
    for (const [i, { shape, statistics }] of whole.layers.entries()) agrees(cut.layers[i]!, { ...statistics, shape });
    const { batches, passes, inputs } = cut.execution!;
    assert.deepEqual([batches, inputs[0]!.shape, inputs[0]!.examples], [3, [2, 3, 6, 5], 5]);
    assert.ok(passes > 1);
    assert.deepEqual(progress.at(-1), { done: 3 * passes, total: 3 * passes, running: true });
  });

  it("leaves out what is larger than all that is kept in memory, and says so", async () => {
    const { layers, execution } = await run({}, { bytes: 1 << 10 });
    assert.ok(layers.length > 0 && layers.every(({ statistics }) => statistics.count <= 5 * 90));
    assert.match(execution!.notes[0]!, /^conv1 is left out: one batch of it takes 1 MiB, more than the 1 MiB/);
  });

  it("marks what is made up, and makes the same of the same seed", async () => {
    const asked = { inputs: [{ ...random, examples: 4 }], dims: { height: 6, batch: 3 } };
    const first = await run(asked);
    assert.deepEqual(first.execution!.inputs, [
      {
        name: "x",
        dtype: "float32",
        shape: [3, 3, 6, 5],
        examples: 4,
        source: "random numbers (normal, mean 0, deviation 1, seed 1)",
        random: true,
      },
    ]);
    assert.deepEqual((await run(asked)).layers, first.layers);
    const other = await run({ ...asked, inputs: [{ ...random, seed: 2, examples: 4 }] });
    assert.notDeepEqual(other.layers[0]!.statistics, first.layers[0]!.statistics);
  });

  it("judges stored running statistics by a person's own inputs, and never by made-up ones", async () => {
    const own = await run({ tensors: "norms" });
    assert.deepEqual(codes(own.layers), ["NRM932"]);
    const [found] = own.layers[0]!.findings;
    assert.match(
      found!.message,
      /^The stored running statistics are not those of these inputs: with the statistics of the 5 ex/,
    );
    const madeUp = await run({ inputs: [{ ...random, examples: 5 }], dims: { height: 6, batch: 5 }, tensors: "norms" });
    assert.deepEqual(codes(madeUp.layers), []);
  });

  it("finds what other exporters write", async () => {
    const { layers } = await run({ path: `${MODELS}/torch-traced-17.onnx`, inputs: [random], tensors: "norms" });
    assert.deepEqual(
      layers.map(({ name }) => name),
      ["layer1.0.bn1", "layer1.1.bn1", "gn", "instance", "ln", "llama", "bn"].flatMap((name) => [
        `${name} (input)`,
        `${name} (output)`,
      ]),
    );
  });

  it("makes a report that crosses to the page unchanged", async () => {
    const report = await run({ tensors: "norms" });
    assert.deepEqual(parseReport(JSON.parse(reportToJson(report))), report);
  });

  describe("refuses in one line that names the two that disagree", () => {
    const folder = mkdtempSync(join(tmpdir(), "normscope-onnx-"));
    after(() => rmSync(folder, { recursive: true }));
    const npy = (name: string, descr: string, shape: string, bytes: number) => {
      writeFileSync(join(folder, name), npyBytes({ descr, shape, data: new Uint8Array(bytes) }));
      return [{ kind: "file", path: join(folder, name) } as const];
    };

    const cases: readonly (readonly [name: string, part: () => Partial<OnnxRequest>, message: RegExp])[] = [
      [
        "a type",
        () => ({ inputs: npy("d.npy", "'<f8'", "(1, 3, 6, 5)", 720) }),
        /^norms\.onnx: input 'x' takes float32, but d\.npy holds float64$/,
      ],
      [
        "a rank",
        () => ({ inputs: npy("r.npy", "'<f4'", "(3, 6, 5)", 360) }),
        /^norms\.onnx: input 'x' is float \(batch, 3, height, 5\), but r\.npy has the shape \(3, 6, 5\)$/,
      ],
      [
        "a size",
        () => ({ inputs: npy("s.npy", "'<f4'", "(1, 3, 6, 4)", 288) }),
        /^norms\.onnx: input 'x' has 5 entries on axis 3, but s\.npy has the shape \(1, 3, 6, 4\)$/,
      ],
      [
        "a size that was asked for",
        () => ({ dims: { height: 7 } }),
        /^norms\.onnx: input 'x' has 7 entries on axis 2, but norms\.npy has the shape \(5, 3, 6, 5\)$/,
      ],
      [
        "a size that the model does not leave open",
        () => ({ dims: { width: 7 } }),
        /it leaves no size open that is called 'width'; it leaves open: batch, height$/,
      ],
      [
        "a size that nobody has said",
        () => ({ inputs: [random] }),
        /^norms\.onnx: input 'x' leaves the size of axis 2 open, which has to be said: height$/,
      ],
      [
        "an input that nothing feeds",
        () => ({ inputs: [] }),
        /^norms\.onnx: nothing feeds the input 'x', which is float \(batch, 3, height, 5\)$/,
      ],
      [
        "an input that is fed twice",
        () => ({ inputs: [fileInput("norms.npy"), fileInput("norms.npy")] }),
        /input 'x' is fed by both norms\.npy and norms\.npy$/,
      ],
      [
        "an input that is not there",
        () => ({ inputs: [{ ...fileInput("norms.npy"), input: "y" }] }),
        /it has no input 'y' for norms\.npy, but x$/,
      ],
      [
        "arrays with other names",
        () => ({ inputs: [fileInput("tokens.npz")] }),
        /it has no input 'ids' for tokens\.npz: ids, but x$/,
      ],
      [
        "one array for two inputs",
        () => ({ path: `${FIXTURES}/tokens.onnx` }),
        /^tokens\.onnx: it has 2 inputs, ids, x: say which one norms\.npy is for$/,
      ],
      [
        "no tensor of such a name",
        () => ({ tensors: { glob: "layer9*" } }),
        /none of its 28 tensors has a name that fits 'layer9\*'$/,
      ],
      [
        "values in a file that is not there",
        () => ({ path: `${MODELS}/external.onnx` }),
        /^external\.onnx: lost\.weight: its values cannot be had: they are in 'lost\.bin', which/,
      ],
      [
        "a model that is none",
        () => ({ path: `${FIXTURES}/norms.npy` }),
        /^norms\.npy: an ONNX model begins with a field/,
      ],
    ];
    for (const [name, part, message] of cases) {
      it(name, async () => {
        await assert.rejects(run(part()), ({ message: says }: Error) => {
          assert.match(says, message);
          assert.doesNotMatch(says, /\n/);
          return true;
        });
      });
    }

    it("a model of more than 2 GB", async () => {
      const path = join(folder, "huge.onnx");
      writeFileSync(path, "");
      truncateSync(path, 2 ** 31);
      await assert.rejects(
        run({ path }),
        /^Error: huge\.onnx: has 2147483648 bytes, but ONNX Runtime takes 2147483647 in one file at most: larger/,
      );
    });

    it("an operator that is not available", async () => {
      const graph = field(
        7,
        field(1, Buffer.concat([field(1, "x"), field(2, "z"), field(4, "Sorcery"), field(7, "com.acme")])),
      );
      const opset = field(8, Buffer.concat([field(1, "com.acme"), field(2, 1)]));
      const path = join(folder, "sorcery.onnx");
      writeFileSync(path, Buffer.concat([readFileSync(`${FIXTURES}/norms.onnx`), graph, opset]));
      await assert.rejects(
        run({ path }),
        /^Error: sorcery\.onnx: ONNX Runtime 1\.30\.0 \(WebAssembly\): the operator Sorcery of com\.acme is not available$/,
      );
    });
  });
});

function agrees(layer: Layer, golden: Golden[string]): void {
  const scale = Math.max(Math.abs(golden.min), Math.abs(golden.max));
  assert.deepEqual(layer.shape, golden.shape, layer.name);
  for (const key of ["mean", "standardDeviation", "min", "max"] as const) {
    const difference = Math.abs(layer.statistics[key] - golden[key]);
    assert.ok(difference <= 1e-5 * scale, `${layer.name}: ${key} ${layer.statistics[key]}, expected ${golden[key]}`);
  }
}

function codes(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ findings }) => findings.map(({ code }) => code));
}
