import { type Bytes, concat, latin1, uint, utf8, zeros } from "../bytes";

export const MAGIC = latin1("NORMLOG1");

type Values = readonly number[] | Float64Array;

/** A record's payload: JSON, padding, arrays of the types that are named in their keys' place. */
export function payloadOf(json: object, arrays: Readonly<Record<string, readonly [type: string, Values]>> = {}): Bytes {
  const listed: Record<string, unknown> = {};
  const data: Bytes[] = [];
  let offset = 0;
  for (const [name, [type, values]] of Object.entries(arrays)) {
    const bytes = bytesOf(type, values);
    listed[name] = [type, [values.length], offset];
    const padded = Math.ceil(bytes.length / 8) * 8;
    data.push(bytes, zeros(padded - bytes.length));
    offset += padded;
  }
  const text = utf8(JSON.stringify({ ...json, arrays: listed }));
  const padding = zeros((8 - ((4 + text.length) % 8)) % 8);
  return concat(uint(4, text.length), text, padding, ...data);
}

export function recordOf(payload: Bytes): Bytes {
  return concat(uint(4, payload.length), uint(4, checksum(payload)), payload);
}

export function logOf(...payloads: readonly Bytes[]): Bytes {
  return concat(MAGIC, ...payloads.map(recordOf));
}

/** Bit by bit, as the format's description has it. */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

function bytesOf(type: string, values: Values): Bytes {
  const make = {
    f8: () => Float64Array.from(values),
    f4: () => Float32Array.from(values),
    i8: () => BigInt64Array.from(Array.from(values, BigInt)),
    i4: () => Int32Array.from(values),
    u2: () => Uint16Array.from(values),
    u1: () => Uint8Array.from(values),
  }[type]!;
  return new Uint8Array(make().buffer as ArrayBuffer);
}

export const LAYER = {
  name: "bn1",
  type: "BatchNorm2d",
  method: "batch",
  place: "input",
  channelAxis: 1,
  momentum: 0.1,
  convention: "pytorch",
  eps: 1e-5,
  tracks: true,
  numGroups: null,
};

export function runPayload(parts: object = {}): Bytes {
  return payloadOf({
    kind: "run",
    version: 1,
    name: "digits",
    framework: "pytorch 2.4.1",
    probe: "0.1.0",
    started: "2026-01-01T00:00:00Z",
    rank: 0,
    worldSize: 1,
    every: 1,
    layers: [LAYER],
    ...parts,
  });
}

/** What a step has seen of such a layer, besides its arrays. */
export const SEEN = {
  training: true,
  shape: [4, 2],
  dtype: "float32",
  count: 4,
  nan: 0,
  positiveInfinity: 0,
  negativeInfinity: 0,
} as const;

/** A step of one layer of two channels. */
export function stepPayload(step: number, parts: object = {}, layer: object = {}, arrays: object = {}): Bytes {
  return payloadOf(
    {
      kind: "step",
      step,
      part: 0,
      time: step / 10,
      overhead: 0.001,
      layers: [
        [
          0,
          {
            ...SEEN,
            zero: 1,
            firstNonFinite: null,
            numBatchesTracked: step + 1,
            ...layer,
          },
        ],
      ],
      ...parts,
    },
    {
      "0/mean": ["f8", [0.5, -2]],
      "0/m2": ["f8", [1, 8]],
      "0/n": ["i8", [4, 4]],
      "0/min": ["f4", [-0.5, -4]],
      "0/max": ["f4", [1.5, 0]],
      "0/zeros": ["i8", [0, 1]],
      "0/runningMean": ["f4", [0.25, -1]],
      "0/runningVariance": ["f4", [1, 1.5]],
      "0/buckets": ["u2", [0x3f00, 0x8000, 0xc000]],
      "0/bucketCounts": ["i8", [4, 1, 3]],
      ...arrays,
    },
  );
}
