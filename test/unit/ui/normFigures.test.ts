import assert from "node:assert/strict";
import type { PlotData } from "plotly.js";
import { betaFigure, gammaFigure } from "../../../src/ui/figures/affine";
import { logTicks } from "../../../src/ui/figures/channelStrip";
import { depthFigure } from "../../../src/ui/figures/depth";
import { driftFigure } from "../../../src/ui/figures/drift";
import type { Figure } from "../../../src/ui/figures/figure";
import { layerAxis } from "../../../src/ui/figures/layerAxis";
import { farFromRest } from "../../../src/ui/figures/outliers";
import { runningMeanFigure, runningSigmaFigure } from "../../../src/ui/figures/runningStatistics";
import { thinned } from "../../../src/ui/figures/thinned";
import { CANVAS, HOSTILE, norm, parameter } from "./samples";

const markers = (figure: Figure) =>
  (figure.data as Partial<PlotData>[]).find(({ mode }) => String(mode).includes("markers"))!;
const symbols = (figure: Figure) => markers(figure).marker!.symbol as string[];
const remarks = (figure: Figure) => {
  const { columns, rows } = figure.table();
  return Object.fromEntries(rows.map((row) => [row[0], row[columns.indexOf("remark")]]));
};
/** Numbers around 1, none of them far. */
const usual = (count: number) => Array.from({ length: count }, (_, c) => 1 + 0.1 * Math.sin(c));

describe("running σ of the channels", () => {
  const variance = Float64Array.from([...usual(20), 0, -1, Number.NaN, 1e6]);
  const figure = runningSigmaFigure(CANVAS, "bn1", variance);

  it("tells what is zero, negative, not finite and far", () => {
    assert.deepEqual(
      ["0", "20", "21", "22", "23"].map((channel) => remarks(figure)[channel]),
      ["", "zero", "negative", "not finite", "far from the rest"],
    );
    assert.match(figure.note!, /Far from the rest: 1 of 24 channels \(23 at 1,000× the median\)\./);
  });

  it("sorts by σ on a log axis, and puts what the axis does not have at its foot", () => {
    assert.equal(figure.layout.yaxis!.type, "log");
    const [low] = figure.layout.yaxis!.range as [number, number];
    const y = markers(figure).y as number[];
    assert.equal(y[0], 10 ** low);
    assert.equal(y.length, 24);
    assert.deepEqual(new Set(symbols(figure)), new Set(["x", "circle", "triangle-up", "square", "diamond"]));
  });

  it("finds nothing among channels that are alike", () => {
    const alike = runningSigmaFigure(CANVAS, "bn1", Float64Array.from(usual(20)));
    assert.equal(alike.note, "Every channel's σ is near the rest.");
    assert.deepEqual(new Set(symbols(alike)), new Set(["circle"]));
  });
});

describe("running mean of the channels", () => {
  it("is never far within a tenth of the typical σ", () => {
    const means = Array.from({ length: 20 }, () => 0).concat(0.05, 3);
    const layer = norm({
      channels: 22,
      runningMean: parameter(means),
      runningVariance: parameter(means.map(() => 1)),
    });
    const figure = runningMeanFigure(CANVAS, "bn1", layer);
    assert.deepEqual([remarks(figure)["20"], remarks(figure)["21"]], ["", "far from the rest"]);
  });
});

describe("γ and β", () => {
  const gamma = Float64Array.of(1, 0.0001, -1, 2, Number.NaN);

  it("mark what is within 1 % of γ's root mean square", () => {
    assert.deepEqual(remarks(gammaFigure(CANVAS, "bn1", gamma)), {
      0: "",
      1: "near zero",
      2: "",
      3: "",
      4: "not finite",
    });
  });

  it("come in γ's order, where β is all that is left of a channel", () => {
    const figure = betaFigure(CANVAS, "bn1", Float64Array.of(5, 4, 3, 2, 1), gamma);
    assert.deepEqual(
      figure.table().rows.map(([channel]) => channel),
      ["2", "1", "0", "3", "4"],
    );
    assert.match(figure.note!, /^1 channel is next to constant/);
    assert.match(betaFigure(CANVAS, "ln", Float64Array.of(2, 1), null).subtitle, /β, sorted/);
  });
});

