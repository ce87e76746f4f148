import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadNativeRuntime } from "../../../../src/worker/onnx/nativeRuntime";

/** Stands in for the package, which is too large to be installed for tests: it doubles what it is given. */
const LIBRARY = `
class Tensor { constructor(type, data, dims) { Object.assign(this, { type, data, dims }); } }
class InferenceSession {
  static async create(model, options) {
    if (options.extra.session.model_external_initializers_file_folder_path !== "/beside") throw new Error("no folder");
    const session = new InferenceSession();
    session.outputMetadata = [
      { name: "y", isTensor: true, type: "float32", shape: [options.freeDimensionOverrides.n, "t"] },
      { name: "words", isTensor: true, type: "string", shape: [] },
      { name: "list", isTensor: false },
    ];
    return session;
  }
  async run({ x }, wanted) {
    return Object.fromEntries(wanted.map((name) => [name, new Tensor(x.type, x.data.map((value) => 2 * value), x.dims)]));
  }
  async release() {}
}
module.exports = { Tensor, InferenceSession };`;

describe("An installed ONNX Runtime", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-native-"));
  after(() => rmSync(folder, { recursive: true }));
  const install = (name: string, manifest: object, code = LIBRARY) => {
    const path = join(folder, name);
    mkdirSync(path);
    writeFileSync(join(path, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(path, "index.js"), code);
    return path;
  };

  it("runs models as the one that comes along does, and is told where files beside a model are", async () => {
    const runtime = await loadNativeRuntime(install("good", { name: "onnxruntime-node", version: "9.8.7" }));
    assert.equal(runtime.name, "ONNX Runtime 9.8.7 (native)");
    const session = await runtime.open({ model: new Uint8Array(1), folder: "/beside", files: [] }, { n: 2 });
    assert.deepEqual(session.outputs, [
      { name: "y", dtype: "float32", shape: [2, null] },
      { name: "words", dtype: null, shape: [] },
      { name: "list", dtype: null, shape: [] },
    ]);
    const given = { dtype: "float32", shape: [2], bytes: new Uint8Array(Float32Array.of(1, 2).buffer) } as const;
    const made = (await session.run(new Map([["x", given]]), ["y"])).get("y")!;
    assert.deepEqual([...new Float32Array(made.bytes.buffer, made.bytes.byteOffset)], [2, 4]);
  });

  const refused: [string, () => string, RegExp][] = [
    [
      "nothing is there",
      () => join(folder, "none"),
      /^Error: none: cannot be loaded as the package onnxruntime-node \(Cannot find module .*\)$/,
    ],
    [
      "another package",
      () => install("other", { name: "left-pad", version: "1" }),
      /^Error: other: cannot be loaded .* \(its package\.json names another package\)$/,
    ],
    [
      "one that breaks",
      () => install("bad", { name: "onnxruntime-node" }, 'throw new Error("no\\nlibrary")'),
      /^Error: bad: cannot be loaded .* \(no\)$/,
    ],
  ];
  for (const [what, path, message] of refused) {
    it(`is refused in one line where it is ${what}`, () => assert.rejects(loadNativeRuntime(path()), message));
  }
});
