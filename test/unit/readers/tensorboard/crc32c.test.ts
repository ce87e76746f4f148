import assert from "node:assert/strict";
import { crc32c, maskedCrc32c } from "../../../../src/readers/tensorboard/crc32c";
import { latin1 } from "../bytes";

describe("The Castagnoli CRC", () => {
  const cases: readonly (readonly [what: string, bytes: Uint8Array, crc: number])[] = [
    ["32 zeros (RFC 3720)", new Uint8Array(32), 0x8a9136aa],
    ["32 bytes of ones (RFC 3720)", new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ["0 to 31 (RFC 3720)", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ["the check value", latin1("123456789"), 0xe3069283],
    ["nothing", new Uint8Array(), 0],
  ];
  for (const [what, bytes, crc] of cases) it(`of ${what}`, () => assert.equal(crc32c(bytes), crc));

  it("is masked by a turn of 15 bits and a constant", () => {
    assert.equal(maskedCrc32c(new Uint8Array()), 0xa282ead8);
    // 0xe3069283 turned is 0x2507c60d.
    assert.equal(maskedCrc32c(latin1("123456789")), (0x2507c60d + 0xa282ead8) >>> 0);
  });
});