describe("the scale over depth", () => {
  const layers = Array.from({ length: 12 }, (_, i) =>
    norm({ name: `layer${i}.bn`, runningVariance: parameter(i === 7 ? [900, 1000, 1100, 0] : [1, 1.1, 0.9, 1]) }),
  );
  const figure = depthFigure(CANVAS, layers, "runningVariance", "layer7.bn");

  it("names the layer that leaves the usual range", () => {
    assert.match(figure.note!, /^Far from the median layer, 1: 1 of 12 layers \(layer7\.bn at 950\)\.$/);
    assert.equal(symbols(figure)[7], "triangle-up");
    assert.ok(figure.layout.annotations!.some(({ text }) => text === "layer7.bn"));
  });

  it("marks the selected layer, and keeps the file's order", () => {
    assert.equal(figure.layout.shapes![0]!.x0, 7);
    assert.deepEqual(figure.table().rows[7]!.slice(0, 3), ["layer7.bn", 4, 950]);
  });

  it("keeps a variance of 0 off the log axis", () => {
    const all = (figure.data as Partial<PlotData>[]).flatMap(({ y }) =>
      (y as (number | null)[]).filter((v) => v !== null),
    );
    assert.ok(all.every((value) => value > 0));
  });

  it("leaves out layers without the parameter, and takes extremes where the channels are left out", () => {
    const weights = [norm({ weight: null }), norm({ weight: parameter([1, 2, 3, 4], { values: null }) })];
    const { rows, columns } = depthFigure(CANVAS, weights, "weight", null).table();
    assert.equal(rows.length, 1);
    assert.deepEqual(
      [rows[0]![columns.indexOf("5th percentile")], rows[0]![columns.indexOf("95th percentile")]],
      [1, 4],
    );
  });

  it("takes hostile names for text", () => {
    const { data, layout } = depthFigure(CANVAS, [norm({ name: HOSTILE })], "runningVariance", HOSTILE);
    assert.doesNotMatch(JSON.stringify([data, layout]), /<img|<b>bold|\u202E|\\u0000/);
  });
});

describe("drift from another checkpoint", () => {
  const spread = (median: number, max: number) => ({ median, max, channel: 3 });
  const drift = (median: number, max: number) => ({
    runningMean: spread(median, max),
    runningVariance: null,
    weight: spread(0, 0),
    bias: null,
  });
  const layers = [norm({ name: "a", drift: drift(0.1, 0.5) }), norm({ name: "b", drift: drift(0, 2) }), norm()];

  it("names what moved most, and leaves out layers that were not compared", () => {
    const figure = driftFigure(CANVAS, layers, "running");
    assert.equal(figure.note, "Moved most: mean (σ): 2 in b, channel 3.");
    assert.deepEqual(figure.table().columns, ["layer", "mean (σ), median", "mean (σ), largest", "mean (σ), channel"]);
    assert.equal(figure.table().rows.length, 2);
  });

  it("says where nothing has moved", () => {
    assert.match(driftFigure(CANVAS, layers, "affine").note!, /^Nothing has moved/);
    assert.match(driftFigure(CANVAS, [norm()], "running").note!, /^No layer of the two files/);
  });
});

describe("what these figures are made of", () => {
  it("writes layers' names where they fit, else their numbers", () => {
    assert.deepEqual(layerAxis(CANVAS, ["bn1", "bn2"]).ticktext, ["bn1", "bn2"]);
    const many = layerAxis(
      CANVAS,
      Array.from({ length: 100 }, (_, i) => `layer${i}.bn`),
    );
    assert.equal(many.ticktext![0], "1");
    assert.ok(many.ticktext!.length < 20);
  });

  it("has marks on narrow and on wide log axes", () => {
    assert.deepEqual(logTicks([-0.1, 1.1]).tickvals, [1, 2, 5, 10]);
    assert.ok(logTicks([-12, 9]).tickvals.length < 10);
  });

  it("thins out dots, but never those that stand out", () => {
    const places = thinned(100_000, (place) => place === 12_345);
    assert.ok(places.length < 3100 && places.includes(12_345));
    assert.equal(thinned(3000, () => false).length, 3000);
  });

  it("calls nothing far that is within the least distance", () => {
    assert.deepEqual(farFromRest(Float64Array.of(0, 0, 0, 0, 1), 2), [false, false, false, false, false]);
    assert.deepEqual(farFromRest(Float64Array.of(0, 0, 0, Number.NaN, 3), 2), [false, false, false, false, true]);
  });
});
