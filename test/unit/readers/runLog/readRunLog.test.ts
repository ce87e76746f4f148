import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { RunRecord } from "../../../../src/engine/run/runRecord";
import { type RunLogEnd, readRunLog } from "../../../../src/readers/runLog/readRunLog";
import { type Bytes, concat, latin1, uint, utf8 } from "../bytes";
import { memorySource } from "../memorySource";
import { LAYER, logOf, MAGIC, payloadOf, recordOf, runPayload, SEEN, stepPayload } from "./writeLog";

interface Read {
  readonly records: readonly RunRecord[];
  readonly end: RunLogEnd | null;
  readonly error: string | null;
}

async function readAll(bytes: Uint8Array, from = 0): Promise<Read> {
  const reading = readRunLog(memorySource(bytes), "run.normlog", from);
  const records: RunRecord[] = [];
  try {
    for (;;) {
      const next = await reading.next();
      if (next.done) return { records, end: next.value, error: null };
      records.push(next.value);
    }
  } catch (error) {
    return { records, end: null, error: (error as Error).message };
  }
}

const WHOLE = logOf(
  runPayload(),
  stepPayload(0),
  payloadOf({ kind: "mode", step: 1, training: false, layers: [0] }),
  stepPayload(1),
  payloadOf({ kind: "gossip", said: "what a later version may write" }),
  payloadOf({ kind: "end", step: 1, reason: "exception", exception: "KeyboardInterrupt", overhead: {} }),
);

