import assert from "node:assert/strict";
import type { PlotData } from "plotly.js";
import type { Curve, Layer, Summarized } from "../../../src/engine/report";
import { curveFigure } from "../../../src/ui/figures/curve";
import type { RunOf } from "../../../src/ui/figures/figure";
import { choicesFor } from "../../../src/ui/notebook/choices";
import { columnsFor } from "../../../src/ui/view/columns";
import { figuresOf, tabOf, tabsOf } from "../../../src/ui/view/layerFigures";
import { rowsOf } from "../../../src/ui/view/layerRow";
import { summaryOf } from "../../../src/ui/view/summary";
import { verdictsOf } from "../../../src/ui/view/verdicts";
import { INITIAL_VIEW, type Tab } from "../../../src/ui/view/viewState";
import { CANVAS, HOSTILE, layer, report, statistics } from "./samples";

const TABS: readonly Tab[] = ["curve", "running", "distribution", "channels", "batchSize", "gap"];

function summarized(part: Partial<Summarized> = {}): Summarized {
  return { tag: "w", moments: "sums", logged: 3, kept: 3, notFinite: 0, leftOut: 0, ...part };
}

function histograms(part: Partial<Summarized> = {}, of: Partial<Layer> = {}): Layer {
  const unknown = { nan: Number.NaN, positiveInfinity: Number.NaN, zero: Number.NaN };
  return layer({
    name: "w",
    dtype: "",
    shape: [],
    summarized: summarized(part),
    statistics: statistics(unknown),
    ...of,
  });
}

function curve(...values: readonly number[]): Curve {
  const steps = values.map((_, i) => 10 * i);
  return { steps, wallTimes: Float64Array.from(steps), values: Float64Array.from(values) };
}

function scalar(part: Partial<Layer> = {}): Layer {
  return layer({
    name: "loss",
    kind: "scalar",
    summarized: summarized({ moments: "values" }),
    curve: curve(3, 2, 1),
    ...part,
  });
}

const rowOf = (...layers: readonly Layer[]) => rowsOf(report([...layers]))[0]!;

describe("What TensorBoard has summarized", () => {
  it("has a tab for what is known alone, whichever was chosen before", () => {
    for (const tab of [null, ...TABS]) {
      const view = { ...INITIAL_VIEW, tab };
      assert.equal(tabOf(rowOf(histograms()), view), "distribution");
      assert.equal(tabOf(rowOf(scalar()), view), "curve");
      assert.notEqual(tabOf(rowOf(layer()), view), "curve");
    }
    assert.deepEqual(tabsOf(rowOf(histograms()), TABS), ["distribution"]);
    assert.deepEqual(tabsOf(rowOf(scalar()), TABS), ["curve"]);
    assert.deepEqual(tabsOf(rowOf(layer()), TABS), TABS.slice(1));
  });

  it("is one choice in a notebook where it is a scalar", () => {
    assert.deepEqual(
      choicesFor(rowOf(scalar())).map(({ title }) => title),
      ["Curve"],
    );
  });

  it("says under the histogram that it is an estimate, and of a tensor that was read nothing", () => {
    const note = (of: Layer) => figuresOf(rowOf(of), "distribution", INITIAL_VIEW)[0]!(CANVAS).note;
    assert.match(note(histograms())!, /Estimated from the bins that were logged/);
    assert.doesNotMatch(note(layer()) ?? "", /Estimated/);
  });

  it("is an open place in the table where it is not known", () => {
    const columns = columnsFor(rowsOf(report([histograms(), scalar()])));
    const value = (id: string, of: Layer) => columns.find((column) => column.id === id)!.value(of, null);
    assert.equal(value("zeros", histograms()), null);
    assert.equal(value("mean", histograms({}, { statistics: statistics({ mean: Number.NaN }) })), null);
    assert.ok(Number.isNaN(value("mean", layer({ statistics: statistics({ mean: Number.NaN }) }))));
  });

  it("counts scalars apart", () => {
    assert.equal(summaryOf(report([histograms(), scalar()]), 2), "3 steps · 1 layer · 1 scalar");
    assert.equal(summaryOf(report([scalar()]), 1), "3 steps · 1 scalar");
    assert.equal(summaryOf(report([layer()]), 1), "1 layer");
  });

  it("says what it lacks, of several runs once, and what holds for one by its name", () => {
    const runs = [
      histograms({ leftOut: 2 }, { run: "a" }),
      histograms({ moments: "bins", notFinite: 1 }, { run: "b" }),
    ];
    const verdicts = verdictsOf(report(runs), rowOf(...runs), null).filter(({ code }) => code === "summarized");
    assert.equal(verdicts.length, 1);
    assert.match(verdicts[0]!.title, /no channels, no exact quantiles/);
    assert.match(verdicts[0]!.text, /^a: 2 values left out/m);
    assert.match(verdicts[0]!.text, /^b: Mean and deviation are estimates, too/m);
    assert.match(verdicts[0]!.text, /^b: Sums of 1 step are not finite/m);
    assert.deepEqual(
      verdictsOf(report([layer()]), rowOf(layer()), null).filter(({ code }) => code === "summarized"),
      [],
    );
  });
});

describe("The figure of a curve", () => {
  const draw = (...runs: readonly RunOf<Curve>[]) => curveFigure(CANVAS, HOSTILE, runs);
  const run = (content: Curve, name = "", index = 0): RunOf<Curve> => ({ run: name, index, content });

  it("draws a line a run, named at its end, and tells its last, lowest and highest value", () => {
    const figure = draw(run(curve(3, 1, 2), "a"), run(curve(5, 6), "b", 1));
    const [first] = figure.data as Partial<PlotData>[];
    assert.deepEqual(
      [first!.x, first!.y],
      [
        [0, 10, 20],
        [3, 1, 2],
      ],
    );
    assert.deepEqual(
      figure.layout.annotations!.map(({ text }) => text),
      ["a", "b"],
    );
    assert.match(figure.note!, /^a: Last 2 at step 20, lowest 1 at step 10, highest 3 at step 0\. b: /);
  });

  it("leaves gaps where values are not finite, and shows one that is alone between them", () => {
    const figure = draw(run(curve(3, Number.NaN, 2, 1 / 0)));
    const [line] = figure.data as Partial<PlotData>[];
    assert.deepEqual([line!.y, line!.mode], [[3, null, 2, null], "lines+markers"]);
    assert.match(figure.note!, /2 values are NaN or infinite: gaps in the line\.$/);
    assert.equal((draw(run(curve(3, 2))).data as Partial<PlotData>[])[0]!.mode, "lines");
  });

  it("has a frame also where nothing is finite, or all is alike", () => {
    assert.match(draw(run(curve(Number.NaN, Number.NaN))).note!, /No value is finite/);
    const [low, high] = draw(run(curve(2, 2))).layout.yaxis!.range as [number, number];
    assert.ok(low < 2 && high > 2);
  });

  it("has the numbers and their times as a table, and no markup of names", () => {
    const figure = draw(run({ ...curve(3, 1), wallTimes: Float64Array.of(0, Number.NaN) }, HOSTILE));
    assert.deepEqual(
      figure.table().rows.map((row) => row.slice(1)),
      [
        ["0", 3, "1970-01-01T00:00:00.000Z"],
        ["10", 1, ""],
      ],
    );
    assert.ok(!JSON.stringify(figure.data).includes("<img"));
  });
});
