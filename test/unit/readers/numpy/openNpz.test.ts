import assert from "node:assert/strict";
import type { OpenOptions } from "../../../../src/readers/openTensors";
import { inflate } from "../../../../src/worker/inflate";
import { type Bytes, float32, toHex, zeros } from "../bytes";
import { openBytes, readAll } from "../memorySource";
import { type ZipPart, zipBytes } from "../zip/zipBytes";
import { npyBytes } from "./npyBytes";

/** Says that an archive opens as tensors of these names and values. */
function check(
  title: string,
  archive: Bytes,
  expected: Readonly<Record<string, Uint8Array>>,
  options: OpenOptions = {},
) {
  it(title, async () => {
    const tensors = await openBytes("acts.npz", archive, {}, options);
    const found: Record<string, string> = {};
    for (const tensor of tensors) found[tensor.name] = toHex(await readAll(tensor));
    assert.deepEqual(
      Object.entries(found),
      Object.entries(expected).map(([name, data]) => [name, toHex(data)]),
    );
  });
}

const data = float32(1, 2, 3, 4);
const array = npyBytes({ data });
// Its inflated pieces end within values: the header is 63 bytes.
const manyValues = Float32Array.from({ length: 600_001 }, (_, i) => i % 1000);
const many = new Uint8Array(manyValues.buffer);
const large = npyBytes({ shape: `(${manyValues.length},)`, data: many });

describe("A .npz file", () => {
  const kinds: readonly (readonly [string, Omit<ZipPart, "name" | "data">])[] = [
    ["stored", {}],
    ["deflated", { deflate: true }],
    ["stored, sizes only in the directory as NumPy writes it", { zip64: "local" }],
    ["deflated, sizes only in the directory as NumPy writes it", { deflate: true, zip64: "local" }],
    ["zip64 throughout", { zip64: "central" }],
    ["zip64 throughout, deflated", { deflate: true, zip64: "central" }],
  ];
  for (const [kind, how] of kinds) {
    const parts = [
      { name: "conv1.npy", data: array, ...how },
      { name: "fc.weight.npy", data: npyBytes({ shape: "(0,)", data: zeros(0) }), ...how },
    ];
    check(kind, zipBytes(parts), { conv1: data, "fc.weight": zeros(0) });
    check(`${kind}, large`, zipBytes([{ name: "a.npy", data: large, ...how }]), { a: many });
  }
  check("without members", zipBytes([]), {});
  check("names with folders and any script", zipBytes([{ name: "блок/../1.npy", data: array }]), { "блок/../1": data });
  const deflated = zipBytes([{ name: "a.npy", data: large, deflate: true }]);
  check("inflated by the caller", deflated, { a: many }, { inflateRaw: inflate });

  it("is read twice alike, also after a reader that stopped early", async () => {
    for (const deflate of [false, true]) {
      const [tensor] = await openBytes("acts.npz", zipBytes([{ name: "a.npy", data: large, deflate }]));
      for await (const _ of tensor!.chunks()) break;
      const [once, twice] = await Promise.all([readAll(tensor!), readAll(tensor!)]);
      assert.equal(toHex(once), toHex(twice));
    }
  });
});
