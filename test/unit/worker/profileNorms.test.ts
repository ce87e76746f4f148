import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { profileNorms } from "../../../src/worker/profileNorms";
import { float32 } from "../readers/bytes";
import { npyBytes } from "../readers/numpy/npyBytes";
import { zipBytes } from "../readers/zip/zipBytes";

describe("a checkpoint's normalization layers", () => {
  const folder = mkdtempSync(join(tmpdir(), "normscope-norms-"));
  after(() => rmSync(folder, { recursive: true }));

  it("have their values in C order, also where the file has them in Fortran order", async () => {
    const path = join(folder, "norm.npz");
    const shape = "(2, 3)";
    const weight = npyBytes({ shape, fortranOrder: "True", data: float32(0, 3, 1, 4, 2, 5) });
    const bias = npyBytes({ shape, data: float32(0, 1, 2, 3, 4, 5) });
    const parts = [
      { name: "norm.weight.npy", data: weight },
      { name: "norm.bias.npy", data: bias },
    ];
    writeFileSync(path, zipBytes(parts));
    const [norm] = (await profileNorms({ path })).norms;
    assert.equal(norm!.method, "layer");
    assert.deepEqual(Array.from(norm!.weight!.values!), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(norm!.weight!.values, norm!.bias!.values);
  });
});
