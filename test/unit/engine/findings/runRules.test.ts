import assert from "node:assert/strict";
import { logEndFindings } from "../../../../src/engine/findings/logEnds";
import { RUN_RULES } from "../../../../src/engine/findings/runRules";
import { finishRun } from "../../../../src/engine/run/finishRun";
import type { LayerPart, LoggedLayer } from "../../../../src/engine/run/runRecord";
import { foldOf, layerPart, loggedLayer, normals, passOf } from "../run/samples";

const CHANNELS = 8;

/** How a planted training differs from a healthy one. */
interface Training {
  readonly steps?: number;
  readonly batch?: number;
  /** Values of one example that are alike, as the positions of an image are. */
  readonly positions?: number;
  readonly layer?: Partial<LoggedLayer>;
  /** The mean of a channel's values at a step. */
  readonly mean?: (step: number, channel: number) => number;
  /** Changes a layer's record. */
  readonly change?: (part: LayerPart, step: number, layer: number) => Partial<LayerPart>;
  readonly layers?: number;
  readonly goesOn?: boolean;
}

/** Trains batch norms as PyTorch does and gives what is found, by layer. */
function foundIn(
  training: Training,
): Readonly<Record<string, readonly [code: string, severity: string, message: string][]>> {
  const { steps = 120, batch = 32, positions = 1, mean = () => 1, change = () => ({}), layers = 1 } = training;
  const random = normals(7);
  const listed = Array.from({ length: layers }, (_, i) => loggedLayer({ name: `bn${i}`, ...training.layer }));
  const fold = foldOf(...listed);
  const running = listed.map(() => ({
    mean: new Float64Array(CHANNELS),
    variance: new Float64Array(CHANNELS).fill(1),
  }));
  for (let step = 0; step < steps; step++) {
    const parts = listed.map(({ momentum }, index) => {
      const rows = Array.from({ length: batch }, () =>
        Array.from({ length: CHANNELS }, (_, c) => mean(step, c) + 2 * random()),
      );
      const values = rows.flatMap((row) => Array.from({ length: positions }, () => row.map((x) => x + 0.3 * random())));
      const part = layerPart(values, { index, shape: [batch, CHANNELS, positions], numBatchesTracked: step + 1 });
      const own = running[index]!;
      own.mean = own.mean.map((old, c) => old + momentum! * (part.mean[c]! - old));
      own.variance = own.variance.map((old, c) => old + momentum! * (part.m2[c]! / (part.count - 1) - old));
      const logged = { ...part, runningMean: own.mean, runningVariance: own.variance };
      return { ...logged, ...change(logged, step, index) };
    });
    fold.step(step, [passOf(step, parts)]);
  }
  return Object.fromEntries(
    finishRun(fold, "", { goesOn: training.goesOn ?? false }).map(({ name, findings }) => [
      name,
      findings.map((f) => [f.code, f.severity, f.message] as const),
    ]),
  ) as ReturnType<typeof foundIn>;
}

const zero = () => new Float64Array(CHANNELS);

