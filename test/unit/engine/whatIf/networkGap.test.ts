import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { median } from "../../../../src/engine/quantile";
import { initialShareLeft } from "../../../../src/engine/running/average";
import { sumExamples } from "../../../../src/engine/whatIf/exampleSums";
import { type LayerInNetwork, networkGap, outputShift } from "../../../../src/engine/whatIf/networkGap";
import { sumPairs } from "../../../../src/engine/whatIf/pairSums";
import { trainEvalGap } from "../../../../src/engine/whatIf/trainEvalGap";
import type { TrainedNorm } from "../../../../src/engine/whatIf/trainedNorm";
import { tensorOf } from "../inMemory";
import { normalValues } from "./samples";

describe("the gap between training and inference down a network", () => {
  const golden: Golden = JSON.parse(readFileSync("test/fixtures/whatIf/network-gap.json", "utf8"));
  const faults = [...new Set(golden.cases.map(({ fault }) => fault))];

  for (const fault of faults) {
    const planted = golden.cases.filter((one) => one.fault === fault);

    it(`is that of torch's outputs in both modes, at every layer: a planted ${fault}`, async () => {
      for (const { seed, layers } of planted) {
        const found = await judged(golden, layers);
        for (const [i, layer] of layers.entries()) {
          const parts = found[i]!.parts!;
          const own = found[i]!.gap.gap;
          for (const [c, shift] of layer.shift.entries()) {
            near(parts.shift[c]!, shift, 1e-5, `${seed}: shift of ${i}`);
            near(own[c]!, layer.own[c]!, 1e-5, `${seed}: own of ${i}`);
            near(parts.inherited[c]!, layer.inherited[c]!, 1e-5, `${seed}: inherited of ${i}`);
          }
        }
      }
    });

    it(`is laid to the layer that it was planted in, in at least 9 of 10 networks: a planted ${fault}`, async () => {
      for (const modes of ["both", "training alone"]) {
        const named = await Promise.all(
          planted.map(async ({ layers }) => {
            const found = await judged(golden, layers);
            return networkGap(modes === "both" ? found : found.map((one) => ({ ...one, parts: null }))).culprit;
          }),
        );
        assert.equal(named.length, 10);
        assert.ok(
          named.filter((layer, i) => layer === planted[i]!.planted).length >= 9,
          `${modes}: ${named.join(", ")}`,
        );
      }
    });

    it(`is told ahead, as it is with that layer's statistics mended: a planted ${fault}`, async () => {
      const errors: number[] = [];
      for (const { layers, planted: at } of planted) {
        const found = await judged(golden, layers);
        const { left, culprit } = networkGap(found);
        const whole = found.at(-1)!.parts!.rms;
        if (culprit === at) errors.push(Math.abs(left! ** 2 - layers[at]!.leftAtEnd ** 2) / whole ** 2);
      }
      // An estimate: that far off, in shares of the squared shift at the last layer.
      assert.ok(median(errors) < 0.1, `median ${median(errors)}`);
      assert.ok(Math.max(...errors) < 0.25, `largest ${Math.max(...errors)}`);
    });
  }

  it("is the layer's own, all of it, where its input is the same in both modes", async () => {
    const values = normalValues(96, 1);
    const { parts, gap } = await judgedValues(values, values, standard({ mean: 1, variance: 2 }));
    assert.deepEqual([parts!.ownShare, parts!.inheritedShare, parts!.rmsInherited], [1, 0, 0]);
    near(parts!.rms, gap.rms, 1e-12, "shift");
    assert.deepEqual(networkGap([{ parts, gap }]).origins, [Float64Array.of(1, 0)]);
  });

  it("has come to the first layer already where only its input is another, of which no captured layer is at fault", async () => {
    const values = normalValues(96, 1);
    const { parts, gap } = await judgedValues(
      values,
      values.map((x) => x + 2),
      "its own",
    );
    near(parts!.rms, 2, 0.5, "shift");
    assert.deepEqual([gap.cause, parts!.ownShare], ["sampling", 0]);
    const { origins, culprit, left } = networkGap([{ parts, gap }]);
    assert.deepEqual([origins![0]!.at(-1), culprit, left], [1, null, null]);
  });

  it("is nothing where nothing is another", async () => {
    const values = normalValues(96, 1);
    const { parts, gap } = await judgedValues(values, values, "its own");
    assert.deepEqual([parts!.rms, parts!.ownShare, parts!.inheritedShare], [0, 0, 0]);
    assert.deepEqual(networkGap([{ parts, gap }]).origins, [Float64Array.of(0, 0)]);
  });

  it("has parts that add up, and is as many times as large as γ", () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        async (seed, mean, variance, gamma) => {
          const training = normalValues(96, seed);
          const inference = training.map((x, i) => 0.7 * x + Math.sin(i));
          const norm = standard({ mean, variance });
          const { parts } = await judgedValues(training, inference, norm);
          near(parts!.ownShare + parts!.inheritedShare, 1, 1e-9, "shares");
          const scaled = await judgedValues(training, inference, { ...norm, weight: new Float64Array(4).fill(gamma) });
          near(scaled.parts!.rms, Math.abs(gamma) * parts!.rms, 1e-9, "γ");
        },
      ),
      { numRuns: 30 },
    ));

  const values = normalValues(96, 1);
  const refused: readonly [string, Float64Array, readonly number[], RegExp][] = [
    [
      "other examples",
      values,
      [12, 4, 2],
      /^shape \(8, 4, 3\) in training, but \(12, 4, 2\) in inference: both must be/,
    ],
    [
      "NaN",
      values.map((x, i) => (i === 7 ? Number.NaN : x)),
      SHAPE,
      /^NaN or infinite values are among the activations of/,
    ],
  ];
  for (const [what, inference, shape, message] of refused) {
    it(`is refused: ${what} in inference`, () =>
      assert.rejects(judgedValues(values, inference, standard({ mean: 0, variance: 1 }), shape), { message }));
  }
});

