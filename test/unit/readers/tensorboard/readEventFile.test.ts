import assert from "node:assert/strict";
import fc from "fast-check";
import type { LoggedHistogram, LoggedValue } from "../../../../src/engine/summaries/summary";
import { maskedCrc32c } from "../../../../src/readers/tensorboard/crc32c";
import { type EventFileEnd, readEventFile } from "../../../../src/readers/tensorboard/readEventFile";
import { type Bytes, concat, float32, latin1, uint, utf8 } from "../bytes";
import { memorySource } from "../memorySource";
import { field, fixed32, lying } from "../protobuf/protobufBytes";
import { doubles, event, fixed64, histo, record, simple, tensor, VERSION } from "./eventBytes";

const NAME = "events.out.tfevents.1.host";
const [FLOAT, DOUBLE, INT64, HALF] = [1, 2, 9, 19] as const;

async function readAll(bytes: Uint8Array): Promise<{ values: LoggedValue[]; end: EventFileEnd }> {
  const values: LoggedValue[] = [];
  const end = await readEventFile(memorySource(bytes), NAME, (value) => values.push(value));
  return { values, end };
}

async function contentOf(value: Uint8Array): Promise<LoggedValue["content"]> {
  const { values } = await readAll(concat(VERSION, event(1, value)));
  assert.equal(values.length, 1);
  return values[0]!.content;
}

async function histogramOf(value: Uint8Array): Promise<LoggedHistogram> {
  const content = await contentOf(value);
  assert.ok(content.kind === "histogram");
  return content.histogram;
}

