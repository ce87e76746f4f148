const STEP = 16;
/** For 16 bytes a step (slicing-by-16): entry 256 k + b is what byte b does to the sum k bytes later. */
const TABLE = makeTable();

/** The CRC-32 (zip, gzip, PNG) of `bytes` after those that gave `before`; 0 before the first. Unsigned. */
export function crc32(bytes: Uint8Array<ArrayBuffer>, before: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wholeSteps = bytes.length - (bytes.length % STEP);
  let sum = ~before;
  let at = 0;
  for (; at < wholeSteps; at += STEP) {
    const first = afterWord(sum ^ view.getInt32(at, true), 12);
    const second = afterWord(view.getInt32(at + 4, true), 8);
    const third = afterWord(view.getInt32(at + 8, true), 4);
    sum = first ^ second ^ third ^ afterWord(view.getInt32(at + 12, true), 0);
  }
  for (; at < bytes.length; at++) sum = (sum >>> 8) ^ TABLE[(sum ^ bytes[at]!) & 255]!;
  return ~sum >>> 0;
}

/** What the four bytes of `word` do to the sum, `later` bytes after the last of them. */
function afterWord(word: number, later: number): number {
  const table = later << 8;
  return (
    TABLE[table + 768 + (word & 255)]! ^
    TABLE[table + 512 + ((word >>> 8) & 255)]! ^
    TABLE[table + 256 + ((word >>> 16) & 255)]! ^
    TABLE[table + (word >>> 24)]!
  );
}

function makeTable(): Int32Array {
  const table = new Int32Array(256 * STEP);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    table[byte] = sum;
  }
  for (let i = 256; i < table.length; i++) {
    const sum = table[i - 256]!;
    table[i] = (sum >>> 8) ^ table[sum & 255]!;
  }
  return table;
}
