import assert from "node:assert/strict";
import fc from "fast-check";
import type { Report } from "../../../src/engine/report";
import { parseReport, reportToJson } from "../../../src/protocol/reportJson";
import { reportOfSteps } from "./reportOfSteps";

describe("reports as JSON", () => {
  it("come back as they were, non-finite numbers included", async () => {
    const report = await reportOfSteps([
      [1, 2, Number.NaN, Infinity],
      [3, -Infinity, 5, 0],
    ]);
    const json = reportToJson(report);
    assert.equal(reportToJson(parseReport(JSON.parse(json))), json);
    assert.deepEqual(parseReport(JSON.parse(json)).layers[0]!.statistics, report.layers[0]!.statistics);
  });

  it("hold no bare NaN that strict readers refuse", async () => {
    const json = reportToJson(await reportOfSteps([[Number.NaN, Number.NaN]]));
    assert.match(json, /"mean":"NaN"/);
    assert.doesNotMatch(json, /:NaN|:null,"variance"/);
  });

  it("of before distributions over time were kept have none", async () => {
    const plain = JSON.parse(reportToJson(await reportOfSteps([[1], [2]])));
    assert.notEqual(parseReport(plain).layers[0]!.overTime, null);
    const older = edit(plain, ({ overTime: _, ...layer }) => layer);
    assert.equal(parseReport(older).layers[0]!.overTime, null);
  });

  const broken: [string, (report: Plain) => unknown, RegExp][] = [
    ["nothing", () => null, /^the report says no version, but this Normscope reads version 1$/],
    ["text", () => "report", /says no version/],
    ["no number as a version", (report) => ({ ...report, version: {} }), /^the report says an object, but/],
    [
      "a version that breaks lines",
      (report) => ({ ...report, version: "\u202e\n2" }),
      /^the report says version \ufffd2,/,
    ],
    [
      "a text that breaks lines",
      (report) => ({ ...report, layers: "a\u2028b\u202e" }),
      /^report\.layers: expected an array, got "a\ufffdb\ufffd"$/,
    ],
    ["a later version", (report) => ({ ...report, version: 2 }), /says version 2, but this Normscope reads version 1/],
    ["no layers", ({ layers: _, ...rest }) => rest, /^report\.layers: expected an array, got undefined$/],
    [
      "a layer that is text",
      (report) => ({ ...report, layers: ["x"] }),
      /^report\.layers\[0\]: expected an object, got "x"$/,
    ],
    [
      "a name that is no text",
      (report) => edit(report, (layer) => ({ ...layer, name: 3 })),
      /layers\[0\]\.name: expected text, got 3/,
    ],
    [
      "a statistic that is text",
      (report) => edit(report, (layer) => ({ ...layer, statistics: { ...layer.statistics, mean: "<b>" } })),
      /layers\[0\]\.statistics\.mean: expected a number, got "<b>"/,
    ],
    [
      "series of different lengths",
      (report) => edit(report, (layer) => ({ ...layer, running: { ...layer.running, count: [1] } })),
      /layers\[0\]\.running\.count: 1 entries where 2 are expected/,
    ],
    [
      "modes of another number of steps",
      (report) =>
        edit(report, (layer) => ({
          ...layer,
          running: {
            ...layer.running,
            logged: { steps: 9, every: 1, updates: null, training: [true], evaluations: [] },
          },
        })),
      /layers\[0\]\.running\.logged\.training: 1 entries where 2 are expected/,
    ],
    [
      "distributions of another number of bins",
      (report) =>
        edit(report, (layer) => ({ ...layer, overTime: { ...(layer.overTime as object), edges: [1, 2, 3, 4, 5, 6] } })),
      /layers\[0\]\.overTime\.counts\.0: \d entries where 5 are expected/,
    ],
    [
      "drift of another number of steps",
      (report) =>
        edit(report, (layer) => ({
          ...layer,
          overTime: { ...(layer.overTime as object), fromFirst: { wasserstein: [0], jensenShannon: [0] } },
        })),
      /layers\[0\]\.overTime\.fromFirst\.wasserstein: 1 entries where 2 are expected/,
    ],
    [
      "a shape that is no shape",
      (report) => edit(report, (layer) => ({ ...layer, shape: [1.5] })),
      /layers\[0\]\.shape\[0\]: expected a whole number, got 1\.5/,
    ],
    [
      "fields only by inheritance",
      (report) => JSON.parse(`{"version":1,"__proto__":${JSON.stringify(report)}}`),
      /generator: expected text/,
    ],
  ];
  for (const [name, change, message] of broken) {
    it(`are refused in one line: ${name}`, async () => {
      const plain = JSON.parse(
        reportToJson(
          await reportOfSteps([
            [1, 2],
            [3, 4],
          ]),
        ),
      );
      assert.throws(
        () => parseReport(change(plain)),
        (error: Error) => {
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        },
      );
    });
  }

  it("never do anything but return a report or throw an error, whatever comes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          parseReport({ ...(value as object), version: 1 });
        } catch (error) {
          assert.ok(error instanceof Error && !error.message.includes("\n"));
        }
      }),
    );
  });
});

type Plain = Record<string, unknown> & { layers: Record<string, object>[] };

function edit(report: Plain, change: (layer: Plain["layers"][number]) => object): Partial<Report> {
  return { ...report, layers: report.layers.map(change) } as Partial<Report>;
}
