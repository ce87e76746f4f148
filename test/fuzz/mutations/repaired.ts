import type { Random } from "../../../src/engine/random";
import { maskedCrc32c } from "../../../src/readers/tensorboard/crc32c";
import { crc32 } from "../../../src/readers/zip/crc32";
import { type Bytes, concat, latin1, uint } from "../../unit/readers/bytes";
import { record } from "../../unit/readers/tensorboard/eventBytes";
import { zipBytes } from "../../unit/readers/zip/zipBytes";
import { oneOf } from "../cases";
import { zipMembers } from "./zipMembers";

type Mutate = (bytes: Bytes, random: Random) => Bytes;

/** A zip archive with one member changed, its sizes and checksum right, so that what reads the member sees it. */
export function inMember(bytes: Bytes, random: Random, mutate: Mutate): Bytes {
  const members = zipMembers(bytes);
  if (members.length === 0) return mutate(bytes, random);
  const at = random.below(members.length);
  const deflate = random.below(4) === 0;
  return zipBytes(
    members.map(({ name, data }, i) => ({ name, data: i === at ? mutate(data, random) : data, deflate })),
  );
}

const MAGIC_BYTES = 8;

/** A run log with one record changed, its length and checksum right. */
export function inLogRecord(bytes: Bytes, random: Random, mutate: Mutate): Bytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const payloads: Bytes[] = [];
  for (let at = MAGIC_BYTES; at + 8 <= bytes.length; at += 8 + view.getUint32(at, true)) {
    payloads.push(bytes.slice(at + 8, at + 8 + view.getUint32(at, true)));
  }
  const records = withOne(payloads, random, mutate).map((payload) =>
    concat(uint(4, payload.length), uint(4, crc32(payload, 0)), payload),
  );
  return concat(bytes.slice(0, MAGIC_BYTES), ...records);
}

/** A file of TensorBoard's with one event changed, its length and checksums right. */
export function inEvent(bytes: Bytes, random: Random, mutate: Mutate): Bytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const events: Bytes[] = [];
  for (let at = 0; at + 12 <= bytes.length; at += 16 + view.getUint32(at, true)) {
    if (maskedCrc32c(bytes.subarray(at, at + 8)) !== view.getUint32(at + 8, true)) break;
    events.push(bytes.slice(at + 12, at + 12 + view.getUint32(at, true)));
  }
  return concat(...withOne(events, random, mutate).map(record));
}

const PNG_SIGNATURE = 8;

/** A PNG with one chunk changed, its length and checksum right. */
export function inChunk(bytes: Bytes, random: Random, mutate: Mutate): Bytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks: { type: string; data: Bytes }[] = [];
  for (let at = PNG_SIGNATURE; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const data = bytes.slice(at + 8, at + 8 + view.getUint32(at));
    chunks.push({ type: Buffer.from(bytes.slice(at + 4, at + 8)).toString("latin1"), data });
  }
  const one = random.below(chunks.length);
  const written = chunks.map(({ type, data }, i) => {
    const body = concat(latin1(type), i === one ? mutate(data, random) : data);
    return concat(uint(4, body.length - 4).reverse(), body, uint(4, crc32(body, 0)).reverse());
  });
  return concat(bytes.slice(0, PNG_SIGNATURE), ...written);
}

/** Parts with one of them changed, left out, doubled, or moved. */
function withOne(parts: readonly Bytes[], random: Random, mutate: Mutate): readonly Bytes[] {
  if (parts.length === 0) return parts;
  const at = random.below(parts.length);
  const part = parts[at]!;
  const around = (...now: readonly Bytes[]) => [...parts.slice(0, at), ...now, ...parts.slice(at + 1)];
  switch (random.below(12)) {
    case 0:
      return around();
    case 1:
      return around(part, part);
    case 2:
      return [...around(), part];
    case 3:
      return around(oneOf(parts, random));
    default:
      return around(mutate(part, random));
  }
}
