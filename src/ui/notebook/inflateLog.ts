import { inflateRaw } from "../../readers/zip/inflateRaw";

/** Of all logs of an output: the probe's excerpts have a few; a deflated bomb would have any number. */
export const MOST_INFLATED = 64 * 2 ** 20;

/** The head of a zlib stream (RFC 1950) and the checksum at its end. */
const [HEAD, CHECKSUM] = [2, 4];
const DEFLATE = 8;
const HAS_DICTIONARY = 0x20;

/**
 * A log's bytes out of base64 of a zlib stream. The stream's own checksum is not compared, as each record has one.
 *
 * @param most bytes that it may have
 * @throws in one line that begins with `place`
 */
export async function inflateLog(base64: string, place: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const stream = fromBase64(base64, place);
  const [method = 0, flags = 0] = stream;
  if (
    stream.length < HEAD + CHECKSUM ||
    method % 16 !== DEFLATE ||
    flags & HAS_DICTIONARY ||
    (method * 256 + flags) % 31
  )
    throw new Error(`${place}: is no zlib stream`);
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of inflateRaw(once(stream.subarray(HEAD, -CHECKSUM)))) {
      length += piece.length;
      if (length > most) break;
      pieces.push(piece);
    }
  } catch {
    throw new Error(`${place}: is no zlib stream that can be inflated`);
  }
  if (length > most) throw new Error(`${place}: inflates to more than ${most} bytes`);
  return joined(pieces, length);
}

function fromBase64(base64: string, place: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw new Error(`${place}: is no base64`);
  }
}

async function* once(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield bytes;
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