describe("A run log", () => {
  it("is read record by record, unknown kinds left out", async () => {
    const { records, end } = await readAll(WHOLE);
    assert.deepEqual(
      records.map(({ kind }) => kind),
      ["run", "step", "mode", "step", "end"],
    );
    assert.deepEqual(end, { next: WHOLE.length, torn: 0, reason: null });
    assert.deepEqual(records[4], { kind: "end", step: 1, reason: "exception", exception: "KeyboardInterrupt" });
  });

  it("gives arrays as float64, whatever they are written in", async () => {
    const step = (await readAll(WHOLE)).records[1]!;
    assert.ok(step.kind === "step");
    const [part] = step.layers;
    assert.deepEqual(part!.n, Float64Array.of(4, 4));
    assert.deepEqual(part!.min, Float64Array.of(-0.5, -4));
    assert.deepEqual(part!.runningVariance, Float64Array.of(1, 1.5));
    assert.deepEqual(part!.buckets, {
      codes: Uint16Array.of(0x3f00, 0x8000, 0xc000),
      counts: Float64Array.of(4, 1, 3),
    });
  });

  it("may count values in buckets by 32 bits", async () => {
    const counts = [4, 2 ** 31 - 1, 3];
    const { records } = await readAll(
      logOf(runPayload(), stepPayload(0, {}, {}, { "0/bucketCounts": ["i4", counts] })),
    );
    const step = records[1]!;
    assert.ok(step.kind === "step");
    assert.deepEqual(step.layers[0]!.buckets!.counts, Float64Array.from(counts));
  });

  it("says that it was thinned", async () => {
    const { records } = await readAll(logOf(runPayload(), payloadOf({ kind: "thinned", every: 8 }), stepPayload(0)));
    assert.deepEqual(records[1], { kind: "thinned", every: 8 });
  });

  it("goes on where it ended when the file has grown", async () => {
    const first = logOf(runPayload(), stepPayload(0));
    const before = await readAll(first.subarray(0, first.length - 3));
    assert.equal(before.records.length, 1);
    const after = await readAll(concat(first, recordOf(stepPayload(1))), before.end!.next);
    assert.deepEqual(
      after.records.map((record) => record.kind === "step" && record.step),
      [0, 1],
    );
  });

  it("is a prefix of itself wherever it is cut", async () => {
    const { records } = await readAll(WHOLE);
    for (let cut = 0; cut <= WHOLE.length; cut++) {
      const read = await readAll(WHOLE.subarray(0, cut));
      assert.equal(read.error, null, `cut at ${cut}`);
      assert.deepEqual(read.records, records.slice(0, read.records.length), `cut at ${cut}`);
      assert.equal(read.end!.next + read.end!.torn, cut);
      assert.equal(read.end!.torn === 0, read.end!.reason === null, `cut at ${cut}`);
    }
  });

  it("loses no record before a damaged byte, and says in one line what is wrong", async () => {
    const { records } = await readAll(WHOLE);
    const starts = recordStarts(WHOLE);
    await fc.assert(
      fc.asyncProperty(fc.nat(WHOLE.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = WHOLE.slice();
        damaged[at]! ^= flip;
        const read = await readAll(damaged);
        const before = starts.filter((start) => start <= at).length - 1;
        const whole = records.slice(0, Math.max(0, before > 4 ? before - 1 : before));
        assert.deepEqual(read.records, whole);
        if (at < MAGIC.length) assert.match(read.error!, /^run\.normlog: is no run log: [^\n]*$/);
        else assert.ok(read.end!.torn > 0 && /^the record('s \w+)? [^\n]+$/.test(read.end!.reason!), read.end!.reason!);
      }),
      { numRuns: 2000 },
    );
  });

  const wrong: readonly (readonly [title: string, payload: Bytes, message: RegExp])[] = [
    [
      "no room for the JSON's length",
      Uint8Array.of(1, 2),
      /byte \d+: the record has 2 bytes, but its JSON's length takes 4/,
    ],
    ["JSON beyond the record", concat(uint(4, 100), latin1("{}")), /JSON of 100 bytes in a record of 6/],
    ["JSON beyond the limit", concat(uint(4, 0x7fffffff), latin1("{}")), /JSON of 2147483647 bytes, but at most/],
    ["no JSON", concat(uint(4, 3), latin1("{x}")), /no JSON in UTF-8$/],
    ["no UTF-8", concat(uint(4, 3), Uint8Array.of(0x22, 0xff, 0x22)), /no JSON in UTF-8/],
    ["a list", concat(uint(4, 2), latin1("[]")), /the JSON is no object/],
    ["no kind", payloadOf({}), /"kind" is left out, but must be text/],
    ["another version", runPayload({ version: 2 }), /the log says version 2, but this Normscope reads version 1/],
    ["a spacing of no steps", payloadOf({ kind: "thinned", every: 0 }), /: thinned to every 0th step$/],
    ["a layer without a name", runPayload({ layers: [{}] }), /layer 0: "name" is left out/],
    [
      "a layer at no known place",
      runPayload({ layers: [{ ...LAYER, place: "x" }] }),
      /layer 0: "place" is text, but must be input or output or gradient/,
    ],
    ["a step before the first", stepPayload(-1), /"step" is -1, but must be a whole number from 0 on/],
    ["a layer twice", stepPayload(0, { layers: [0, 0].map(() => [0, SEEN]) }), /step 0: lists a layer twice/],
    [
      "more finite values than values",
      stepPayload(0, {}, { count: 3 }),
      /step 0: layer 0: channel 0 has 4 finite values of 3/,
    ],
    [
      "arrays that disagree",
      stepPayload(0, {}, {}, { "0/m2": ["f8", [1]] }),
      /array "0\/m2" has 1 entries, but 2 are expected/,
    ],
    ["codes that do not ascend", stepPayload(0, {}, {}, { "0/buckets": ["u2", [5, 5, 6]] }), /bucket 5 comes after 5/],
    [
      "a count beyond 2^53",
      stepPayload(0, {}, {}, { "0/n": ["i8", [2 ** 53, 1]] }),
      /array "0\/n" holds 9007199254740992, which is beyond 2\^53/,
    ],
    [
      "a negative count",
      stepPayload(0, {}, {}, { "0/bucketCounts": ["i8", [4, -1, 3]] }),
      /bucket 32768 counts -1 values/,
    ],
    [
      "codes of another type",
      stepPayload(0, {}, {}, { "0/buckets": ["i4", [1, 2, 3]] }),
      /array "0\/buckets" is not of type u2/,
    ],
    [
      "arrays beyond the record",
      arraysOf(["f8", [1000], 0]),
      /array "0\/mean": it ends at byte 8000 of the record's 0/,
    ],
    ["arrays of endless shape", arraysOf(["f8", [2 ** 52, 2 ** 52], 0]), /it ends at byte \S+ of/],
    ["an unknown type", arraysOf(["f2", [1], 0]), /its type is none of f8, f4, i8, i4, u2, u1/],
    ["an inherited type", arraysOf(["toString", [1], 0]), /its type is none of/],
    ["a crooked offset", arraysOf(["u1", [1], 1]), /its offset is no multiple of 8/],
    ["a negative shape", arraysOf(["u1", [-1], 0]), /its shape is no list of whole numbers/],
  ];
  it("whose arrays lie over each other is refused", async () => {
    const text = utf8(
      JSON.stringify({ kind: "step", step: 0, layers: [], arrays: { a: ["f8", [2], 0], b: ["f8", [1], 8] } }),
    );
    const padding = new Uint8Array((8 - ((4 + text.length) % 8)) % 8);
    const payload = concat(uint(4, text.length), text, padding, new Uint8Array(16));
    const { error } = await readAll(logOf(runPayload(), payload));
    assert.match(error!, /arrays of over 23 bytes, but the record has 16 of them$/);
  });

  for (const [title, payload, message] of wrong) {
    it(`with ${title} in a whole record is refused in one line`, async () => {
      const read = await readAll(logOf(runPayload(), payload));
      assert.equal(read.records.length, 1);
      assert.match(read.error ?? "", message);
      assert.match(read.error!, /^run\.normlog: byte \d+: [^\n]+$/);
    });
  }

  it("of another version, or another file, says so", async () => {
    assert.match((await readAll(latin1("NORMLOG2"))).error!, /it says version 2, but 1 is read/);
    assert.match((await readAll(latin1("\x93NUMPY.."))).error!, /it begins as a NumPy array/);
  });

  it("that the probe wrote is read to its end, or to its torn tail", async () => {
    const digits = await readAll(readFileSync("test/fixtures/runs/digits/rank-0000.normlog"));
    assert.equal(digits.records.filter(({ kind }) => kind === "step").length, 60);
    assert.equal(digits.records.at(-1)!.kind, "end");
    assert.equal(digits.end!.torn, 0);
    const told = JSON.parse(readFileSync("test/fixtures/runs/torn.json", "utf8"));
    const torn = await readAll(readFileSync("test/fixtures/runs/torn/rank-0000.normlog"));
    assert.equal(torn.records.length, told.records);
    assert.equal(torn.end!.torn, told.tornBytes);
  });
});

function arraysOf(mean: readonly unknown[]): Bytes {
  const text = utf8(JSON.stringify({ kind: "step", step: 0, layers: [], arrays: { "0/mean": mean } }));
  return concat(uint(4, text.length), text);
}

function recordStarts(bytes: Bytes): number[] {
  const view = new DataView(bytes.buffer);
  const starts: number[] = [];
  for (let at = MAGIC.length; at < bytes.length; at += 8 + view.getUint32(at, true)) starts.push(at);
  return starts;
}
