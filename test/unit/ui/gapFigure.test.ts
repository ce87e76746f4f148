import assert from "node:assert/strict";
import type { PlotData } from "plotly.js";
import { sumExamples } from "../../../src/engine/whatIf/exampleSums";
import { type TrainEvalGap, trainEvalGap } from "../../../src/engine/whatIf/trainEvalGap";
import { gapFigure } from "../../../src/ui/figures/gap";
import { tensorOf } from "../engine/inMemory";
import { normalValues } from "../engine/whatIf/samples";
import { CANVAS, HOSTILE } from "./samples";

/** Normal activations through a batch norm whose running mean and variance are these by channel. */
async function gapOf(mean: readonly number[], variance: readonly number[]): Promise<TrainEvalGap> {
  const channels = mean.length;
  const sums = await sumExamples(tensorOf(normalValues(64 * channels * 3, 4), [64, channels, 3]), 1);
  const running = { mean: Float64Array.from(mean), variance: Float64Array.from(variance) };
  const training = { initialShare: 0, scatterKept: 0.05, examples: null };
  return trainEvalGap(sums, { running, eps: 1e-5, weight: null, training });
}

const wrongMean = () => gapOf([0, 2, 0, 0.5], [1, 1, 9, 1]);

async function draw(found: Promise<TrainEvalGap> = wrongMean(), layer = "bn1") {
  const gap = await found;
  const figure = gapFigure(CANVAS, layer, gap);
  const traces = figure.data as Partial<PlotData>[];
  return { gap, figure, dots: traces.find(({ mode }) => mode === "markers")!, band: traces.find(({ fill }) => fill)! };
}

describe("The figure of the gap between training and inference", () => {
  it("draws each channel's gap, the largest first, with another mark where it is mostly the variance's", async () => {
    const { gap, figure, dots } = await draw();
    assert.deepEqual(figure.layout.xaxis!.ticktext, ["1", "2", "3", "0"]);
    assert.deepEqual(dots.y, [gap.gap[1], gap.gap[2], gap.gap[3], gap.gap[0]]);
    assert.deepEqual((dots.marker!.symbol as string[]).slice(0, 3), ["circle", "diamond-open", "circle"]);
  });

  it("shades what sampling noise explains of each channel, from the foot to twice its noise", async () => {
    const { gap, figure, band } = await draw();
    const high = [1, 2, 3, 0].flatMap((c) => [2 * gap.noiseByChannel[c]!, 2 * gap.noiseByChannel[c]!]);
    assert.deepEqual((band.y as number[]).slice(0, 8), high);
    assert.deepEqual((band.x as number[]).slice(0, 8), [-0.5, 0.5, 0.5, 1.5, 1.5, 2.5, 2.5, 3.5]);
    assert.ok(Math.abs(Math.log10((band.y as number[])[8]!) - (figure.layout.yaxis!.range as number[])[0]!) < 1e-12);
  });

  it("answers its question in the title, with the numbers", async () => {
    const { gap, figure } = await draw();
    const [rms, noise] = [gap.rms, gap.noise].map((value) => Number(value.toPrecision(3)));
    assert.equal(
      figure.title,
      `bn1 · do training and inference differ? By ${rms}, with ${noise} of sampling noise; beyond it are 3 of 4 channels`,
    );
  });

  it("says where sampling explains all", async () => {
    const { figure } = await draw(gapOf([0, 0, 0, 0], [1, 1, 1, 1]));
    assert.match(figure.title, /No more than sampling explains: by 0\.\d+, and its noise is 0\.\d+$/);
  });

  it("names the levels of all channels, now and with statistics estimated anew", async () => {
    const { gap, figure } = await draw();
    const texts = figure.layout.annotations!.map(({ text }) => text);
    const anew = Number(gap.reestimated!.toPrecision(3));
    assert.deepEqual(texts, [`RMS ${Number(gap.rms.toPrecision(3))}`, `anew ${anew}`, "sampling"]);
  });

  it("draws a layer without any gap or noise within its axis", async () => {
    const nothing = { ...(await wrongMean()), rms: 0, noise: 0, reestimated: null, cause: "sampling" } as const;
    const zero = new Float64Array(4);
    const { figure, dots } = await draw(Promise.resolve({ ...nothing, gap: zero, noiseByChannel: zero }));
    assert.ok((dots.y as number[]).every((y) => y > 0 && Number.isFinite(y)));
    assert.ok((figure.layout.yaxis!.range as number[]).every(Number.isFinite));
  });

  it("draws 2,048 channels as small dots, with as many numbers below as can be read", async () => {
    const means = Array.from({ length: 2048 }, (_, c) => c / 1000);
    const { figure, dots } = await draw(gapOf(means, Array<number>(2048).fill(1)));
    assert.equal(dots.y!.length, 2048);
    assert.ok((dots.marker!.size as number[]).every((size) => size <= 5));
    assert.ok(figure.layout.xaxis!.ticktext!.length <= 700 / 32 + 1);
  });

  it("has a table of the same numbers, in the same order, which says what sampling explains", async () => {
    const { gap, figure } = await draw();
    const { rows } = figure.table();
    assert.deepEqual(
      rows.map(([channel, , , , , explained]) => [channel, explained]),
      [
        ["1", "no"],
        ["2", "no"],
        ["3", "no"],
        ["0", "yes"],
      ],
    );
    assert.deepEqual(rows[0]!.slice(1, 5), [gap.gap[1], gap.fromMean[1], gap.fromVariance[1], gap.noiseByChannel[1]]);
  });

  it("shows a hostile name as text", async () => {
    const { figure } = await draw(wrongMean(), HOSTILE);
    assert.doesNotMatch(JSON.stringify(figure.data), /<img|\u202e/);
    assert.doesNotMatch(figure.title, /\u202e/);
  });
});
