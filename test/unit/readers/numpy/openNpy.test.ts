import assert from "node:assert/strict";
import type { Dtype } from "../../../../src/engine/tensor";
import { DtypeLostError } from "../../../../src/readers/dtypeLostError";
import { type Bytes, hex, toHex, zeros } from "../bytes";
import { openBytes, readAll } from "../memorySource";
import { type NpyParts, npyBytes } from "./npyBytes";

interface Expected {
  readonly name?: string;
  readonly dtype?: Dtype;
  readonly shape?: readonly number[];
  readonly order?: "C" | "F";
  readonly data?: string;
}

/** Says that a .npy file opens as `expected`; what is left out is the tensor that `npyBytes` makes without parts. */
function check(title: string, parts: NpyParts, expected: readonly Expected[], assumeDtype?: Dtype): void {
  it(title, async () => {
    const tensors = await openBytes("acts.npy", npyBytes(parts), {}, assumeDtype && { assumeDtype });
    const found = await Promise.all(
      tensors.map(async ({ name, dtype, shape, order, chunks }) => {
        const data = toHex(await readAll({ name, dtype, shape, order, chunks }));
        return { name, dtype, shape, order, data };
      }),
    );
    const standard = { name: "acts", dtype: "float32", shape: [4], order: "C", data: "00".repeat(16) };
    assert.deepEqual(
      found,
      expected.map((tensor) => ({ ...standard, ...tensor })),
    );
  });
}

describe("A .npy file: dtypes", () => {
  // Two values each, little-endian.
  const numbers: readonly (readonly [code: string, dtype: Dtype, values: string])[] = [
    ["b1", "bool", "00 01"],
    ["i1", "int8", "ff 7f"],
    ["u1", "uint8", "ff 7f"],
    ["i2", "int16", "0102 feff"],
    ["u2", "uint16", "0102 feff"],
    ["i4", "int32", "01020304 feffffff"],
    ["u4", "uint32", "01020304 feffffff"],
    ["i8", "int64", "0102030405060708 feffffffffffffff"],
    ["u8", "uint64", "0102030405060708 feffffffffffffff"],
    ["f1", "float8_e5m2", "3c c0"],
    ["f2", "float16", "003c 00c0"],
    ["f4", "float32", "0000803f 000000c0"],
    ["f8", "float64", "000000000000f03f 00000000000000c0"],
  ];
  for (const [code, dtype, values] of numbers) {
    const little = hex(values);
    const expected = [{ dtype, shape: [2], data: toHex(little) }];
    for (const mark of ["<", "|", "=", ""]) {
      check(`'${mark}${code}' is ${dtype}`, { descr: `'${mark}${code}'`, shape: "(2,)", data: little }, expected);
    }
    const big = reverseEach(little, little.length / 2);
    check(`'>${code}' is ${dtype} after a swap`, { descr: `'>${code}'`, shape: "(2,)", data: big }, expected);
  }

  for (const [code, dtype, real, imag] of [
    ["c8", "float32", "0000803f", "000000c0"],
    ["c16", "float64", "000000000000f03f", "00000000000000c0"],
  ] as const) {
    const pair = hex(real + imag + imag + real);
    const parts = [
      { name: "acts.real", dtype, shape: [2], data: real + imag },
      { name: "acts.imag", dtype, shape: [2], data: imag + real },
    ];
    check(`'<${code}' is two of ${dtype}`, { descr: `'<${code}'`, shape: "(2,)", data: pair }, parts);
    const big = reverseEach(pair, pair.length / 4);
    check(`'>${code}' is two of ${dtype} after a swap`, { descr: `'>${code}'`, shape: "(2,)", data: big }, parts);
  }
});

describe("A .npy file: layouts and headers", () => {
  const matrix = { shape: "(2, 3)", data: zeros(24) };
  const opened = { shape: [2, 3], data: "00".repeat(24) };
  check("C order", matrix, [opened]);
  check("Fortran order keeps its storage order", { ...matrix, fortranOrder: "True" }, [{ ...opened, order: "F" }]);
  check("one axis has no order", { fortranOrder: "True" }, [{ order: "C" }]);
  check("no axis: one value", { shape: "()", data: zeros(4) }, [{ shape: [], data: "00000000" }]);
  check("an axis of size 0: no value", { shape: "(3, 0, 2)", data: zeros(0) }, [{ shape: [3, 0, 2], data: "" }]);
  check("a size of 0 excuses huge ones", { shape: `(0, ${2 ** 53 - 1})`, data: zeros(0) }, [
    { shape: [0, 2 ** 53 - 1], data: "" },
  ]);
  for (const version of [1, 2, 3]) check(`version ${version}`, { version }, [{}]);
  check("keys in another order", { header: "{'shape': (4,), 'descr': '<f4', 'fortran_order': False}" }, [{}]);
  check("double quotes", { header: `{"descr": "<f4", "fortran_order": False, "shape": (4,)}` }, [{}]);
  check("space and newlines anywhere", { header: " { 'descr':'<f4' ,\n'fortran_order':False,'shape':( 4 , ) } \n\n" }, [
    {},
  ]);
  check("Python 2's long integers", { shape: "(4L,)" }, [{}]);
  check(
    "a header longer than the first read",
    { header: `{'descr': '<f4', 'fortran_order': False, 'shape': (4,)}${" ".repeat(5000)}\n` },
    [{}],
  );
});

describe("A .npy file that lost its dtype", () => {
  const two = { descr: "'<V2'", data: zeros(8) };
  check("is read as the caller says: V2", two, [{ dtype: "bfloat16", data: "00".repeat(8) }], "bfloat16");
  check(
    "is read as the caller says: V1",
    { descr: "'|V1'", data: zeros(4) },
    [{ dtype: "int4", data: "00".repeat(4) }],
    "int4",
  );
  check("the caller's dtype changes nothing elsewhere", {}, [{}], "bfloat16");

  it("is an error with the choices, the likeliest first", async () => {
    await assert.rejects(openBytes("acts.npy", npyBytes(two)), (error) => {
      assert.ok(error instanceof DtypeLostError);
      const message =
        "acts.npy: the file no longer says its dtype (header says <V2): choose bfloat16, float16, int16, uint16";
      assert.equal(error.message, message);
      assert.deepEqual(error.choices, ["bfloat16", "float16", "int16", "uint16"]);
      return true;
    });
  });

  it("is an error where the caller's dtype has another size", async () => {
    const open = openBytes("acts.npy", npyBytes(two), {}, { assumeDtype: "float32" });
    await assert.rejects(open, /^DtypeLostError: acts\.npy: .* \(float32 takes 4 bytes, not 2\)$/);
  });
});

function reverseEach(bytes: Bytes, size: number): Bytes {
  return bytes.map((_, i) => bytes[i - (i % size) + size - 1 - (i % size)]!);
}
