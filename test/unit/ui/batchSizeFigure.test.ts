import assert from "node:assert/strict";
import type { Layout, PlotData } from "plotly.js";
import { batchSizeSensitivity } from "../../../src/engine/whatIf/batchSize";
import { sumExamples } from "../../../src/engine/whatIf/exampleSums";
import { atLimit } from "../../../src/engine/whatIf/smallestBatch";
import { batchSizeFigure } from "../../../src/ui/figures/batchSize";
import { tensorOf } from "../engine/inMemory";
import { normalValues } from "../engine/whatIf/samples";
import { CANVAS, HOSTILE } from "./samples";

const SHAPE = [16, 4, 6];

async function studied(values = normalValues(16 * 4 * 6, 8)) {
  const sums = await sumExamples(tensorOf(values, SHAPE), 1);
  return batchSizeSensitivity(sums, SHAPE, 1, { limit: 0.2, seed: 0, eps: 1e-5 });
}

async function draw(limit = 0.2, values?: Float64Array) {
  const found = atLimit(await studied(values), limit);
  const figure = batchSizeFigure(CANVAS, "bn1", found);
  const texts = (figure.layout.annotations ?? []).map(({ text }) => text);
  return { found, figure, texts, traces: figure.data as Partial<PlotData>[] };
}

const traceThrough = (traces: readonly Partial<PlotData>[], mode: string) =>
  traces.find((trace) => trace.mode === mode)!;

describe("The figure of noise by batch size", () => {
  it("draws batch norm's noise at each size that was drawn, on two logarithmic axes", async () => {
    const { found, figure, traces } = await draw();
    const line = traceThrough(traces, "lines+markers");
    assert.deepEqual(line.x, [1, 2, 4, 8, 16]);
    assert.deepEqual(
      line.y,
      found.sizes.map(({ rms }) => rms),
    );
    assert.deepEqual([figure.layout.xaxis!.type, figure.layout.yaxis!.type], ["log", "log"]);
    assert.deepEqual(figure.layout.xaxis!.tickvals, [1, 2, 4, 8, 16]);
  });

  it("marks the smallest batch that is enough, and says its noise in the title", async () => {
    const { found, figure, texts, traces } = await draw();
    assert.deepEqual(traceThrough(traces, "markers").x, [8]);
    assert.ok(texts.includes("<b>8 are enough</b>"));
    const noise = found.sizes[3]!.rms.toPrecision(3);
    assert.equal(figure.title, `bn1 · is the batch large enough for batch norm? From 8 on, with ${noise} σ of noise`);
  });

  it("names every line at its end: the limit, batch norm and those that do without the batch", async () => {
    const { texts } = await draw();
    for (const name of ["limit 0.2", "batch norm", "group norm (2)", "layer norm", "instance norm"])
      assert.ok(texts.includes(name), `${name} in ${texts.join(", ")}`);
  });

  it("keeps methods without noise apart from the axis, in the foot of the figure, at the place of their name", async () => {
    const { figure, traces } = await draw();
    const [low] = figure.layout.yaxis!.range as [number, number];
    const [foot] = figure.layout.shapes!;
    const lanes = traces.filter(({ hovertemplate, y }) => hovertemplate && (y as number[])[0]! < (foot!.y1 as number));
    assert.equal(lanes.length, 3);
    for (const { x, y } of lanes) {
      assert.deepEqual(x, [1, 16]);
      assert.ok(Math.log10((y as number[])[0]!) > low);
    }
    assert.ok((figure.layout.yaxis as Layout["yaxis"]).ticktext!.includes("none"));
  });

  it("goes on, dashed, to the size that is needed where it is not too far", async () => {
    const { found, figure, texts, traces } = await draw(0.1);
    assert.ok(found.smallest.isExtrapolated && found.smallest.size < 100);
    assert.ok(texts.includes(`<b>about ${found.smallest.size} are enough</b>`));
    assert.deepEqual(traceThrough(traces, "markers").x, [found.smallest.size]);
    const beyond = traces.filter(({ x }) => (x as number[] | undefined)?.at(-1) === found.smallest.size);
    assert.deepEqual(beyond[0]!.y, [found.sizes.at(-1)!.rms, 0.1]);
    assert.match(figure.title, /Not at 16, with 0\.1\d+ σ of noise: 0\.1 σ takes about \d\d$/);
  });

  it("leaves the axis where it is when the size that is needed is far away", async () => {
    const { figure } = await draw(0.001);
    assert.ok((figure.layout.xaxis!.range as number[])[1]! < Math.log10(20));
    assert.match(figure.title, /takes about \d+,\d+$/);
  });

  it("says that any batch is enough, also where there is no noise at all", async () => {
    const one = normalValues(4 * 6, 5);
    const { figure, traces } = await draw(
      0.1,
      new Float64Array(16 * 4 * 6).map((_, i) => one[i % 24]!),
    );
    assert.match(figure.title, /Any is: one example puts .* σ of noise on it$/);
    const drawn = traces.flatMap(({ y }) => y as (number | null)[]).filter((y) => y !== null);
    assert.ok(drawn.every((y) => y > 0 && Number.isFinite(y)));
  });

  it("has a table of the same numbers, which says what is within the limit", async () => {
    const { found, figure } = await draw();
    const { columns, rows } = figure.table();
    assert.deepEqual(
      rows.map((row) => row.slice(0, 3)),
      found.sizes.map(({ size, rms }) => [
        String(size),
        size < 8 ? "no" : size === 8 ? "yes, the smallest" : "yes",
        rms,
      ]),
    );
    assert.deepEqual(columns.slice(-3), ["group norm (2)'s noise", "layer norm's noise", "instance norm's noise"]);
  });

  it("shows a hostile name as text", async () => {
    const figure = batchSizeFigure(CANVAS, HOSTILE, await studied());
    assert.doesNotMatch(JSON.stringify(figure.data), /<img|\u202e/);
    assert.doesNotMatch(figure.title, /\u202e/);
  });
});
