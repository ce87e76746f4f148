import assert from "node:assert/strict";
import type { Dtype } from "../../../../src/engine/tensor";
import { float32, hex, toHex, zeros } from "../bytes";
import { type Files, openBytes, readAll } from "../memorySource";
import { safetensorsBytes } from "./safetensorsBytes";

/** Says that a file opens as tensors, written as "name dtype (shape) values". */
function check(title: string, fileName: string, bytes: Uint8Array, expected: readonly string[], siblings: Files = {}) {
  it(title, async () => {
    const found: string[] = [];
    for (const tensor of await openBytes(fileName, bytes, siblings)) {
      assert.equal(tensor.order, "C");
      const values = toHex(await readAll(tensor));
      found.push(`${tensor.name} ${tensor.dtype} (${tensor.shape}) ${values}`.trim());
    }
    assert.deepEqual(found, expected);
  });
}

describe("A .safetensors file", () => {
  const dtypes: readonly (readonly [name: string, dtype: Dtype, value: string])[] = [
    ["BOOL", "bool", "01"],
    ["U8", "uint8", "ff"],
    ["I8", "int8", "ff"],
    ["U16", "uint16", "0102"],
    ["I16", "int16", "0102"],
    ["U32", "uint32", "01020304"],
    ["I32", "int32", "01020304"],
    ["U64", "uint64", "0102030405060708"],
    ["I64", "int64", "0102030405060708"],
    ["F8_E4M3", "float8_e4m3fn", "38"],
    ["F8_E4M3FNUZ", "float8_e4m3fnuz", "38"],
    ["F8_E5M2", "float8_e5m2", "3c"],
    ["F8_E5M2FNUZ", "float8_e5m2fnuz", "3c"],
    ["F8_E8M0", "float8_e8m0fnu", "7f"],
    ["F16", "float16", "003c"],
    ["BF16", "bfloat16", "803f"],
    ["F32", "float32", "0000803f"],
    ["F64", "float64", "000000000000f03f"],
  ];
  for (const [name, dtype, value] of dtypes) {
    const bytes = value.length / 2;
    const file = safetensorsBytes({ x: { dtype: name, shape: [1], data_offsets: [0, bytes] } }, hex(value));
    check(`${name} is ${dtype}`, "m.safetensors", file, [`x ${dtype} (1) ${value}`]);
  }

  const complex = safetensorsBytes({ x: { dtype: "C64", shape: [2], data_offsets: [0, 16] } }, float32(1, 2, 3, 4));
  const parts = [`x.real float32 (2) ${toHex(float32(1, 3))}`, `x.imag float32 (2) ${toHex(float32(2, 4))}`];
  check("C64 is two of float32", "m.safetensors", complex, parts);

  const mixed = {
    __metadata__: { format: "pt" },
    b: { dtype: "F32", shape: [2], data_offsets: [1, 9] },
    a: { dtype: "U8", shape: [], data_offsets: [0, 1] },
    none: { dtype: "F32", shape: [0, 3], data_offsets: [9, 9] },
  };
  const values = hex("07 0000803f 00000040");
  const tensors = ["b float32 (2) 0000803f00000040", "a uint8 () 07", "none float32 (0,3)"];
  check("tensors in the header's order, aligned or not", "m.safetensors", safetensorsBytes(mixed, values), tensors);
  check("a padded header", "m.safetensors", safetensorsBytes(`${JSON.stringify(mixed)}     `, values), tensors);
  check("no tensors", "m.safetensors", safetensorsBytes({}, zeros(0)), []);
  check("a file name in capitals", "M.SAFETENSORS", safetensorsBytes(mixed, values), tensors);

  const object = { dtype: "U8", shape: [1], data_offsets: [0, 1] };
  const names = `{"__proto__": ${JSON.stringify(object)}, "constructor": ${JSON.stringify({ ...object, data_offsets: [1, 2] })}}`;
  const harmless = ["__proto__ uint8 (1) 01", "constructor uint8 (1) 02"];
  check("names that mean something to JavaScript", "m.safetensors", safetensorsBytes(names, hex("01 02")), harmless);
});

describe("A .safetensors.index.json file", () => {
  const one = safetensorsBytes({ a: { dtype: "U8", shape: [1], data_offsets: [0, 1] } }, hex("01"));
  const two = safetensorsBytes(
    {
      b: { dtype: "U8", shape: [1], data_offsets: [0, 1] },
      c: { dtype: "C64", shape: [0], data_offsets: [1, 1] },
    },
    hex("02"),
  );
  const index = {
    metadata: { total_size: 2 },
    weight_map: { b: "2.safetensors", a: "1.safetensors", c: "2.safetensors" },
  };
  const tensors = ["b uint8 (1) 02", "c.real float32 (0)", "c.imag float32 (0)", "a uint8 (1) 01"];
  const bytes = new TextEncoder().encode(JSON.stringify(index));
  check("opens its shards, one after another", "m.safetensors.index.json", bytes, tensors, {
    "1.safetensors": one,
    "2.safetensors": two,
  });

  it("says so where the caller cannot open files beside it", async () => {
    const open = openBytes("m.safetensors.index.json", bytes, {}, { openSibling: undefined });
    await assert.rejects(open, /^Error: m\.safetensors\.index\.json: names 2 files beside it/);
  });
});
