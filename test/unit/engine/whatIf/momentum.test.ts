import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { LoggedRunning, Running } from "../../../../src/engine/report";
import type { MomentumExploration } from "../../../../src/engine/whatIf/exploration";
import { exploreMomentum, momentumOutcome, warmUp } from "../../../../src/engine/whatIf/momentum";
import { isWithin, normalValues } from "./samples";

describe("what another momentum does to running averages", () => {
  const golden: Golden = JSON.parse(readFileSync("test/fixtures/whatIf/momentum.json", "utf8"));
  for (const expected of golden.outcomes) {
    it(`is that of torch's buffers with momentum ${expected.momentum ?? "none (cumulative)"}`, () => {
      const found = outcome(exploreMomentum(runningOf(golden)), expected.momentum);
      for (const key of ["noise", "lag", "meanGap", "varianceGap"] as const)
        near(found[key], expected[key], 1e-10, key);
      near(found.error, Math.hypot(expected.noise, expected.lag), 1e-10, "error");
    });
  }

  it("keeps m / (2 - m) of the batches' variance, and of stationary batches has no lag", () => {
    const [steps, channels, m] = [4000, 8, 64];
    const exploration = exploreMomentum(stationary(steps, channels, m));
    for (const momentum of [0.05, 0.1, 0.5]) {
      const { noise, lag, scatterKept } = outcome(exploration, momentum);
      near(scatterKept ** 2, momentum / (2 - momentum), 1e-12, "scatter kept");
      // 1/m of the mean, and 2/(m - 1) of the variance, of which the output has a quarter.
      const scatter = 1 / m + 1 / (2 * (m - 1));
      isWithin(noise ** 2 / scatter / (momentum / (2 - momentum)), 1, Math.sqrt(6 / (steps * channels)), "noise²");
      // What the squared distances of two series scatter by.
      assert.ok(lag ** 2 < 4 * scatter * Math.sqrt(8 / (steps * channels)), `${lag}`);
    }
  });

  it("recommends the average over all batches where these are stationary, and the run's own where it is as good", () => {
    const exploration = exploreMomentum(stationary(400, 4, 64));
    assert.ok(exploration.recommended.momentum === null || exploration.recommended.momentum <= 0.03);
    assert.match(exploration.advice, /^(The cumulative average|Momentum 0\.0\d+) would keep the averages within /);
    assert.match(exploration.advice, /momentum 0\.1, which the run used, is 0\.0\d+ σ away/);
    const own = exploreMomentum({ ...stationary(400, 4, 64), momentum: exploration.recommended.momentum });
    assert.match(own.advice, /, which the run used, is as good as any: /);
  });

  it("judges every so many-th channel where there are more statistics than it is to judge, and says so", () => {
    const whole = stationary(40, 8, 64);
    const { channels, caveats } = exploreMomentum(whole, undefined, 40 * 3);
    assert.deepEqual(channels, { judged: 3, left: 0, skipped: 5 });
    assert.ok(caveats.includes("Of 8 channels 3 were judged, at even distances."));
    const every = (steps: readonly Float64Array[]) => steps.map((step) => step.filter((_, c) => c % 3 === 0));
    const alone = { ...whole, batchMean: every(whole.batchMean), batchVariance: every(whole.batchVariance) };
    assert.deepEqual(momentumOutcome(whole, 0.2, 40 * 3), momentumOutcome(alone, 0.2));
  });

  it("lags 1 / m steps behind the next batch of a ramp", () => {
    const slope = 0.01;
    const ramp = series(2000, (step) => [slope * step, 1]);
    const exploration = exploreMomentum(ramp);
    for (const momentum of [0.02, 0.1, 0.5]) {
      near(outcome(exploration, momentum).lag, slope / momentum, 1e-6, `${momentum}`);
      near(outcome(exploration, momentum).noise, 0, 1e-6, "noise");
    }
    assert.equal(exploration.recommended.momentum, 1);
  });

  it("counts half of a variance's error, as the output does", () => {
    const ramp = series(2000, (step) => [0, 1 + step / 1e6]);
    const { lag } = outcome(exploreMomentum(ramp), 0.1);
    near(lag, 1e-6 / 0.1 / 2, 2e-8, "lag");
  });

  it("weighs a logged step as the batches that it stands for", () => {
    const every = series(3000, (step) => [step / 1000, 1]);
    const kept = every.steps.flatMap((_, i) => (i % 10 === 0 ? [i] : []));
    const pick = <T>(all: readonly T[]) => kept.map((i) => all[i]!);
    const logged: LoggedRunning = {
      steps: 3000,
      every: 10,
      updates: 3000,
      training: kept.map(() => true),
      evaluations: [],
    };
    const thinned: Running = {
      ...every,
      logged,
      steps: pick(every.steps),
      count: pick(every.count),
      batchMean: pick(every.batchMean),
      batchVariance: pick(every.batchVariance),
    };
    const [full, some] = [exploreMomentum(every), exploreMomentum(thinned)];
    near(some.every, 10, 1e-12, "every");
    // The next known batch is ten steps off instead of one, and each stands for the nine before it.
    for (const momentum of [0.005, 0.01]) {
      const ratio = outcome(some, momentum).lag / outcome(full, momentum).lag;
      assert.ok(ratio > 0.98 && ratio < 1.1, `${ratio}`);
      near(outcome(some, momentum).scatterKept, outcome(full, momentum).scatterKept, 1e-6, "scatter kept");
    }
    assert.ok(some.caveats.some((caveat) => caveat.startsWith("One step in about 10 is known")));
  });

  it("leaves out batches of evaluation", () => {
    const running = runningOf(golden);
    const training = running.steps.map((_, i) => i % 3 !== 0);
    const logged = { steps: 90, every: 1, updates: null, training, evaluations: [] };
    assert.equal(exploreMomentum({ ...running, ...padded(running), logged }).steps, 60);
  });

  it("has Keras's momentum turned into PyTorch's, and its variance biased", () => {
    const few: Running = { ...series(100, () => [0, 2]), count: Array(100).fill(2), momentum: 0.99 };
    const keras = exploreMomentum({ ...few, convention: "keras" });
    assert.equal(keras.own.momentum, 0.01);
    near(outcome(keras, 1).varianceGap, 1, 1e-12, "gap");
    // Unbiased of two values is twice as much: the initial variance 1 is another share of it.
    near(outcome(keras, 0.01).varianceGap, 0.99 ** 100 * 0.5 + 1 - 0.99 ** 100, 1e-12, "keras");
    const torch = exploreMomentum({ ...few, momentum: 0.01 });
    near(outcome(torch, 0.01).varianceGap, 0.99 ** 100 * 0.25 + 1 - 0.99 ** 100, 1e-12, "torch");
  });

  it("says that a run which is too short still has some of the initial values in its lag", () => {
    const { own, caveats } = exploreMomentum(stationary(20, 4, 64));
    assert.ok(
      caveats.some((caveat) => /^Averages begin at mean 0 and variance 1 here, .* A run that was resumed/.test(caveat)),
    );
    near(own.initialShare, 0.9 ** 20, 1e-12, "share");
    assert.ok(
      caveats.some((caveat) => caveat.startsWith("The run ends at 12 % of the initial value with its momentum 0.1")),
    );
  });

  it("tries a momentum that is asked for", () => {
    assert.equal(outcome(exploreMomentum(runningOf(golden), 0.07), 0.07).warmUp, 64);
  });

  const warm: readonly [number | null, number][] = [
    [0.1, 44],
    [0.01, 459],
    [0.9, 2],
    [0.99, 1],
    [1, 1],
    [null, 1],
    [0, Number.POSITIVE_INFINITY],
  ];
  for (const [momentum, batches] of warm) {
    it(`is warm after ${batches} batches of momentum ${momentum ?? "none"}`, () =>
      assert.equal(warmUp(momentum), batches));
  }

  it("is the same whatever the order of channels", () =>
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }), (order) => {
        const running = runningOf(golden);
        const permute = (all: readonly Float64Array[]) => all.map((step) => Float64Array.from(order, (c) => step[c]!));
        const { batchMean, batchVariance } = running;
        const other = { ...running, batchMean: permute(batchMean), batchVariance: permute(batchVariance) };
        for (const { momentum, error } of exploreMomentum(running).outcomes) {
          near(outcome(exploreMomentum(other), momentum).error, error, 1e-12, `${momentum}`);
        }
      }),
      { numRuns: 10 },
    ));

  it("is the same for values that are shifted and scaled, once nothing is left of the initial ones", () =>
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (shift, scale) => {
          const running = runningOf(golden);
          const moved = {
            ...running,
            batchMean: running.batchMean.map((step) => step.map((x) => shift + scale * x)),
            batchVariance: running.batchVariance.map((step) => step.map((x) => scale ** 2 * x)),
          };
          for (const momentum of [1, null]) {
            const [before, after] = [running, moved].map((one) => outcome(exploreMomentum(one), momentum));
            near(after!.error, before!.error, 1e-6, `${momentum}`);
            near(after!.varianceGap, before!.varianceGap, 1e-9, `${momentum}`);
          }
        },
      ),
      { numRuns: 20 },
    ));

  it("leaves out channels of which a batch is constant or not finite", () => {
    const running = runningOf(golden);
    running.batchMean[5]![0] = Number.NaN;
    running.batchVariance[7]![2] = 0;
    const { channels, caveats } = exploreMomentum(running);
    assert.deepEqual(channels, { judged: 1, left: 2, skipped: 0 });
    assert.ok(caveats.some((caveat) => /^Channels left out, .*: 2\.$/.test(caveat)));
  });

  it("refuses runs of too few steps, and such of which no channel can be judged", () => {
    assert.throws(() => exploreMomentum(series(7, () => [0, 1])), {
      message: "7 training steps are known, but 8 are needed to tell noise from trend",
    });
    assert.throws(() => exploreMomentum(series(20, () => [0, 0])), {
      message: "no channel's batches are all finite and varying",
    });
  });
});