const SHAPE = [8, 4, 3];

function standard({ mean, variance }: { readonly mean: number; readonly variance: number }): TrainedNorm {
  return {
    running: { mean: new Float64Array(4).fill(mean), variance: new Float64Array(4).fill(variance) },
    eps: 1e-5,
    weight: null,
    training: { initialShare: 0, scatterKept: 0, examples: null },
  };
}

/** @param norm "its own" has the running statistics of the batch in training */
async function judgedValues(
  training: Float64Array,
  inference: Float64Array,
  norm: TrainedNorm | "its own",
  shape: readonly number[] = SHAPE,
): Promise<LayerInNetwork> {
  const tensor = tensorOf(training, SHAPE);
  const pair = await sumPairs(tensor, tensorOf(inference, shape), 1);
  const sums = await sumExamples(tensor, 1);
  const trained = norm === "its own" ? { ...standard({ mean: 0, variance: 1 }), running: pair.batch } : norm;
  return { gap: trainEvalGap(sums, trained), parts: outputShift(pair, trained) };
}

function judged({ shape, eps, updates }: Golden, layers: readonly GoldenLayer[]): Promise<LayerInNetwork[]> {
  return Promise.all(
    layers.map(async ({ runningMean, runningVariance, weight, training, inference }) => {
      const [mean, variance, gamma] = [runningMean, runningVariance, weight].map((one) => Float64Array.from(one));
      const norm: TrainedNorm = {
        running: { mean: mean!, variance: variance! },
        eps,
        weight: gamma!,
        training: { initialShare: initialShareLeft(0.1, "pytorch", updates), scatterKept: 0.1 / 1.9, examples: 32 },
      };
      const [before, after] = [training, inference].map((text) => tensorOf(float32(text), shape));
      const pair = await sumPairs(before!, after!, 1);
      return { gap: trainEvalGap(await sumExamples(before!, 1), norm), parts: outputShift(pair, norm) };
    }),
  );
}

function float32(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer);
}

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`);
}

interface GoldenLayer {
  readonly runningMean: readonly number[];
  readonly runningVariance: readonly number[];
  readonly weight: readonly number[];
  readonly training: string;
  readonly inference: string;
  readonly shift: readonly number[];
  readonly own: readonly number[];
  readonly inherited: readonly number[];
  readonly leftAtEnd: number;
}

interface Golden {
  readonly shape: readonly number[];
  readonly eps: number;
  readonly updates: number;
  readonly cases: readonly {
    readonly fault: string;
    readonly seed: number;
    readonly planted: number;
    readonly layers: readonly GoldenLayer[];
  }[];
}
