// The benchmark's processes are bundles of their own, which no test imports: so their types are checked.
/// <reference path="../../bench/main.ts" />
/// <reference path="../../bench/ours/main.ts" />
/// <reference path="../../bench/ours/thread.ts" />
/// <reference path="../../bench/peers/ortNode.ts" />
/// <reference path="../../bench/peers/ortWeb.ts" />
/// <reference path="../../bench/peers/tfjs.ts" />
import assert from "node:assert/strict";
import { fillTiled } from "../../bench/ours/tiled";
import { onnxModel } from "../../bench/peers/onnxModel";
import { float16Of } from "../../bench/values";

describe("what the benchmark's sides are given", () => {
  const codes: [number, number][] = [
    [1, 0x3c00],
    [-2.5, 0xc100],
    [65504, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -20, 0],
    [0, 0],
  ];
  for (const [value, code] of codes) {
    it(`${value} as float16`, () => {
      const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
      assert.equal(float16Of(bits), code);
    });
  }

  it("values over and over, from any one of them", () => {
    const into = new Uint8Array(7);
    fillTiled(into, Uint8Array.of(1, 2, 3, 4), 2, 3);
    assert.deepEqual([...into], [3, 4, 1, 2, 3, 4, 1]);
  });

  it("an operator as an ONNX model", () => {
    const model = onnxModel({ op: "Op", opset: 17, shape: [2, 300], vectors: [], floats: { e: 1 }, ints: { n: -1 } });
    const names = ["0a0178", "120179", "22024f70"];
    const attributes = ["2a0b0a0165150000803fa00101", "2a110a016e18ffffffffffffffffff01a00102"];
    const node = ["0a2a", ...names, ...attributes];
    const types = ["5a140a0178", "62140a0179"].map((name) => `${name}120f0a0d080112090a0208020a0308ac02`);
    const graph = ["3a5f", ...node, "120562656e6368", ...types];
    assert.equal(Buffer.from(model).toString("hex"), ["080a", ...graph, "42040a001011"].join(""));
  });
});
