import assert from "node:assert/strict";
import type { PlotData } from "plotly.js";
import { channelFaults, channelsFigure } from "../../../src/ui/figures/channels";
import { CANVAS, channels } from "./samples";

const faulty = channels([0, 0.1, Number.NaN, 0, 50, -0.1], {
  zeroFraction: Float64Array.of(1, 0, 0, 0, 0, 0),
  nonFinite: Float64Array.of(0, 0, 3, 0, 0, 0),
  min: Float64Array.of(0, -1, Number.NaN, 0.5, 0, -1),
  max: Float64Array.of(0, 1, Number.NaN, 0.5, 99, 1),
});

describe("channels", () => {
  it("have faults, the worst of each", () =>
    assert.deepEqual(channelFaults(faulty), ["dead", null, "non-finite", "constant", "outlier", null]));

  it("have none where all is well", () =>
    assert.deepEqual(channelFaults(channels([-1, -0.5, 0, 0.5, 1])), [null, null, null, null, null]));

  it("are sorted by mean, those without one last", () => {
    const { columns, rows } = channelsFigure(CANVAS, "bn1", [{ run: "", index: 0, content: faulty }]).table();
    assert.deepEqual(
      rows.map((row) => row[columns.indexOf("channel")]),
      ["5", "0", "3", "1", "4", "2"],
    );
  });

  it("tell their exact numbers on hover", () => {
    const { data, note } = channelsFigure(CANVAS, "bn1", [{ run: "", index: 0, content: faulty }]);
    const hover = (data[1] as Partial<PlotData>).text as string[];
    assert.match(hover[3]!, /^channel 1<br>mean 0\.1<br>σ 1</);
    assert.match(hover[1]!, /^channel 0 \(dead\)/);
    assert.equal(note, "1 non-finite (2), 1 dead (0), 1 constant (3), 1 outlier (4).");
  });
});
