import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Dtype, Tensor } from "../../../../src/engine/tensor";
import { openBytes, readAll } from "../memorySource";

// test/fixtures/readers/make.py wrote these files with NumPy; most of its arrays count from 0 to 11.
const FOLDER = "test/fixtures/readers";
const COUNTING = Array.from({ length: 12 }, (_, i) => i);

function check(file: string, expected: readonly string[]): void {
  it(`${file} opens`, async () => {
    const found: string[] = [];
    for (const tensor of await openFixture(file)) {
      const values = decode(tensor.dtype, (await readAll(tensor)).buffer);
      found.push(`${tensor.name} ${tensor.dtype} (${tensor.shape}) ${tensor.order} ${values}`.trim());
    }
    assert.deepEqual(found, expected);
  });
}

function checkRefused(file: string, message: RegExp): void {
  it(`${file} is refused`, () => assert.rejects(openFixture(file), message));
}

function openFixture(file: string): Promise<readonly Tensor[]> {
  return openBytes(file, readFileSync(`${FOLDER}/${file}`));
}

describe("Files that NumPy wrote", () => {
  const dtypes: readonly (readonly [code: string, dtype: Dtype])[] = [
    ["?", "bool"],
    ["i1", "int8"],
    ["u1", "uint8"],
    ["i2", "int16"],
    ["u2", "uint16"],
    ["i4", "int32"],
    ["u4", "uint32"],
    ["i8", "int64"],
    ["u8", "uint64"],
    ["f2", "float16"],
    ["f4", "float32"],
    ["f8", "float64"],
    ["c8.real", "float32"],
    ["c8.imag", "float32"],
    ["c16.real", "float64"],
    ["c16.imag", "float64"],
  ];
  const valuesOf = (code: string) => {
    if (code === "?") return COUNTING.map((i) => i % 2);
    return COUNTING.map((i) => (code.endsWith(".imag") ? -i : i));
  };
  const columns = [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11];
  const arrays = [
    ...dtypes.map(([code, dtype]) => `${code} ${dtype} (3,4) C ${valuesOf(code)}`),
    `fortran float32 (3,4) F ${columns}`,
  ];
  check("little.npz", arrays);
  check("big.npz", arrays);
  check("little-deflated.npz", arrays);
  check("big-deflated.npz", arrays);
  check("scalar.npy", ["scalar float32 () C 7"]);
  check("empty.npy", ["empty float64 (0,3) C"]);
  for (const version of [1, 2, 3]) check(`version-${version}.npy`, [`version-${version} float32 (3,4) C ${COUNTING}`]);
  const ramp = Array.from({ length: 300_000 }, (_, i) => Math.floor(i / 1000));
  check("large.npz", [`ramp float64 (300000) C ${ramp}`]);

  checkRefused(
    "objects.npy",
    /^Error: objects\.npy: dtype '\|O' is not supported: object arrays are pickles, which are never executed: save numbers, such as array\.astype\('float32'\)$/,
  );
  checkRefused("structured.npy", /^Error: structured\.npy: structured arrays are not supported$/);
  checkRefused("text.npy", /^Error: text\.npy: dtype '<U3' is not supported: it holds text$/);
  checkRefused("dates.npy", /^Error: dates\.npy: dtype '<M8\[D\]' is not supported: it holds dates or durations$/);
  checkRefused("long-double.npy", /^Error: long-double\.npy: dtype '<f16' is not supported: long double/);
  checkRefused("raw.npy", /^DtypeLostError: raw\.npy: .*header says \|V2/);
});

function decode(dtype: Dtype, buffer: ArrayBuffer): string {
  if (dtype === "float16") return Array.from(new Uint16Array(buffer), halfToNumber).join();
  const arrays: Partial<Record<Dtype, (bytes: ArrayBuffer) => ArrayLike<number | bigint>>> = {
    bool: (bytes) => new Uint8Array(bytes),
    int8: (bytes) => new Int8Array(bytes),
    uint8: (bytes) => new Uint8Array(bytes),
    int16: (bytes) => new Int16Array(bytes),
    uint16: (bytes) => new Uint16Array(bytes),
    int32: (bytes) => new Int32Array(bytes),
    uint32: (bytes) => new Uint32Array(bytes),
    int64: (bytes) => new BigInt64Array(bytes),
    uint64: (bytes) => new BigUint64Array(bytes),
    float32: (bytes) => new Float32Array(bytes),
    float64: (bytes) => new Float64Array(bytes),
  };
  return Array.from(arrays[dtype]!(buffer)).join();
}

/** Normal numbers and zero, which is what the fixtures hold. */
function halfToNumber(bits: number): number {
  return bits === 0 ? 0 : 2 ** ((bits >>> 10) - 15) * (1 + (bits & 1023) / 1024);
}
