import { inflateSync } from "node:zlib";

const SIGNATURE_BYTES = 8;
/** Length and type before a chunk's data, a checksum behind. */
const AROUND_CHUNK = 12;
const HEADER_BYTES = 33;
/** Of a pixel: four channels of 16 bits. */
const MOST_PIXEL_BYTES = 8;

/**
 * Refuses what would take more memory than its size says: the library inflates interlaced images without a limit.
 *
 * @throws the bare reason
 */
export function checkPng(file: Buffer, mostPixels: number): void {
  if (file.length < HEADER_BYTES) throw new Error(`it has ${file.length} bytes, which end in its header`);
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (width * height > mostPixels) {
    throw new Error(`it has ${width} × ${height} pixels, more than the ${mostPixels} that are read`);
  }
  const isInterlaced = file[28] !== 0;
  if (!isInterlaced) return;
  // A byte a row besides, in each of seven passes.
  const most = width * height * MOST_PIXEL_BYTES + 7 * height + 7;
  inflateSync(Buffer.concat(dataChunks(file)), { maxOutputLength: most });
}

function dataChunks(file: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = SIGNATURE_BYTES; at + AROUND_CHUNK <= file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString("latin1", at + 4, at + 8) === "IDAT") chunks.push(file.subarray(at + 8, at + 8 + length));
    at += AROUND_CHUNK + length;
  }
  return chunks;
}
