import { type Bytes, concat, float32, hex, latin1, zeros } from "../bytes";
import { type HostileFile, hostile, PICKLE } from "../hostileFile";
import { field, fixed32, lying, varint } from "../protobuf/protobufBytes";
import { zipBytes } from "../zip/zipBytes";
import { external, FLOAT, initializer, model, node, raw, tensor, tensorAttribute } from "./onnxBytes";

const INT8 = 3;
const INT64 = 7;
const VALUES = raw(float32(1, 2));

export const hostileOnnx: readonly HostileFile[] = [
  onnx("an empty file", zeros(0), /begins with a field of its ModelProto, but it is empty$/),
  onnx("a pickle", PICKLE, /but it begins as a Python pickle/),
  onnx("a zip archive", zipBytes([{ name: "a", data: zeros(9) }]), /but it begins as a zip archive/),
  onnx("a Git LFS pointer", latin1("version https://git-lfs.github.com/spec/v1\n"), /but it begins as a Git LFS/),
  onnx("no graph", field(1, 8), /its 2 bytes hold no graph/),
  onnx("a number without end", concat(hex("08"), hex("ff").slice(), zeros(0)), /ends after 1 bytes of a number that/),
  onnx("a number of eleven bytes", hex(`08 ${"ff".repeat(10)} 01`), /has a number of more than 10 bytes$/),
  onnx("a field of number 0", concat(field(1, 8), hex("02 00")), /byte 2: the model has field number 0, not 1 to/),
  onnx("a group", concat(field(1, 8), hex("3b")), /byte 2: the model has a field 7 of wire type 3, not 0, 1, 2 or 5$/),
  onnx(
    "a graph past the end",
    concat(field(1, 8), lying(7, 1000)),
    /a field 7 of 1000 bytes, but there is room for 0$/,
  ),
  onnx("a graph of 2^60 bytes", concat(field(1, 8), lying(7, 2n ** 60n)), /of 1152921504606847000 bytes, but/),
  onnx("a graph of 2^63 bytes", concat(field(1, 8), lying(7, 2n ** 63n)), /of 2\^63 or more bytes, but/),
  onnx(
    "8 bytes of which 3 are there",
    concat(field(1, 8), hex("39 00 00 00")),
    /a field 7 of 8 bytes, but there is room for 3/,
  ),
  onnx("a graph that is a number", concat(field(1, 8), field(7, 1)), /the graph has wire type 0, not 2$/),
  onnx("a node that leaves its graph", model(lying(1, 100, zeros(20))), /the graph has a field 1 of 100 bytes, but/),
  onnx("a node that is a number", model(field(1, 5)), /a node has wire type 0, not 2$/),
  onnx("graphs without end", graphs(20_000), /more than 32 graphs inside each other$/),
  onnx("a tensor that is a number", model(field(5, 5)), /an initializer has wire type 0, not 2$/),
  onnx(
    "a name of 100,000 bytes",
    model(initializer("x".repeat(100_000), [2])),
    /name has 100000 bytes, more than 65536$/,
  ),
  onnx("a negative size", model(initializer("x", [-1], VALUES)), /x: shape has -1 at place 0, not an integer/),
  onnx("a size of 2^62", model(initializer("x", [2n ** 62n], VALUES)), /x: shape has 4611686018427388000 at place 0/),
  onnx("a shape past 2^53", model(initializer("x", [2 ** 40, 2 ** 40], VALUES)), /x: shape .* promises more than/),
  onnx("65 axes", model(initializer("x", Array(80).fill(1), VALUES)), /x: shape has 65 axes, more than the 64/),
  onnx(
    "raw data that is short",
    model(initializer("x", [3], VALUES)),
    /x: shape \(3,\) of FLOAT takes 12 bytes, but raw_data has 8$/,
  ),
  onnx(
    "raw data that is long",
    model(initializer("x", [], VALUES)),
    /x: shape \(\) of FLOAT takes 4 bytes, but raw_data has 8$/,
  ),
  onnx(
    "raw data of 2^40 values",
    model(initializer("x", [2 ** 40], VALUES)),
    /takes 4398046511104 bytes, but raw_data has 8$/,
  ),
  onnx("raw data twice", model(initializer("x", [2], VALUES, VALUES)), /a tensor has raw_data twice$/),
  onnx(
    "values at two places",
    model(initializer("x", [2], VALUES, field(4, float32(1, 2)))),
    /x: has values in float_data, but they should be in raw_data$/,
  ),
  onnx(
    "values in the wrong field",
    model(initializer("x", [2], field(5, hex("01 02")))),
    /x: has values in int32_data, but they should be in float_data$/,
  ),
  onnx(
    "too few floats",
    model(initializer("x", [3], field(4, float32(1, 2)))),
    /x: shape \(3,\) of FLOAT takes 12 bytes, but float_data has 8$/,
  ),
  onnx(
    "too few floats, one by one",
    model(initializer("x", [3], fixed32(4, float32(1)))),
    /takes 12 bytes, but float_data has 4$/,
  ),
  onnx("floats as varints", model(initializer("x", [1], field(4, 1))), /float_data has wire type 0$/),
  onnx(
    "floats in 10,001 pieces",
    model(initializer("x", [10_001], pieces(10_001))),
    /float_data is in more than 10000 pieces$/,
  ),
  onnx(
    "too few integers",
    model(field(5, tensor("x", [9], INT64, field(7, hex("01 02"))))),
    /x: shape \(9,\) of INT64 takes 9 numbers, but int64_data holds 1 to 2$/,
  ),
  onnx(
    "integers that come up short",
    model(field(5, tensor("x", [2], INT64, field(7, hex("81 02"))))),
    /x: promises 16 bytes of values, but only 8 come$/,
  ),
  onnx(
    "integers that are too many",
    model(field(5, tensor("x", [1], INT64, field(7, hex("01 02"))))),
    /x: promises 8 bytes of values, but 16 or more come$/,
  ),
  onnx(
    "an integer without end",
    model(field(5, tensor("x", [2], INT8, field(5, hex("01 ff"))))),
    /x: its last value ends after 1 bytes of a number/,
  ),
  onnx(
    "an integer of eleven bytes",
    model(field(5, tensor("x", [2], INT8, field(5, hex(`01 ${"ff".repeat(10)}01`))))),
    /x: a value takes more than 10 bytes$/,
  ),
  onnx(
    "a constant that is short",
    model(node("Constant", [], ["c"], tensorAttribute("value", tensor("", [9], FLOAT, VALUES)))),
    /c: shape \(9,\) of FLOAT takes 36 bytes, but raw_data has 8$/,
  ),
  onnx("sparse without values", model(field(15, field(3, 4))), /a sparse tensor has no values$/),
  ...[
    "../secret",
    "/etc/passwd",
    "a/../../b",
    "C:\\x",
    "C:x",
    "..",
    "a//b",
    "",
    "\\\\host\\x",
    "con",
    "a\u0000b",
    "./..",
  ].map((location) =>
    onnx(
      `values in ${JSON.stringify(location)}`,
      model(initializer("x", [2], external({ location }))),
      /x: its values are in '.*', not in a file of the model's folder or below it$/u,
    ),
  ),
  onnx("values nowhere", model(initializer("x", [2], external({ offset: "0" }))), /x: external_data has no location$/),
  onnx(
    "an offset that is negative",
    model(initializer("x", [2], external({ location: "b", offset: "-8" }))),
    /x: external_data has the offset '-8', not a whole number$/,
  ),
  onnx(
    "an offset of 30 digits",
    model(initializer("x", [2], external({ location: "b", offset: "9".repeat(30) }))),
    /external_data has the offset '9{30}', not/,
  ),
  onnx(
    "a length of another shape",
    model(initializer("x", [2], external({ location: "b", length: "9" }))),
    /x: external_data has a length of 9, but its shape takes 8$/,
  ),
  onnx(
    "a location twice",
    model(initializer("x", [2], external({ location: "b" }), external({ location: "c" }))),
    /external_data has 'location' twice$/,
  ),
  onnx(
    "values here and elsewhere",
    model(initializer("x", [2], VALUES, external({ location: "b" }))),
    /x: has values in raw_data, but they should be in another file$/,
  ),
  onnx(
    "an attribute past its node",
    model(field(1, concat(field(4, "Conv"), lying(5, 99)))),
    /the node has a field 5 of 99 bytes, but there is room for 0$/,
  ),
  onnx(
    "control characters in a name",
    model(initializer("a\n\u2029\u202e", [3], VALUES)),
    /^Error: m\.onnx: a\ufffd: shape/,
  ),
];

/** An If in the branch of an If and so on. */
function graphs(depth: number): Bytes {
  // Lengths grow towards the outside, so that the innermost comes first: built as one list, not nested calls.
  const heads: Uint8Array[] = [];
  let length = 0;
  for (let i = 0; i < depth; i++) {
    for (const number of [6, 5, 1]) {
      const head = concat(varint(number * 8 + 2), varint(length));
      heads.push(head);
      length += head.length;
    }
  }
  return model(...heads.reverse());
}

/** Floats each in a list of its own. */
function pieces(count: number): Bytes {
  return concat(...Array.from({ length: count }, (_, i) => field(4, float32(i))));
}

function onnx(name: string, bytes: Bytes, message: RegExp): HostileFile {
  return hostile("m.onnx", name, bytes, message);
}
