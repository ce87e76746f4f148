import assert from "node:assert/strict";
import type { PlotData } from "plotly.js";
import { binsOf, histogramFigure } from "../../../src/ui/figures/histogram";
import { CANVAS, statistics } from "./samples";

const draw = (part: Parameters<typeof statistics>[0], logarithmic = false) =>
  histogramFigure(CANVAS, "relu", [{ run: "", index: 0, content: statistics(part) }], logarithmic);

describe("histogram", () => {
  const uneven = { edges: Float64Array.of(0, 1, 3, 7), counts: Float64Array.of(10, 20, 10) };

  it("has densities that take the widths out, with area 1", () => {
    const bins = binsOf(uneven);
    assert.deepEqual(
      bins.map(({ density }) => density),
      [0.25, 0.25, 0.0625],
    );
    assert.equal(
      bins.reduce((area, { low, high, density }) => area + (high - low) * density, 0),
      1,
    );
  });

  it("draws every bin as wide as it is", () => {
    const [outline] = draw({ histogram: uneven }).data as Partial<PlotData>[];
    assert.deepEqual(outline!.x, [0, 0, 1, 1, 3, 3, 7, 7]);
    assert.deepEqual(outline!.y, [0, 0.25, 0.25, 0.25, 0.25, 0.0625, 0.0625, 0]);
  });

  it("cuts off a bin that dwarfs the others, and says how high it is", () => {
    const { layout } = draw({ histogram: { edges: Float64Array.of(0, 1, 2, 3), counts: Float64Array.of(80, 10, 10) } });
    assert.deepEqual(layout.yaxis!.range, [0, 0.2]);
    assert.match(layout.annotations!.map(({ text }) => text).join(), /up to 0\.8/);
  });

  it("has a log axis that no empty bin breaks", () => {
    const histogram = { edges: Float64Array.of(0, 1, 2, 3), counts: Float64Array.of(80, 0, 20) };
    const { data, layout } = draw({ histogram }, true);
    assert.equal(layout.yaxis!.type, "log");
    assert.ok(((data[0] as Partial<PlotData>).y as number[]).every((y) => y > 0));
  });

  const notes: [string, Parameters<typeof statistics>[0], RegExp][] = [
    [
      "a single value",
      { min: 2.5, max: 2.5, histogram: { edges: Float64Array.of(2.5, 2.5), counts: Float64Array.of(100) } },
      /^This layer: every finite value is 2\.5\.$/,
    ],
    [
      "a single bin",
      { min: 1, max: 2, histogram: { edges: Float64Array.of(1, 2), counts: Float64Array.of(100) } },
      /between 1 and 2, in one bin/,
    ],
    [
      "no finite value",
      {
        nan: 100,
        min: Number.NaN,
        max: Number.NaN,
        histogram: { edges: new Float64Array(), counts: new Float64Array() },
      },
      /no finite value.* 100 NaN or infinite values are not drawn/,
    ],
    ["zeros", { zero: 25 }, /25 % are exactly 0/],
  ];
  for (const [what, part, note] of notes) it(`says so of ${what}`, () => assert.match(draw(part).note!, note));

  it("starts at the bulk where the tails are wide, and says how far they reach", () => {
    const edges = Float64Array.of(-1000, ...Array.from({ length: 11 }, (_, i) => i), 900);
    const counts = Float64Array.of(1, ...new Array(10).fill(10), 1);
    const { layout, note } = draw({ count: 102, min: -1000, max: 900, histogram: { edges, counts } });
    const [low, high] = layout.xaxis!.range as [number, number];
    assert.ok(low > -1 && high < 11);
    assert.match(note!, /farther out, to −1,000 and 900/);
  });
});
