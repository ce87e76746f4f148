import { bytes as relaxed } from "kernels:relaxed";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

/** Node 20 has fused multiply-add only when asked; newer ones run all tests with it anyway. */
const isOff = !WebAssembly.validate(relaxed());

describe("the kernels with relaxed SIMD", () => {
  (isOff ? it : it.skip)("pass the tests of the plain ones", function () {
    this.timeout(120_000);
    const mocha = "node_modules/mocha/bin/mocha.js";
    const files = ["profileWasm", "normWasm", "quickSums", "summary"].map(
      (name) => `out/unit/engine/kernels/${name}.test.js`,
    );
    const args = ["--experimental-wasm-relaxed-simd", mocha, "--timeout", "60000", "--reporter", "dot", ...files];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
  });
});
