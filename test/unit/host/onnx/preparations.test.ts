import assert from "node:assert/strict";
import { PREPARATIONS, parsePreparation, preparationText } from "../../../../src/host/onnx/preparations";

describe("What pixels become, as text", () => {
  for (const [label, numbers] of PREPARATIONS) {
    it(`is what it was once it is read: ${label}`, () => {
      const read = parsePreparation(preparationText(numbers))!;
      assert.deepEqual({ ...read, scale: 0 }, { ...numbers, scale: 0 });
      assert.ok(Math.abs(read.scale - numbers.scale) < 1e-9);
    });
  }

  it("may be typed with spaces and in small letters", () => {
    assert.deepEqual(parsePreparation(" 1;0 , 1,2; 3;bgr "), { scale: 1, mean: [0, 1, 2], std: [3], channels: "BGR" });
  });

  for (const text of [
    "",
    "1; 0; 1",
    "0; 0; 1; RGB",
    "1; 0; 0; RGB",
    "1; 0, 1; 1; RGB",
    "x; 0; 1; RGB",
    "1; 0; 1; RGB; 2",
    "1; ; 1; RGB",
    "1, 2; 0; 1; RGB",
    "1; 0; 1; CMYK",
  ]) {
    it(`is nothing: ${JSON.stringify(text)}`, () => assert.equal(parsePreparation(text), null));
  }
});
