import assert from "node:assert/strict";
import { dropout } from "../../../../../src/engine/lab/experiments/dropout";
import type { Arm, ArmResult, Experiment } from "../../../../../src/engine/lab/experiments/experiment";
import { groupNorm } from "../../../../../src/engine/lab/experiments/groupNorm";
import { learningRates } from "../../../../../src/engine/lab/experiments/learningRates";
import { placement } from "../../../../../src/engine/lab/experiments/placement";
import { runningMomentum } from "../../../../../src/engine/lab/experiments/runningMomentum";
import { signedPoints, spreadText } from "../../../../../src/engine/lab/experiments/spreadText";

/** What a training ends with, by its arm and seed. */
type Ends = (settings: Arm["settings"], seed: number) => { readonly accuracy: number; readonly batchAccuracy?: number };

describe("what an experiment came to, in sentences", () => {
  it("learning rates: the highest at which every seed trains, with batch norm and without", () => {
    const conclude = (plainUpTo: number) =>
      firstOf(learningRates, ({ network, learningRate }, seed) => {
        const upTo = network === "plain" ? plainUpTo : 3;
        return { accuracy: Number(learningRate) <= upTo || seed === 2 ? 0.95 : 0.1 };
      });
    assert.deepEqual(conclude(0.3), {
      text: "The highest learning rate at which every seed ends at 90.0 % or more is 3 with batch norm and 0.3 without: a factor of 10.",
      paper:
        "5 times higher broke the plain network; with batch norm even 30 times higher trained (Inception on ImageNet)",
    });
    assert.match(conclude(0).text, /is 3 with batch norm and none without\.$/);
  });

  it("group norm: its lead over batch norm with its sign, each at its best learning rate, at 2, at 32 and in between", () => {
    const leads: Record<number, number> = { 2: 0.02, 4: 0.01, 8: 0, 16: -0.001, 32: -0.004 };
    const [two, most, between] = conclusionsOf(groupNorm, ({ norm, batchSize, rateAt32 }, seed) => {
      const best = rateAt32 === (norm === "batch" ? 0.1 : 0.03);
      return { accuracy: (best ? 0.9 : 0.8) + (norm === "group" ? leads[Number(batchSize)]! * seed : 0) };
    });
    assert.equal(
      two!.text,
      "At batches of 2 group norm's accuracy less batch norm's is +3.00 points (+2.00 points to +4.00 points over 2 seeds), each at the best of three learning rates, 0.001875 for group norm and 0.00625 for batch norm.",
    );
    assert.match(
      most!.text,
      /^At batches of 32 it is −0\.60 points \(−0\.80 points to −0\.40 points .*\), at 0\.03 for group norm and 0\.1 for batch norm\.$/,
    );
    assert.match(between!.text, /−0\.15 points .* at 16, 0\.00 points .* at 8, \+1\.50 points .* at 4\.$/);
  });

  it("group norm: both norms are tried at the same rates an example, whatever the batch", () => {
    const tried = new Map<string, Set<string>>();
    for (const { settings, training } of groupNorm.arms) {
      const of = `${settings.norm}, ${settings.batchSize}`;
      const rate = (training.optimizer.learningRate / training.batchSize).toPrecision(6);
      tried.set(of, (tried.get(of) ?? new Set()).add(rate));
    }
    const [first, ...others] = tried.values();
    assert.equal(first!.size, 3);
    for (const rates of others) assert.deepEqual(rates, first);
  });

  it("placement: each activation with batch norm before it, after it and without", () => {
    const accuracies = { none: 0.8, before: 0.9, after: 0.91 } as const;
    const [sigmoid] = conclusionsOf(
      placement,
      ({ place }) => ({ accuracy: accuracies[place as keyof typeof accuracies] }),
      1,
    );
    assert.equal(
      sigmoid!.text,
      "With sigmoid: 90.0 % (one seed) at the end with batch norm before it, 91.0 % (one seed) after it, 80.0 % (one seed) without.",
    );
  });

  it("dropout: what it changes with batch norm and without, and what running statistics lose by it", () => {
    const [change, loss] = conclusionsOf(dropout, ({ place, p }) => {
      const accuracy = 0.9 + (p === 0.5 ? (place === "plain" ? 0.01 : -0.02) : 0);
      return { accuracy, batchAccuracy: accuracy + (place === "before batch norm" ? 0.03 : p === 0 ? 0.01 : 0) };
    });
    assert.match(change!.text, /by \+1\.00 points .* without batch norm, and by −2\.00 points .* with it\.$/);
    assert.match(
      loss!.text,
      /\+3\.00 points .* before batch norm, by 0\.00 points .* after the activation, and by \+1\.00 points .* without dropout\.$/,
    );
  });

  it("dropout: what running statistics lose at the end is of the last three looks, as the accuracy there is", () => {
    const results = resultsOf(dropout, () => ({ accuracy: 0.9, batchAccuracy: 0.9 }), 1).map(({ arm, runs }) => {
      const [run] = runs;
      const points = [0.5, 0.01, 0.02, 0.06].map((gain) => ({ ...run!.points[0]!, batchAccuracy: 0.9 + gain }));
      return { arm, runs: [{ ...run!, points }] };
    });
    assert.match(dropout.conclude(results)[1]!.text, /accuracy at the end by \+3\.00 points \(one seed\)/);
    const lost = dropout.summarize(results).filter(({ unit }) => unit === "points");
    assert.deepEqual(
      lost.map(({ name, perSeed }) => [name, ...perSeed.map((points) => points!.toFixed(2))]),
      results.slice(3).map(({ arm }) => [`lost to running statistics, ${arm.name}`, "3.00"]),
    );
  });

  it("running momentum: by how much the batches' own statistics are better, at looks that there were", () => {
    const results = resultsOf(
      runningMomentum,
      ({ momentum }) => ({ accuracy: 0.5, batchAccuracy: momentum === 0.001 ? 0.9 : 0.5 }),
      1,
      50,
    );
    const conclusions = runningMomentum.conclude(results);
    assert.equal(conclusions.length, 1);
    assert.match(
      conclusions[0]!.text,
      /^After 50 steps .* by \+40\.00 points \(one seed\) with momentum 0\.001, 0\.00 points/,
    );
  });
});

describe("numbers with their spread", () => {
  it("are the median, and the extremes where there are several seeds", () => {
    assert.equal(spreadText([3, 1, 2], String), "2 (1 to 3 over 3 seeds)");
    assert.equal(spreadText([3, 1, 2], String, " times"), "2 times (1 to 3 over 3 seeds)");
    assert.equal(spreadText([3], String), "3 (one seed)");
  });

  it("have a sign unless they round to nothing", () => {
    assert.deepEqual([0.004, -0.004, 0.006, -1].map(signedPoints), [
      "0.00 points",
      "0.00 points",
      "+0.01 points",
      "−1.00 points",
    ]);
  });
});

function firstOf(experiment: Experiment, ends: Ends) {
  return conclusionsOf(experiment, ends)[0]!;
}

function conclusionsOf(experiment: Experiment, ends: Ends, seeds = 2) {
  return experiment.conclude(resultsOf(experiment, ends, seeds));
}

function resultsOf(experiment: Experiment, ends: Ends, seeds: number, step = 1): ArmResult[] {
  return experiment.arms.map((arm) => {
    const runs = Array.from({ length: seeds }, (_, i) => {
      const { accuracy, batchAccuracy = null } = ends(arm.settings, i + 1);
      return { seed: i + 1, points: [{ step, trainLoss: 1, testLoss: 1, accuracy, batchAccuracy, spread: null }] };
    });
    return { arm, runs };
  });
}
