import assert from "node:assert/strict";
import { codeValues, decoderOf, smallestNormal } from "../../../src/engine/decode";
import type { Dtype } from "../../../src/engine/tensor";

/** dtype, code, value: from IEEE 754, the OCP FP8 specification and ml_dtypes. */
const CODES: [Dtype, number, number][] = [
  ["float16", 0x3c00, 1],
  ["float16", 0xc000, -2],
  ["float16", 0x7bff, 65504],
  ["float16", 0x0001, 2 ** -24],
  ["float16", 0x7c00, Infinity],
  ["float16", 0xfc00, -Infinity],
  ["float16", 0x7e00, Number.NaN],
  ["bfloat16", 0x3f80, 1],
  ["bfloat16", 0x0001, 2 ** -133],
  ["bfloat16", 0x7f80, Infinity],
  ["float8_e4m3fn", 0x7e, 448],
  ["float8_e4m3fn", 0x7f, Number.NaN],
  ["float8_e4m3fn", 0x01, 2 ** -9],
  ["float8_e4m3fn", 0x38, 1],
  ["float8_e5m2", 0x7b, 57344],
  ["float8_e5m2", 0x7c, Infinity],
  ["float8_e5m2", 0x3c, 1],
  ["float8_e4m3fnuz", 0x7f, 240],
  ["float8_e4m3fnuz", 0x80, Number.NaN],
  ["float8_e4m3fnuz", 0x40, 1],
  ["float8_e5m2fnuz", 0x7f, 57344],
  ["float8_e5m2fnuz", 0x80, Number.NaN],
  ["float8_e8m0fnu", 127, 1],
  ["float8_e8m0fnu", 255, Number.NaN],
  ["int4", 0x0f, -1],
  ["int4", 0x07, 7],
  ["uint4", 0x0f, 15],
  ["int8", 0xff, -1],
  ["uint8", 0xff, 255],
  ["int16", 0x8000, -32768],
  ["bool", 1, 1],
];

describe("values of dtypes", () => {
  for (const [dtype, code, value] of CODES) {
    it(`${dtype} 0x${code.toString(16)} is ${value}`, () => {
      assert.ok(Object.is(codeValues(dtype)[code], value), `got ${codeValues(dtype)[code]}`);
    });
  }

  it("reads 64-bit integers to the nearest float64", () => {
    const cases = [
      0n,
      1n,
      -1n,
      2n ** 53n + 1n,
      -(2n ** 53n) - 1n,
      2n ** 63n - 1n,
      -(2n ** 63n),
      0x1234_5678_9abc_def1n,
    ];
    const into = new Float64Array(cases.length);
    const bytes = new Uint8Array(BigInt64Array.from(cases).buffer);
    decoderOf("int64")(bytes, 0, cases.length, into, 0);
    assert.deepEqual([...into], cases.map(Number));
    decoderOf("uint64")(new Uint8Array(BigUint64Array.of(2n ** 64n - 1n).buffer), 0, 1, into, 0);
    assert.equal(into[0], 2 ** 64);
  });

  it("knows where subnormal numbers begin", () => {
    for (const dtype of [
      "float16",
      "bfloat16",
      "float8_e4m3fn",
      "float8_e5m2",
      "float8_e4m3fnuz",
      "float8_e5m2fnuz",
    ] as const) {
      const positive = codeValues(dtype).filter((value) => value > 0 && value < smallestNormal(dtype));
      const mantissa = {
        float16: 10,
        bfloat16: 7,
        float8_e4m3fn: 3,
        float8_e5m2: 2,
        float8_e4m3fnuz: 3,
        float8_e5m2fnuz: 2,
      };
      assert.equal(positive.length, 2 ** mantissa[dtype] - 1, dtype);
    }
  });
});
