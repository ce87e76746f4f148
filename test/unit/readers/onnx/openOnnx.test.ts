import assert from "node:assert/strict";
import { type OpenOptions, openTensors } from "../../../../src/readers/openTensors";
import { type Bytes, concat, float32, hex, toHex, zeros } from "../bytes";
import { memorySource, openContents, readAll } from "../memorySource";
import { field, fixed32, varint } from "../protobuf/protobufBytes";
import { external, FLOAT, floatAttribute, initializer, model, node, raw, tensor, tensorAttribute } from "./onnxBytes";

const INT64 = 7;
const FLOAT16 = 10;
const TWO = raw(float32(1, 2));

/** Says that a graph opens as tensors, written as "name dtype (shape) values", and closed ones, as "name: reason". */
function check(
  title: string,
  graph: Uint8Array,
  expected: readonly string[],
  siblings: Readonly<Record<string, Bytes>> = {},
  options: OpenOptions = {},
) {
  it(title, async () => {
    const { tensors, closed } = await openContents("m.onnx", model(graph), siblings, options);
    const found: string[] = [];
    for (const read of tensors) found.push(`${read.name} ${read.dtype} (${read.shape}) ${toHex(await readAll(read))}`);
    assert.deepEqual([...found, ...closed.map(({ name, reason }) => `${name}: ${reason}`)], expected);
  });
}

describe("Tensors of an .onnx file", () => {
  const one = fixed32(4, float32(1));
  const two = fixed32(4, float32(2));
  check("floats that are not packed", initializer("x", [2], one, two), [`x float32 (2) ${toHex(float32(1, 2))}`]);
  check("floats of which some are packed", initializer("x", [4], one, field(4, float32(3, 4)), two), [
    `x float32 (4) ${toHex(float32(1, 3, 4, 2))}`,
  ]);
  check("floats in two lists", initializer("x", [2], field(4, float32(1)), field(4, float32(2))), [
    `x float32 (2) ${toHex(float32(1, 2))}`,
  ]);
  const integers = concat(field(7, -1), field(7, 2n ** 40n), field(7, concat(varint(5), varint(-(2n ** 63n)))));
  check("integers that are not packed", field(5, tensor("x", [4], INT64, integers)), [
    `x int64 (4) ${toHex(hex("ffffffffffffffff 0000000000010000 0500000000000000 0000000000000080"))}`,
  ]);
  check(
    "half precision in int32_data",
    field(5, tensor("x", [2], FLOAT16, field(5, concat(varint(0x3c00), varint(0xfbff))))),
    ["x float16 (2) 003cfffb"],
  );
  check(
    "a shape that is packed, and no values",
    field(5, concat(field(1, hex("02 00")), field(2, FLOAT), field(8, "x"))),
    ["x float32 (2,0) "],
  );
  check("no name", field(5, concat(field(1, 2), field(2, FLOAT), TWO)), [
    `initializer float32 (2) ${toHex(float32(1, 2))}`,
  ]);
  check("a model without values", initializer("x", [2]), ["x: the file holds no values of it"]);
  check("raw data that was taken out", initializer("x", [2], raw(zeros(0))), ["x: the file holds no values of it"]);
  check("a segment", initializer("x", [2], field(3, field(1, 0)), TWO), ["x: it is one segment of a larger tensor"]);
  check("a type from the future", field(5, tensor("x", [2], 99, TWO)), ["x: its data type 99 is unknown"]);
  check(
    "a constant that is a shape",
    node("Constant", [], ["c"], tensorAttribute("value", tensor("", [2], INT64, field(7, hex("01 02"))))),
    [],
  );
});

describe("Functions of an .onnx file", () => {
  it("have constants, and layers that use them", async () => {
    const weight = node("Constant", [], ["norm.weight"], tensorAttribute("value", tensor("", [2], FLOAT, TWO)));
    const norm = node("LayerNormalization", ["x", "norm.weight", "given"], ["y"], floatAttribute("epsilon", 1e-6));
    // Nodes are field 7 of a function, field 1 of a graph.
    const nodes = [weight, norm].map((bytes) => concat(Uint8Array.of(0x3a), bytes.slice(1)));
    const fields = [field(1, "Block"), field(4, "x"), field(4, "given"), field(5, "y"), ...nodes];
    const { tensors, norms } = await openContents("m.onnx", concat(model(), field(25, concat(...fields))));
    assert.deepEqual(
      tensors.map(({ name }) => name),
      ["norm.weight"],
    );
    assert.deepEqual(
      norms.map(({ name, weight, bias, eps }) => [name, weight, bias, eps]),
      [["norm", "norm.weight", null, 1e-6]],
    );
  });
});

describe("Values of an .onnx file in other files", () => {
  const bytes = concat(zeros(4), float32(1, 2));
  const at = (entries: Readonly<Record<string, string>>) => initializer("x", [2], external(entries));
  const found = [`x float32 (2) ${toHex(float32(1, 2))}`];
  check("in a folder below", at({ location: "weights/0.bin", offset: "4" }), found, { "weights/0.bin": bytes });
  check("in ./", at({ location: "./w.bin", offset: "4", length: "8" }), found, { "w.bin": bytes });
  check(
    "past the end of the file",
    at({ location: "w.bin", offset: "8" }),
    ["x: its values cannot be had: they are bytes 8 to 16 of 'w.bin', which has 12"],
    { "w.bin": bytes },
  );
  check("in a file that is not there", concat(at({ location: "w.bin" }), initializer("y", [2], TWO)), [
    `y float32 (2) ${toHex(float32(1, 2))}`,
    "x: its values cannot be had: they are in 'w.bin', which cannot be opened: ENOENT",
  ]);
  check(
    "where no files can be opened",
    at({ location: "w.bin" }),
    ["x: its values cannot be had: they are in 'w.bin', which cannot be opened from here"],
    {},
    { openSibling: undefined },
  );

  it("opens each file once", async () => {
    const opened: string[] = [];
    const openSibling = async (name: string) => {
      opened.push(name);
      return memorySource(bytes);
    };
    const graph = concat(at({ location: "w.bin" }), at({ location: "w.bin", offset: "4" }));
    const { tensors } = await openTensors(memorySource(model(graph)), "m.onnx", { openSibling });
    assert.deepEqual(
      tensors.map(({ name }) => name),
      ["x", "x (2)"],
    );
    assert.deepEqual(opened, ["w.bin"]);
  });
});
