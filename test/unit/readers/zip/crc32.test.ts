import assert from "node:assert/strict";
import { crc32 } from "../../../../src/readers/zip/crc32";
import { latin1 } from "../bytes";
import { crc32 as crc32ByDefinition } from "./zipBytes";

describe("CRC-32", () => {
  it("of the digits 1 to 9 is the known check value", () => {
    assert.equal(crc32(latin1("123456789"), 0), 0xcbf43926);
  });

  it("is the same in two parts, at any offset and length", () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i * 37);
    for (let start = 0; start < 20; start++) {
      for (let middle = start; middle <= 100; middle += 7) {
        const sum = crc32(bytes.subarray(middle), crc32(bytes.subarray(start, middle), 0));
        assert.equal(sum, crc32ByDefinition(bytes.subarray(start)));
      }
    }
  });
});
