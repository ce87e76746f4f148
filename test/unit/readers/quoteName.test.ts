import assert from "node:assert/strict";
import { quoteName, quoteNames } from "../../../src/readers/quoteName";

function check(name: string, expected: string): void {
  it(`${JSON.stringify(name.slice(0, 30))} is shown as ${JSON.stringify(expected.slice(0, 30))}`, () => {
    assert.equal(quoteName(name), expected);
  });
}

describe("A name from outside in a message", () => {
  check("layer.0/conv weight", "layer.0/conv weight");
  check("слой-层-🙂", "слой-层-🙂");
  check("a\r\nb\0c", "a\ufffdb\ufffdc");
  check("a\x1b[31mb\x9bc", "a\ufffd[31mb\ufffdc");
  check("a\u2028b\u2029c", "a\ufffdb\ufffdc");
  check("a\u202eb\u2066c\u200f\ufeff", "a\ufffdb\ufffdc\ufffd");
  check("a\ud800b", "a\ufffdb");
  check("x".repeat(80), "x".repeat(80));
  check(`${"x".repeat(1e6)}.npy`, `${"x".repeat(39)}…${"x".repeat(36)}.npy`);
});

describe("Names from outside in a message", () => {
  it("are the first eight, each short and safe, and a mark where there are more", () => {
    assert.equal(quoteNames([]), "");
    assert.equal(quoteNames(["a", "b\nc"]), "a, b\ufffdc");
    assert.equal(quoteNames([..."abcdefgh"]), "a, b, c, d, e, f, g, h");
    assert.equal(quoteNames([..."abcdefghi"]), "a, b, c, d, e, f, g, h …");
  });
});
