import assert from "node:assert/strict";
import type { Figure } from "../../../../src/ui/figures/figure";
import { curveOf, labCurvesFigure } from "../../../../src/ui/figures/labCurves";
import { labEndsFigure } from "../../../../src/ui/figures/labEnds";
import { labInputsFigure, watchedLines } from "../../../../src/ui/figures/labInputs";
import { linesOf } from "../../../../src/ui/lab/drawnLines";
import { resultsOf } from "../../../../src/ui/lab/shownRuns";
import { CANVAS } from "../samples";
import { labRun, pointsOf, shown, training } from "./labSamples";

describe("curves of the lab", () => {
  it("are the median and the extremes of the seeds that are there at each look", () => {
    const curve = curveOf([
      { seed: 1, points: pointsOf([0.1, 0.5, 0.9]) },
      { seed: 2, points: pointsOf([0.2, 0.7]) },
    ]);
    assert.deepEqual(curve.steps, [0, 50, 100]);
    assert.deepEqual(curve.seeds, [2, 2, 1]);
    assert.deepEqual(
      [curve.low, curve.median, curve.high].map((values) => values.map(Math.round)),
      [
        [10, 50, 90],
        [15, 60, 90],
        [20, 70, 90],
      ],
    );
  });

  it("are labelled at their ends, all of which are in sight", () => {
    const run = shown(labRun("batch-norm"), [training(1, 1, [0.1, 0.1, 0.1]), training(4, 1, [0.1, 0.9, 0.95])]);
    const figure = labCurvesFigure(CANVAS, linesOf([run], {}), false);
    assert.deepEqual(
      figure.layout.annotations!.map(({ text }) => text),
      ["plain, 1", "batch norm, 0.3"],
    );
    const [low, high] = figure.layout.yaxis!.range as [number, number];
    assert.ok(low < 10 && high > 95, `${low} ${high}`);
    assert.deepEqual(figure.table().rows[4], ["batch norm, learning rate 0.3", "50", 90, 90, 90, "1"]);
  });

  it("leave a start at chance out of sight where that makes room, and nothing where it hardly does", () => {
    const lowest = (...accuracies: number[]) => {
      const run = shown(labRun("batch-norm"), [training(4, 1, accuracies)]);
      return (labCurvesFigure(CANVAS, linesOf([run], {}), false).layout.yaxis!.range as [number, number])[0];
    };
    assert.ok(lowest(0.1, ...Array(20).fill(0.9)) > 80);
    assert.ok(lowest(0, ...Array(10).fill(0.1), ...Array(10).fill(0.9), 0.1) <= 0);
  });

  it("lie along the examples where batches differ in size, which take other numbers of steps", () => {
    const run = shown(labRun("group-norm"), [training(1, 1, [0.1, 0.9]), training(13, 1, [0.1, 0.9])]);
    const { data, layout } = labCurvesFigure(CANVAS, linesOf([run], {}), false);
    assert.equal((layout.xaxis!.title as { text: string }).text, "examples learned from");
    const lines = data.filter((trace) => (trace as { text?: unknown }).text !== undefined);
    assert.deepEqual(
      lines.map((trace) => (trace as { x: number[] }).x),
      [
        [0, 50 * 32],
        [0, 50 * 2],
      ],
    );
  });

  it("show errors on a logarithmic axis, of which none is 0", () => {
    const run = shown(labRun("batch-norm"), [training(1, 1, [0.1, 1])]);
    const { data, layout } = labCurvesFigure(CANVAS, linesOf([run], {}), true);
    assert.equal(layout.yaxis!.type, "log");
    assert.deepEqual((data[1] as { y: number[] }).y, [90, 0.05]);
  });

  it("say what to do where nothing is drawn", () => {
    assert.match(labCurvesFigure(CANVAS, [], false).note!, /choose networks of a run/);
  });
});

describe("inputs of the last sigmoid", () => {
  const spread = { unit: [-1, 0, 1], moved: null } as const;
  const watched = (arm: number, accuracy: number) => {
    return { arm, seed: 1, finished: true, points: pointsOf([0.1, accuracy], spread) };
  };

  it("are drawn of the most accurate network with batch norm and without", () => {
    const run = shown(labRun("batch-norm"), [watched(1, 0.6), watched(2, 0.5), watched(4, 0.9), watched(5, 0.8)]);
    const lines = watchedLines(linesOf([run], {}), "network");
    assert.deepEqual(
      lines.map(({ label }) => label),
      ["plain, 1", "batch norm, 0.3"],
    );
    const { rows } = labInputsFigure(CANVAS, lines).table();
    assert.deepEqual(rows[1], ["plain, learning rate 1", "1", "50", -1, 0, 1]);
  });

  it("are of no network that was not watched", () => {
    const run = shown(labRun("placement"), [training(0, 1, [0.1])]);
    assert.deepEqual(watchedLines(linesOf([run], {}), "activation"), []);
  });
});

describe("accuracies at the end", () => {
  it("stand at what is compared, with the spread of the seeds", () => {
    const run = shown(labRun("placement"), [training(0, 1, [0.9]), training(0, 2, [0.8]), training(4, 1, [0.7])]);
    const figure = labEndsFigure(CANVAS, run.experiment, resultsOf(run, false));
    assert.deepEqual(figure.layout.xaxis!.ticktext, ["none", "before", "after"]);
    assert.deepEqual(roundedRows(figure), [
      ["sigmoid", "none", 85, 80, 90, "2"],
      ["tanh", "before", 70, 70, 70, "1"],
    ]);
  });

  it("are those of the learning rate that ends best where several are tried", () => {
    const run = shown(labRun("group-norm"), [
      training(0, 1, [0.8]),
      training(1, 1, [0.9]),
      training(2, 1, [0.7]),
      training(29, 1, [0.6]),
    ]);
    const figure = labEndsFigure(CANVAS, run.experiment, resultsOf(run, false));
    assert.match(figure.subtitle!, /at the learning rate that ends best/);
    assert.deepEqual(figure.layout.xaxis!.ticktext, ["32", "16", "8", "4", "2"]);
    assert.deepEqual(roundedRows(figure), [
      ["batch, learning rate 0.03", "32", 90, 90, 90, "1"],
      ["group, learning rate 0.00625", "2", 60, 60, 60, "1"],
    ]);
  });
});

function roundedRows(figure: Figure) {
  return figure.table().rows.map((row) => row.map((cell) => (typeof cell === "number" ? Math.round(cell) : cell)));
}
