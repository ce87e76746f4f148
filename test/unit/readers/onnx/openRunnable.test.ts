import assert from "node:assert/strict";
import { openRunnable } from "../../../../src/readers/onnx/openRunnable";
import { concat, float32 } from "../bytes";
import { memorySource } from "../memorySource";
import { field } from "../protobuf/protobufBytes";
import { external, FLOAT, graphAttribute, initializer, model, node, raw, tensor, tensorAttribute } from "./onnxBytes";

/** An input of a graph; null is an axis without size and name. */
function input(name: string, type: number, dims: readonly (number | string | null)[] | null): Uint8Array {
  const axes = dims?.map((dim) =>
    field(1, dim === null ? new Uint8Array() : field(typeof dim === "number" ? 1 : 2, dim)),
  );
  const shape = axes ? field(2, concat(...axes)) : new Uint8Array();
  return field(11, concat(field(1, name), field(2, field(1, concat(field(1, type), shape)))));
}

const open = (...graph: readonly Uint8Array[]) => {
  const bytes = model(...graph);
  return openRunnable(memorySource(bytes), "m.onnx", async () => memorySource(new Uint8Array(8)));
};

describe("What running an ONNX model takes", () => {
  it("is its inputs with their types, but those that the file holds values of", async () => {
    const weight = initializer("w", [2], raw(float32(1, 2)));
    const { inputs } = await open(
      input("x", FLOAT, ["batch", 3, null, "?", -1]),
      input("w", FLOAT, [2]),
      input("ids", 7, null),
      weight,
    );
    assert.deepEqual(inputs, [
      { name: "x", dtype: "float32", type: "FLOAT", dims: ["batch", 3, null, null, null] },
      { name: "ids", dtype: "int64", type: "INT64", dims: null },
    ]);
  });

  it("is what nodes make of the inputs: nothing of constants alone, and no sequences", async () => {
    const { values } = await open(
      input("x", FLOAT, [2]),
      node("Constant", [], ["c"], tensorAttribute("value", tensor("", [2], FLOAT, raw(float32(1, 2))))),
      node("Neg", ["c"], ["still constant"]),
      node("Add", ["x", "still constant"], ["y"]),
      node("SequenceConstruct", ["y"], ["list"]),
      node("SequenceAt", ["list", "c"], ["z", ""]),
      node("RandomNormal", [], ["noise"]),
    );
    assert.deepEqual(
      values.map(({ name, operator }) => `${name} ${operator}`),
      ["y Add", "z SequenceAt", "noise RandomNormal"],
    );
  });

  it("tells of normalizations inside of branches only that there are some", async () => {
    const inner = node("LayerNormalization", ["x", "w"], ["normalized"]);
    const weight = initializer("w", [2], raw(float32(1, 2)));
    const found = await open(
      input("x", FLOAT, [2]),
      weight,
      node("If", ["x"], ["y"], graphAttribute("then_branch", inner)),
    );
    assert.deepEqual([found.norms.length, found.hasInnerGraphs], [0, true]);
  });

  it("names the files that hold values", async () => {
    const outside = initializer("w", [2], external({ location: "./below/w.bin", length: "8" }));
    assert.deepEqual((await open(input("x", FLOAT, [2]), outside)).externalFiles, ["below/w.bin"]);
  });

  it("is not there where values in another file cannot be had", async () => {
    const outside = initializer("w", [9], external({ location: "w.bin" }));
    await assert.rejects(
      open(outside),
      /^Error: m\.onnx: w: its values cannot be had: they are bytes 0 to 36 of 'w\.bin', which has 8$/,
    );
  });

  const folded: [output: string, operator: string, name: string | null][] = [
    ["layer1.0.bn1", "Conv", "layer1.0.bn1"],
    ["/layer1/layer1.0/bn1/BatchNormalization_output_0", "Conv", "layer1.layer1.0.bn1"],
    ["resnet/conv1/bn/FusedBatchNormV3:0", "Conv", "resnet.conv1.bn"],
    ["resnet/first/FusedBatchNormV3:0", "Conv", "resnet.first"],
    ["features.norm.BatchNorm_2", "Gemm", "features.norm.BatchNorm_2"],
    ["/layer1/conv1/Conv_output_0", "Conv", null],
    ["carbn1", "Conv", null],
    ["layer1.0.bn1", "Relu", null],
  ];
  for (const [output, operator, name] of folded) {
    it(`${name === null ? "does not take" : "takes"} ${operator} to ${output} for a batch norm that was folded`, async () => {
      const found = await open(input("x", FLOAT, [2]), node(operator, ["x"], [output]));
      assert.deepEqual(
        found.folded.map((norm) => norm.name),
        name === null ? [] : [name],
      );
    });
  }
});