const CASES: readonly (readonly [
  title: string,
  training: Training,
  found: readonly RegExp[],
  other?: readonly RegExp[],
])[] = [
  ["a healthy run", {}, []],
  ["a healthy run of images, whose positions are alike", { batch: 16, positions: 16 }, []],
  ["a healthy run whose activations drift slowly", { steps: 300, mean: (step) => 0.005 * step }, []],
  ["a healthy run that is short, but long enough", { steps: 45 }, []],
  [
    "a momentum of 0.001 and batches of four",
    { batch: 4, layer: { momentum: 0.001 } },
    [
      /^NRM920 warning The running statistics are not those of the last 50 logged batches in .* 8/,
      /^NRM921 warning .* after 120 batches at momentum 0\.001, 89 % of what it began with is left \(1 % is left after 4,603\)/,
      /^NRM922 warning Batch statistics are made of 4 values a channel\. The variance has an error of 82 % at best/,
    ],
  ],
  [
    "four images of many positions",
    { batch: 4, positions: 16 },
    [
      /^NRM922 warning Batch statistics are made of 4 examples\. Their 64 values a channel are alike: .* of [345]\.\d+ independent/,
    ],
  ],
  ["a run that is short", { steps: 20 }, [/^NRM921 warning The running average lags: after 20 batches/]],
  [
    "a run that has just begun",
    { steps: 20, goesOn: true },
    [/^NRM921 information The running average still lags: after 20/],
  ],
  ["eight examples", { batch: 8 }, []],
  [
    "an average that is slower than the activations",
    { steps: 600, layer: { momentum: 0.01 }, mean: (step) => (step < 400 ? 1 : 21) },
    [/^NRM920 warning .* last 50 logged batches in all 8 channels: their means lie 1\.\d+ running σ away/],
  ],
  [
    "buffers that nobody updates",
    { change: () => ({ runningMean: zero().fill(5), runningVariance: zero().fill(4) }) },
    [/^NRM920 warning .* their means lie 2 running σ away/],
  ],
  [
    "one channel of eight astray in the average",
    { change: (part) => ({ runningMean: part.runningMean!.map((x, c) => (c === 3 ? 9 : x)) }) },
    [/^NRM920 warning .* in channel 3 of 8/],
  ],
  [
    "a NaN at step 50",
    {
      layers: 3,
      change: (part, step, layer) =>
        step < 50 || layer === 0
          ? {}
          : { nan: 2, firstNonFinite: 2 * 8 + 5, n: part.n.map((n, c) => (c === 5 ? n - 2 : n)) },
    },
    [],
    [
      /^NRM923 error The run's first NaN or infinity is in this layer's input at step 50 in channel 5 of 8, index 21\. That batch holds 2 NaN here\. 1 other layer has some in that step or later\.$/,
    ],
  ],
  [
    "infinite gradients",
    { layer: { place: "gradient", tracks: false, method: null }, change: () => ({ positiveInfinity: 3 }) },
    [],
  ],
  ["a batch norm that is frozen as all others are", { layers: 3, change: () => ({ training: false }) }, []],
  [
    "a layer in evaluation mode while its neighbours train",
    { layers: 3, change: (_, __, layer) => (layer === 1 ? { training: false } : {}) },
    [],
    [
      /^NRM924 warning The layer was in evaluation mode while most of its neighbours trained, in 120 of its 120 forward passes/,
    ],
  ],
  [
    "a layer that trains while its neighbours evaluate",
    { layers: 3, change: (_, step, layer) => (layer === 1 || step % 10 > 0 ? {} : { training: false }) },
    [],
    [/^NRM924 warning The layer stayed in training mode while most of its neighbours evaluated, in 12 of its 120/],
  ],
  [
    "modes that switch together",
    { layers: 3, change: (_, step) => (step % 10 > 0 ? {} : { training: false }) },
    [],
    [],
  ],
  [
    "one channel without variance",
    {
      change: (part) => ({
        m2: part.m2.map((x, c) => (c === 2 ? 0 : x)),
        runningVariance: part.runningVariance!.map((x, c) => (c === 2 ? 0 : x)),
      }),
    },
    [/^NRM925 information The running variance is 0 in channel 2 of 8\. Its values/],
  ],
];

describe("findings on a training run", () => {
  for (const [title, training, found, second] of CASES) {
    it(title, () => {
      const all = foundIn(training);
      const expected: Readonly<Record<string, readonly RegExp[]>> = { bn0: found, bn1: second ?? found };
      for (const [layer, findings] of Object.entries(all)) {
        const texts = findings.map((parts) => parts.join(" "));
        const patterns = expected[layer.replace(" (gradient)", "")] ?? [];
        assert.equal(texts.length, patterns.length, texts.join("\n"));
        for (const [i, pattern] of patterns.entries()) assert.match(texts[i]!, pattern);
      }
    });
  }

  it("say nothing of a run that holds one step", () => {
    assert.deepEqual(foundIn({ steps: 1, layer: { momentum: 1 } }).bn0, []);
  });

  it("have codes of their own", () => {
    const codes = RUN_RULES.map(({ code }) => code);
    assert.equal(new Set(codes).size, codes.length);
  });
});

describe("how a run's logs end", () => {
  const whole = { rank: 0, steps: 10, torn: 0, reason: null, exception: null, goesOn: false };
  const cases: readonly (readonly [
    title: string,
    ends: Parameters<typeof logEndFindings>[0],
    worldSize: number,
    found: readonly RegExp[],
  ])[] = [
    ["as they should", [whole, { ...whole, rank: 1 }], 2, []],
    [
      "torn",
      [{ ...whole, torn: 12, reason: "the checksum differs" }],
      1,
      [/^A torn tail of 12 bytes was left out: the checksum differs\.$/],
    ],
    ["with fewer steps on a rank", [whole, { ...whole, rank: 1, steps: 8 }], 2, [/^Ranks have logged 8 to 10 steps/]],
    [
      "torn, with fewer steps on a rank, while they go on",
      [
        { ...whole, torn: 12, reason: "the checksum differs", goesOn: true },
        { ...whole, rank: 1, steps: 8 },
      ],
      2,
      [],
    ],
    ["without some of the ranks", [whole], 4, [/^Logs of 1 of 4 ranks are here/]],
    [
      "with an exception",
      [{ ...whole, exception: "ValueError" }],
      1,
      [/^The run ended with an exception: ValueError\.$/],
    ],
  ];
  for (const [title, ends, worldSize, found] of cases) {
    it(title, () => {
      const messages = logEndFindings(ends, worldSize).map(({ message }) => message);
      assert.equal(messages.length, found.length, messages.join("\n"));
      for (const [i, pattern] of found.entries()) assert.match(messages[i]!, pattern);
    });
  }
});
