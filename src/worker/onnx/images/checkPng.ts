import { inflateSync } from "node:zlib";

const SIGNATURE_BYTES = 8;
/** Length and type before a chunk's data, a checksum behind. */
const AROUND_CHUNK = 12;
const HEADER_BYTES = 33;
/** By the colour type: grey, -, red green blue, a place in a palette, grey and alpha, -, red green blue and alpha. */
const CHANNELS = [1, 0, 3, 1, 2, 0, 4];

/**
 * Refuses what does not hold the pixels that it says: the library makes up those that are missing, and inflates interlaced
 * images without a limit.
 *
 * @throws the bare reason
 */
export function checkPng(file: Buffer, mostPixels: number): void {
  if (file.length < HEADER_BYTES) throw new Error(`it has ${file.length} bytes, which end in its header`);
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (width * height > mostPixels) {
    throw new Error(`it has ${width} × ${height} pixels, more than the ${mostPixels} that are read`);
  }
  const bits = file[24]! * (CHANNELS[file[25]!] ?? 0);
  const least = Math.ceil((width * height * bits) / 8);
  // A byte a row besides, each row filled up to whole bytes, in each of up to seven passes.
  const there = inflatedLength(dataChunks(file), least + 14 * (height + 7));
  if (there < least) throw new Error(`its data ends at byte ${there}, but ${width} × ${height} pixels take ${least}`);
}

/** @throws where it is more than `most`, or the data is none */
function inflatedLength(chunks: readonly Buffer[], most: number): number {
  try {
    return inflateSync(Buffer.concat(chunks), { maxOutputLength: most }).length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") throw error;
    throw new Error(`its data inflates to more than the ${most} bytes that its pixels take`);
  }
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