function outcome({ outcomes }: MomentumExploration, momentum: number | null) {
  return outcomes.find((one) => one.momentum === momentum)!;
}

function runningOf({
  count,
  batchMean,
  batchVariance,
}: Pick<Golden, "count" | "batchMean" | "batchVariance">): Running {
  return {
    momentum: 0.1,
    convention: "pytorch",
    logged: null,
    steps: count.map((_, i) => i + 1),
    count,
    batchMean: batchMean.map((step) => Float64Array.from(step)),
    batchVariance: batchVariance.map((step) => Float64Array.from(step)),
    runningMean: [],
    runningVariance: [],
  };
}

/** Of one channel, by the mean and the biased variance of each step; batches are so large that these are exact. */
function series(steps: number, of: (step: number) => readonly [mean: number, variance: number]): Running {
  const all = Array.from({ length: steps }, (_, step) => of(step));
  return runningOf({
    count: all.map(() => 1e12),
    batchMean: all.map(([mean]) => [mean]),
    batchVariance: all.map(([, variance]) => [variance]),
  });
}

/** Statistics of batches of m normal values each. */
function stationary(steps: number, channels: number, m: number): Running {
  const values = normalValues(steps * channels * m, 1);
  const batch = (step: number) =>
    Array.from({ length: channels }, (_, c) => {
      const own = values.subarray((step * channels + c) * m, (step * channels + c + 1) * m);
      const mean = own.reduce((sum, x) => sum + x, 0) / m;
      return { mean, variance: own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / m };
    });
  const all = Array.from({ length: steps }, (_, step) => batch(step));
  return runningOf({
    count: all.map(() => m),
    batchMean: all.map((step) => step.map(({ mean }) => mean)),
    batchVariance: all.map((step) => step.map(({ variance }) => variance)),
  });
}

/** A log has the framework's own averages at every step. */
function padded({ batchMean, batchVariance }: Running): Pick<Running, "runningMean" | "runningVariance"> {
  return { runningMean: batchMean, runningVariance: batchVariance };
}

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`);
}

interface Golden {
  readonly count: readonly number[];
  readonly batchMean: readonly (readonly number[])[];
  readonly batchVariance: readonly (readonly number[])[];
  readonly outcomes: readonly {
    readonly momentum: number | null;
    readonly noise: number;
    readonly lag: number;
    readonly meanGap: number;
    readonly varianceGap: number;
  }[];
}
