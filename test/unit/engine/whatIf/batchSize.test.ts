import assert from "node:assert/strict";
import fc from "fast-check";
import { noiseOfDraws } from "../../../../src/engine/whatIf/batchNoise";
import { batchSizeSensitivity, worstChannels } from "../../../../src/engine/whatIf/batchSize";
import { sumExamples } from "../../../../src/engine/whatIf/exampleSums";
import { otherMethods } from "../../../../src/engine/whatIf/otherMethods";
import { populationOf } from "../../../../src/engine/whatIf/population";
import { tensorOf } from "../inMemory";
import { normalValues } from "./samples";

const SHAPE = [16, 4, 6];
const OPTIONS = { limit: 0.1, seed: 0, eps: 0 };

describe("what batch size does to a layer", () => {
  it("depends on the seed alone, and on nothing else that is random", async () => {
    const values = normalValues(16 * 4 * 6, 1);
    assert.deepEqual(await judge(values), await judge(values));
    const other = await judge(values, { ...OPTIONS, seed: 1 });
    assert.notEqual(other.sizes[2]!.rms, (await judge(values)).sizes[2]!.rms);
  });

  it("is the same for values that are shifted and scaled, channel by channel", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.double({ min: -100, max: 100, noNaN: true }), fc.double({ min: 0.01, max: 100, noNaN: true })),
          {
            minLength: 4,
            maxLength: 4,
          },
        ),
        async (moved) => {
          const values = normalValues(16 * 4 * 6, 2);
          const other = values.map((x, i) => moved[Math.floor(i / 6) % 4]![0] + moved[Math.floor(i / 6) % 4]![1] * x);
          const [before, after] = [await judge(values), await judge(other)];
          for (const [i, { rms, noise }] of before.sizes.entries()) {
            near(after.sizes[i]!.rms, rms, 1e-6);
            for (const [c, one] of noise.entries()) near(after.sizes[i]!.noise[c]!, one, 1e-6);
          }
          near(after.effective.perExample / before.effective.perExample, 1, 1e-6);
        },
      ),
      { numRuns: 20 },
    ));

  it("is the same for examples in another order, and draws that follow them", () =>
    fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...Array(16).keys()], { minLength: 16, maxLength: 16 }),
        fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 8, maxLength: 8 }),
        async (order, draws) => {
          const values = normalValues(16 * 4 * 6, 3);
          const shuffled = values.map((_, i) => values[order[Math.floor(i / 24)]! * 24 + (i % 24)]!);
          const before = noiseOfDraws(populationOf(await sums(values), 1e-5), 1e-5, [draws]);
          const followed = draws.map((draw) => order.indexOf(draw));
          const after = noiseOfDraws(populationOf(await sums(shuffled), 1e-5), 1e-5, [followed]);
          for (const [i, { rms }] of before.entries()) near(after[i]!.rms, rms, 1e-12);
        },
      ),
    ));

  it("is, with every example a batch of its own, what tells instance norm's output from batch norm's", async () => {
    const own = await sums(normalValues(16 * 4 * 6, 4));
    const population = populationOf(own, 1e-3);
    const [alone] = noiseOfDraws(population, 1e-3, [[...Array(16).keys()]]);
    const others = otherMethods(own, population, 1e-3, { eachToken: false, numGroups: 2 });
    near(others.find(({ method }) => method === "instance")!.difference!, alone!.rms, 1e-12);
  });

  it("is nothing where all examples are the same", async () => {
    const one = normalValues(4 * 6, 5);
    const { sizes, smallest, advice, effective } = await judge(
      new Float64Array(16 * 4 * 6).map((_, i) => one[i % 24]!),
    );
    assert.ok(sizes.every(({ rms }) => rms < 1e-12));
    assert.equal(smallest.size, 1);
    assert.ok(effective.perExample > 1e20);
    assert.match(advice, /^Any batch is large enough here: one example puts /);
  });

  it("names the channel that is worst", async () => {
    // Of channel 2, all values of one example are the same.
    const values = normalValues(16 * 4 * 6, 6).map((x, i, all) =>
      Math.floor(i / 6) % 4 === 2 ? all[i - (i % 6)]! : x,
    );
    const { sizes, channels } = await judge(values);
    assert.equal(worstChannels(sizes[2]!, channels.judged)[0]!.channel, 2);
  });

  it("leaves out channels that are constant or not finite, and says so", async () => {
    const values = normalValues(16 * 4 * 6, 7).map((x, i) => (Math.floor(i / 6) % 4 === 1 ? 0.1 : x));
    values[6 * 3 + 2] = Number.NaN;
    const { channels, caveats, others } = await judge(values);
    assert.deepEqual(channels, { judged: [0, 2], nonFinite: [3], constant: [1] });
    assert.ok(caveats.includes("Channels left out: 1 with NaN or infinite values, 1 that are constant."));
    assert.ok(others.every(({ difference }) => difference === null));
  });

  it("advises with the numbers of the smallest batch within the limit, and of half of it", async () => {
    const { advice, smallest, sizes } = await judge(normalValues(16 * 4 * 6, 8), { ...OPTIONS, limit: 0.2 });
    assert.deepEqual(smallest, { size: 8, isExtrapolated: false });
    assert.ok(sizes[3]!.rms <= 0.2 && sizes[2]!.rms > 0.2);
    assert.match(
      advice,
      /^From 8 examples a device on, .* 0\.1\d+ σ of noise .* \(limit 0\.2\); at 4 they put 0\.2\d+ σ\.$/,
    );
  });

  it("tells where no batch that could be drawn is large enough, and how large one would be", async () => {
    const { advice, smallest, sizes } = await judge(normalValues(16 * 4 * 6, 9), { ...OPTIONS, limit: 0.01 });
    assert.deepEqual(smallest, { size: Math.ceil(16 * (sizes.at(-1)!.rms / 0.01) ** 2), isExtrapolated: true });
    assert.match(advice, /^Batch statistics of 16 examples, .*group norm \(2 groups\) has no such noise\.$/);
  });

  it("tells what share of the draws is done, and waits in between", async () => {
    const shares: number[] = [];
    let waiting = 0;
    const own = await sumExamples(tensorOf(normalValues(2 ** 16, 1), [4096, 16]), 1);
    await batchSizeSensitivity(own, [4096, 16], 1, OPTIONS, async (share) => {
      assert.equal(++waiting, 1);
      shares.push(share);
      await new Promise(setImmediate);
      waiting--;
    });
    assert.ok(shares.length > 10 && shares.every((share, i) => share > (shares[i - 1] ?? 0) && share <= 1));
  });

  it("leaves layer norm over each token's channels to itself, whose statistics the sums do not hold", async () => {
    const tensor = tensorOf(normalValues(16 * 6 * 4, 1), [16, 6, 4]);
    const { others } = await batchSizeSensitivity(await sumExamples(tensor, 2), [16, 6, 4], 2, OPTIONS);
    const layer = others.find(({ method }) => method === "layer")!;
    assert.deepEqual([layer.values, layer.difference], [4, null]);
  });

  it("has no instance norm of one value", async () => {
    const own = await sumExamples(tensorOf(normalValues(16 * 4, 1), [16, 4]), 1);
    const { others, effective } = await batchSizeSensitivity(own, [16, 4], 1, OPTIONS);
    assert.deepEqual(
      others.map(({ method }) => method),
      ["group", "layer"],
    );
    near(effective.perExample, 1, 1e-12);
  });

  it("refuses groups that do not fit, and a tensor of which no channel can be judged", async () => {
    await assert.rejects(judge(normalValues(16 * 4 * 6, 1), { ...OPTIONS, numGroups: 3 } as typeof OPTIONS), {
      message: "4 channels cannot be divided into 3 groups of the same size",
    });
    await assert.rejects(judge(new Float64Array(16 * 4 * 6)), {
      message: "no channel can be judged: of 4, 0 hold NaN or infinite values and 4 are constant",
    });
  });
});

function sums(values: Float64Array) {
  return sumExamples(tensorOf(values, SHAPE), 1);
}

async function judge(values: Float64Array, options = OPTIONS) {
  return batchSizeSensitivity(await sums(values), SHAPE, 1, options);
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);
}