describe("An event file of TensorBoard", () => {
  it("tells of each value its tag, step and time", async () => {
    const bytes = concat(VERSION, event(7, simple("loss", 0.5), simple("lr", 2)), event(8, simple("loss", 0.25)));
    const { values, end } = await readAll(bytes);
    assert.deepEqual(
      values.map(({ tag, step, wallTime, content }) => [tag, step, wallTime, content]),
      [
        ["loss", 7, 1.5, { kind: "scalar", value: 0.5 }],
        ["lr", 7, 1.5, { kind: "scalar", value: 2 }],
        ["loss", 8, 1.5, { kind: "scalar", value: 0.25 }],
      ],
    );
    assert.deepEqual(end, { torn: 0, reason: null });
  });

  it("knows a step and a time that stand behind the summary", async () => {
    const late = record(concat(field(5, field(1, simple("a", 1))), field(2, 3), fixed64(1, 9)));
    const [value] = (await readAll(late)).values;
    assert.deepEqual([value!.step, value!.wallTime], [3, 9]);
  });

  it("tells a histogram's bins by their limits, the first from the minimum on", async () => {
    assert.deepEqual(await histogramOf(histo("w")), {
      edges: Float64Array.of(0.5, 1, 2, 3),
      counts: Float64Array.of(3, 0, 1),
      sums: { count: 4, sum: 4, sumSquares: 7 },
      min: 0.5,
      max: 2.5,
    });
  });

  it("begins at the first limit where the first bin is empty, as PyTorch's are", async () => {
    const { edges } = await histogramOf(histo("w", { limits: [0, 1, 3], counts: [0, 3, 1] }));
    assert.deepEqual(edges, Float64Array.of(0, 0, 1, 3));
  });

  it("tells a histogram of TensorFlow 2 without its empty ends, and without sums", async () => {
    const bins = doubles(0, 1, 0, 1, 2, 3, 2, 3, 0, 3, 4, 1, 4, 5, 0);
    assert.deepEqual(await histogramOf(tensor("w", "histograms", DOUBLE, [5, 3], field(4, bins))), {
      edges: Float64Array.of(1, 2, 3, 4),
      counts: Float64Array.of(3, 0, 1),
      sums: null,
      min: 1,
      max: 4,
    });
  });

  const scalars: readonly (readonly [what: string, value: Uint8Array, expected: number])[] = [
    ["float_val", tensor("a", "scalars", FLOAT, [], fixed32(5, float32(0.75))), 0.75],
    ["packed float_val", tensor("a", "scalars", FLOAT, [], field(5, float32(0.75))), 0.75],
    ["double_val", tensor("a", "scalars", DOUBLE, [], fixed64(6, 0.1)), 0.1],
    ["tensor_content", tensor("a", "scalars", FLOAT, [], field(4, float32(-3))), -3],
    ["int64_val", tensor("a", "scalars", INT64, [], field(10, -5)), -5],
    ["half_val", tensor("a", "scalars", HALF, [], field(13, 0x3e00)), 1.5],
    ["a field that was left out", tensor("a", "scalars", FLOAT, [], new Uint8Array()), 0],
    ["a tensor of one axis, without a plugin", tensor("a", "", FLOAT, [1], field(5, float32(4))), 4],
  ];
  for (const [what, value, expected] of scalars)
    it(`tells a scalar out of ${what}`, async () => {
      assert.deepEqual(await contentOf(value), { kind: "scalar", value: expected });
    });

  it("tells what it is for once for a tag", async () => {
    const first = tensor("w", "histograms", DOUBLE, [1, 3], field(4, doubles(0, 1, 2)));
    const later = tensor("w", "", DOUBLE, [1, 3], field(4, doubles(0, 2, 5)));
    const { values } = await readAll(concat(VERSION, event(0, first), event(1, later)));
    assert.deepEqual(
      values.map(({ content }) => content.kind),
      ["histogram", "histogram"],
    );
  });

  it("leaves images, texts and graphs alone", async () => {
    const text = tensor("notes", "text", 7, [1], field(8, "# hello"));
    const image = concat(field(1, "image"), field(4, field(4, "png")));
    const graph = record(field(4, "any graph"));
    const { values } = await readAll(concat(VERSION, graph, event(0, text, image)));
    assert.deepEqual(
      values.map(({ content }) => content.kind),
      ["other", "other"],
    );
  });

  it("is empty as long as nothing is written", async () => {
    assert.deepEqual(await readAll(new Uint8Array()), { values: [], end: { torn: 0, reason: null } });
  });

  it("ends before a record that is not whole, wherever it is cut off", async () => {
    const [whole, last] = [concat(VERSION, event(1, simple("a", 1))), event(2, simple("a", 2))];
    for (let length = 1; length < last.length; length++) {
      const { values, end } = await readAll(concat(whole, last.subarray(0, length)));
      assert.equal(values.length, 1);
      assert.equal(end.torn, length);
      assert.match(end.reason!, /^the record('s head is cut off| says \d+ bytes, but \d+ are there)$/);
    }
  });

  it("ends before a record whose checksum differs", async () => {
    for (const [at, reason] of [
      [0, "the checksum of the record's length differs"],
      [15, "the record's checksum differs"],
    ] as const) {
      const last = event(2, simple("a", 2));
      last[at]! ^= 1;
      const { values, end } = await readAll(concat(VERSION, event(1, simple("a", 1)), last, event(3, simple("a", 3))));
      assert.equal(values.length, 1);
      assert.equal(end.reason, reason);
    }
  });

  it("reads on behind a record that is too long for numbers", async () => {
    const graph = record(field(4, new Uint8Array(17 * 2 ** 20)));
    const { values } = await readAll(concat(VERSION, graph, event(1, simple("a", 1))));
    assert.equal(values.length, 1);
  });
});

describe("An event file that lies is refused in one line that names the byte", () => {
  const at = (value: Uint8Array) => concat(VERSION, event(1, value));
  const cases: readonly (readonly [what: string, bytes: Bytes, message: RegExp])[] = [
    ["another format", latin1("\x93NUMPY\x01\x00 and more"), /: is no event file of TensorBoard: it begins as a NumPy/],
    ["a web page", utf8("<!DOCTYPE html><html>"), /a web page/],
    [
      "a field beyond its event",
      record(lying(5, 1000)),
      /byte 12: the event has a field 5 of 1000 bytes, but .* room for 0/,
    ],
    ["a summary that is a number", record(field(5, 1)), /summary has wire type 0, not 2/],
    ["a step beyond 2^53", event(2n ** 60n, simple("a", 1)), /step 1152921504606847000 is beyond 2\^53/],
    ["a tag of 5,000 bytes", at(simple("x".repeat(5000), 1)), /a tag has 5000 bytes, more than 4096/],
    ["a simple_value of 8 bytes", at(concat(field(1, "a"), fixed64(2, 1))), /simple_value has wire type 1, not 5/],
    ["other limits than bins", at(histo("w", { counts: [1] })), /a histogram has 3 limits for 1 bins/],
    ["limits that descend", at(histo("w", { limits: [1, 3, 2] })), /bin 2 of a histogram ends at 2, before 3/],
    [
      "a limit that is NaN",
      at(histo("w", { limits: [1, Number.NaN, 3] })),
      /bin 1 of a histogram ends at NaN, before 1/,
    ],
    ["a negative count", at(histo("w", { counts: [3, -1, 1] })), /bin 1 of a histogram counts -1 values/],
    ["an endless count", at(histo("w", { counts: [3, 1 / 0, 1] })), /bin 1 of a histogram counts Infinity values/],
    ["a negative number of values", at(histo("w", { num: -1 })), /a histogram is of -1 values/],
    [
      "half a double",
      at(concat(field(1, "w"), field(5, field(6, new Uint8Array(12))))),
      /has 12 bytes, .* no whole doubles/,
    ],
    [
      "more bins than any",
      at(concat(field(1, "w"), field(5, field(6, new Uint8Array(8 * 100_001))))),
      /bucket_limit has 100001 numbers, more than 100000/,
    ],
    [
      "a scalar of many",
      at(tensor("a", "scalars", FLOAT, [2], field(5, float32(1, 2)))),
      /a scalar is a tensor of shape \(2\)/,
    ],
    [
      "a histogram of no bins",
      at(tensor("w", "histograms", DOUBLE, [4], field(4, doubles(1)))),
      /shape \(4\), not \(bins, 3\)/,
    ],
    [
      "a histogram of 2^40 bins",
      at(tensor("w", "histograms", DOUBLE, [2 ** 40, 3], field(4, doubles(1)))),
      /not \(bins, 3\)/,
    ],
    [
      "more numbers than its shape",
      at(tensor("w", "histograms", DOUBLE, [1, 3], field(4, doubles(0, 1, 2, 3)))),
      /a histogram of shape \(1, 3\) holds 4 numbers/,
    ],
    [
      "half a float",
      at(tensor("a", "scalars", FLOAT, [], field(4, new Uint8Array(3)))),
      /has 3 bytes, .* no whole float32/,
    ],
    [
      "nine axes",
      at(tensor("w", "histograms", DOUBLE, [1, 1, 1, 1, 1, 1, 1, 1, 1], new Uint8Array())),
      /a tensor of over 8 axes/,
    ],
  ];
  for (const [what, bytes, message] of cases)
    it(what, async () => {
      await assert.rejects(readAll(bytes), (error: Error) => {
        assert.ok(error.message.startsWith(`${NAME}: `), error.message);
        assert.match(error.message, message);
        return true;
      });
    });
});

describe("A mutated event file is read up to where it is whole, or refused in one line that names it", () => {
  const PAYLOADS = [
    concat(fixed64(1, 1.5), field(2, 3), field(5, concat(field(1, simple("a", 1)), field(1, histo("w"))))),
    concat(
      field(2, 4),
      field(5, field(1, tensor("t", "histograms", DOUBLE, [2, 3], field(4, doubles(0, 1, 2, 1, 2, 5))))),
    ),
    concat(field(2, 5), field(5, field(1, tensor("s", "scalars", FLOAT, [], fixed32(5, float32(1)))))),
  ];

  it("where records are sealed again, so that what they hold is looked at", async () => {
    const change = fc.tuple(fc.nat(2), fc.nat(200), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const payloads = PAYLOADS.map((payload) => payload.slice());
        for (const [which, place, byte] of changes) {
          const payload = payloads[which]!;
          payload[place % payload.length] = byte;
        }
        await readsOrRefuses(concat(VERSION, ...payloads.map(record)));
      }),
      { numRuns: 2000 },
    );
  });

  it("where bytes are changed, or the file is cut off", async () => {
    const whole = concat(VERSION, ...PAYLOADS.map(record));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (place, bits, cut) => {
          const bytes = cut ? whole.slice(0, place) : whole.slice();
          if (!cut) bytes[place]! ^= bits;
          await readsOrRefuses(bytes);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("where a length of any size is sealed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt(0n, 2n ** 64n - 1n), async (length) => {
        const said = uint(8, length);
        const { end } = await readAll(concat(VERSION, said, uint(4, maskedCrc32c(said)), new Uint8Array(40)));
        assert.ok(end.torn > 0);
      }),
    );
  });

  async function readsOrRefuses(bytes: Uint8Array): Promise<void> {
    try {
      const { end } = await readAll(bytes);
      assert.ok(end.torn >= 0 && end.torn <= bytes.length && (end.reason === null) === (end.torn === 0));
    } catch (error) {
      assert.ok(error instanceof Error && !(error instanceof assert.AssertionError), String(error));
      assert.ok(error.message.startsWith(`${NAME}: `) && !/[\p{Cc}\u2028\u2029]/u.test(error.message), error.message);
    }
  }
});
