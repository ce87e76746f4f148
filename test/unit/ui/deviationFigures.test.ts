import assert from "node:assert/strict";
import type { PlotData } from "plotly.js";
import { batchMeanFigure } from "../../../src/ui/figures/batchMean";
import { batchVarianceFigure, ratioText } from "../../../src/ui/figures/batchVariance";
import { meanDistance, shareOutside, varianceRatio } from "../../../src/ui/figures/deviation";
import type { Figure } from "../../../src/ui/figures/figure";
import { spread } from "../../../src/ui/figures/layout";
import { runningAverageFigure } from "../../../src/ui/figures/runningAverage";
import { CANVAS, HOSTILE, running } from "./samples";

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= 1e-12 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
const traces = (figure: Figure) => figure.data as Partial<PlotData>[];
const dashed = (figure: Figure) => traces(figure).filter(({ line }) => line?.dash !== undefined);
const twoRuns = (m: [number, number]) => [
  {
    run: "batch-64",
    index: 0,
    content: running(
      [
        [0.1, 0.2],
        [0.3, 0.1],
      ],
      m[0],
    ),
  },
  {
    run: "batch-4",
    index: 1,
    content: running(
      [
        [1, -1],
        [-2, 2],
      ],
      m[1],
    ),
  },
];

describe("deviation of a batch from the averages before it", () => {
  const one = running([[2], [4], [Number.NaN]], 5, [[3], [6], [1]]);

  it("is a distance in running σ; the first step finds mean 0 and variance 1", () => {
    const [first, second, third] = meanDistance(one);
    near(first![0]!, 2 / Math.sqrt(1 + 1e-5));
    // After one update: mean 0.1 · 2, variance 0.9 · 1 + 0.1 · 3 · 5/4.
    near(second![0]!, (4 - 0.2) / Math.sqrt(0.9 + 0.375 + 1e-5));
    assert.ok(Number.isNaN(third![0]!));
  });

  it("is a ratio of variances", () => {
    const [first, second] = varianceRatio(one);
    near(first![0]!, 3);
    near(second![0]!, 6 / 1.275);
  });

  it("counts what lies outside in the second half only", () => {
    const series = [
      [9, 9],
      [9, 9],
      [0, 2],
      [Number.NaN, 0.5],
    ].map((step) => Float64Array.from(step));
    assert.equal(
      shareOutside(series, () => 1),
      1 / 3,
    );
  });
});

describe("batch mean figure", () => {
  it("draws ±1.645/√m for every run, in its colour", () => {
    const figure = batchMeanFigure(CANVAS, "bn1", twoRuns([256, 16]));
    const limits = dashed(figure).map(({ y, line }) => [line!.color, (y as number[])[0]!] as const);
    const of = (color: string) => limits.filter(([hue]) => hue === color).map(([, limit]) => limit);
    for (const [color, m] of [
      ["#4daafc", 256],
      ["#f7a84a", 16],
    ] as const) {
      near(of(color)[0]!, -1.645 / Math.sqrt(m));
      near(of(color)[1]!, 1.645 / Math.sqrt(m));
    }
  });

  it("draws the wider run behind the calmer one", () => {
    const fills = traces(batchMeanFigure(CANVAS, "bn1", twoRuns([256, 16]))).flatMap(
      ({ fillcolor }) => fillcolor ?? [],
    );
    assert.match(String(fills[0]), /^rgba\(247,168,74/);
    assert.match(String(fills.at(-1)), /^rgba\(77,170,252/);
  });

  it("has a median line over the finite channels, and gaps where there are none", () => {
    const content = running(
      [
        [1, 3, 2],
        [Number.NaN, Number.NaN, Number.NaN],
      ],
      16,
    );
    const lines = traces(batchMeanFigure(CANVAS, "bn1", [{ run: "", index: 0, content }])).filter(({ text }) => text);
    assert.equal(lines.length, 1);
    near((lines[0]!.y as number[])[0]!, 2 / Math.sqrt(1 + 1e-5));
    assert.equal((lines[0]!.y as unknown[])[1], null);
  });

  it("draws one channel on top when asked", () => {
    const figure = batchMeanFigure(CANVAS, "bn1", twoRuns([256, 16]), 1);
    const spoken = traces(figure).filter(({ text }) => text && String((text as string[])[0]).includes("channel 1"));
    assert.equal(spoken.length, 2);
    near((spoken[0]!.y as number[])[0]!, -1 / Math.sqrt(1 + 1e-5));
    assert.ok(figure.table().columns.includes("channel 1"));
  });

  it("has the same numbers in its table", () => {
    const { columns, rows } = batchMeanFigure(CANVAS, "bn1", twoRuns([256, 16])).table();
    assert.equal(rows.length, 4);
    assert.deepEqual(rows[0]!.slice(0, 3), ["batch-64", "1", 256]);
    near(rows[0]![columns.indexOf("median distance")] as number, 0.15 / Math.sqrt(1 + 1e-5));
  });

  it("takes hostile names for text", () => {
    const runs = twoRuns([256, 16]).map((of) => ({ ...of, run: HOSTILE }));
    const { data, layout } = batchMeanFigure(CANVAS, HOSTILE, runs, 0);
    assert.doesNotMatch(JSON.stringify([data, layout]), /<img|<b>bold|\u202E|\\u0000/);
  });
});

describe("batch variance figure", () => {
  const figure = batchVarianceFigure(CANVAS, "bn1", twoRuns([256, 16]));

  it("draws exp(±1.645·√(2/m)) on a log axis with 1 in sight", () => {
    const highs = dashed(figure).map(({ y }) => (y as number[])[0]!);
    near(Math.max(...highs), Math.exp(1.645 * Math.sqrt(2 / 16)));
    const [low, high] = figure.layout.yaxis!.range as [number, number];
    assert.equal(figure.layout.yaxis!.type, "log");
    assert.ok(low < 0 && high > 0);
  });

  const names: [number, string][] = [
    [-4, "1/16×"],
    [-2, "¼×"],
    [-1, "½×"],
    [0, "1×"],
    [3, "8×"],
  ];
  for (const [power, name] of names) it(`names 2^${power} ${name}`, () => assert.equal(ratioText(power), name));
});

describe("running average figure", () => {
  it("puts the running median over the batches' band", () => {
    const content = running(
      [
        [1, 3, 2],
        [1, 3, 2],
      ],
      16,
    );
    const figure = runningAverageFigure(CANVAS, "bn1", [{ run: "", index: 0, content }], "mean");
    const thick = traces(figure).find(({ line }) => line?.width === 3)!;
    near((thick.y as number[])[0]!, 0.2);
    near((thick.y as number[])[1]!, 0.9 * 0.2 + 0.1 * 2);
  });
});

describe("labels at the lines' ends", () => {
  it("keep their order, their distance and the figure's bounds", () => {
    assert.deepEqual(spread([50, 52, 51], 10, 100), [50, 70, 60]);
    assert.deepEqual(spread([99, 98], 10, 100), [100, 90]);
    assert.deepEqual(spread([-20], 10, 100), [0]);
  });
});
