import assert from "node:assert/strict";
import type { PlotData } from "plotly.js";
import type { LayerShift } from "../../../src/protocol/whatIf";
import { networkFigure } from "../../../src/ui/figures/network";
import { CANVAS, HOSTILE } from "./samples";

const layer = (name: string, more: Partial<LayerShift> = {}): LayerShift => ({
  name,
  rms: 0.5,
  rmsOwn: 0.1,
  rmsInherited: 0.45,
  ownShare: 0.2,
  noise: 0.05,
  cause: "sampling",
  ofLast: 0.1,
  ...more,
});
const LAYERS = [layer("bn1", { rms: 1.2, rmsOwn: 1.2, rmsInherited: 0, ofLast: 0.9, cause: "mean" }), layer("bn2")];

function draw(layers: readonly LayerShift[] = LAYERS, culprit: number | null = 0, selected = "bn2") {
  const figure = networkFigure(CANVAS, { layers, culprit }, selected);
  return { figure, traces: figure.data as Partial<PlotData>[] };
}

describe("The figure of where a network's gap arises", () => {
  it("draws each layer's own part beside what it inherits, and both together", () => {
    const { traces } = draw();
    assert.deepEqual(
      traces.map(({ type, y }) => [type, y]),
      [
        ["bar", [1.2, 0.1]],
        ["bar", [0, 0.45]],
        ["scatter", [1.2, 0.5]],
      ],
    );
  });

  it("names the layer most at fault in its title, with the numbers", () => {
    const ask = "In which layer does the gap between training and inference arise?";
    assert.equal(
      draw().figure.title,
      `${ask} Most in bn1: by 1.2 there, which makes about 90 % of the last layer's squared shift (RMS 0.5)`,
    );
    assert.equal(draw(LAYERS, 1).figure.title, `${ask} Most in bn2, the last: 10 % of its squared shift (RMS 0.5)`);
    assert.match(draw(LAYERS, null).figure.title, /In none that was captured: sampling explains what is their own/);
  });

  it("marks the layer that is looked at", () => {
    assert.equal((draw().figure.layout.shapes![0] as { x0: number }).x0, 1);
    assert.deepEqual(draw(LAYERS, 0, "fc").figure.layout.shapes, []);
  });

  it("has the same numbers as a table", () => {
    const { columns, rows } = draw().figure.table();
    assert.deepEqual(rows[0], ["bn1", 1.2, 1.2, 0, 0.2, 0.05, 0.9, "mean"]);
    assert.equal(columns.length, rows[0]!.length);
  });

  it("stays finite where nothing is shifted", () => {
    const none = [layer("a", { rms: 0, rmsOwn: 0, rmsInherited: 0, ofLast: 0 })];
    assert.deepEqual(draw(none, null).figure.layout.yaxis!.range, [0, 1.08]);
  });

  it("shows names as text, whatever they hold", () => {
    const { figure, traces } = draw([layer(HOSTILE)], 0, HOSTILE);
    const shown = [figure.layout.xaxis!.ticktext, traces.map(({ text }) => text)].flat(3).join("");
    assert.doesNotMatch(shown, /<img|\u202e/);
    assert.doesNotMatch(figure.title, /\u202e/);
  });
});
