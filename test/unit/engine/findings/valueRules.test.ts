import assert from "node:assert/strict";
import { finishRun } from "../../../../src/engine/run/finishRun";
import type { LoggedLayer } from "../../../../src/engine/run/runRecord";
import { logged } from "../overTime/samples";
import { foldOf, layerPart, loggedLayer, normals, passOf } from "../run/samples";

/** What a layer's tensor holds: the value of a channel at a step, made of a normal random number. */
interface Planted {
  readonly layer?: Partial<LoggedLayer>;
  readonly value: (random: number, channel: number, step: number) => number;
}

interface Training {
  readonly layers: readonly Planted[];
  readonly steps?: number;
  readonly channels?: number;
  readonly training?: boolean;
}

const BATCH = 32;
const PLAIN: Partial<LoggedLayer> = { method: null, tracks: false, momentum: null, place: "output" };

/** The findings of all layers as text, by layer. */
function foundIn({ layers, steps = 60, channels = 16, training = true }: Training): Record<string, string[]> {
  const random = normals(11);
  const fold = foldOf(
    ...layers.map(({ layer }, i) => loggedLayer({ ...PLAIN, name: `l${i}`, type: "Linear", ...layer })),
  );
  for (let step = 0; step < steps; step++) {
    const parts = layers.map(({ value }, index) => {
      const rows = Array.from({ length: BATCH }, () =>
        Array.from({ length: channels }, (_, c) => value(random(), c, step)),
      );
      return layerPart(rows, { index, training, buckets: logged(rows.flat()) });
    });
    fold.step(step, [passOf(step, parts)]);
  }
  return Object.fromEntries(
    finishRun(fold, "").map(({ name, findings }) => [
      name.replace(/ \(.*\)/, ""),
      findings.map(({ code, severity, message }) => `${code} ${severity} ${message}`),
    ]),
  );
}

const scaled = (sigma: number, layer: Partial<LoggedLayer> = {}): Planted => ({ layer, value: (x) => sigma * x });
const of = (type: string, value: Planted["value"], layer: Partial<LoggedLayer> = {}): Planted => ({
  layer: { type, ...layer },
  value,
});
/** What is judged, before a last layer that is well. */
const before = (planted: Planted): Planted[] => [planted, scaled(1)];
const relu = (x: number) => Math.max(0, x);

const SILENT: readonly (readonly [title: string, training: Training])[] = [
  ["layers of one scale", { layers: [1, 1.2, 0.8, 1.1, 0.9, 1].map((sigma) => scaled(sigma)) }],
  [
    "a residual sum that grows by √2 a block",
    { layers: [1, 1.4, 2, 2.8, 4, 5.6, 8, 11, 16, 22, 31, 44].map((s) => scaled(s)) },
  ],
  ["few layers that shrink by a half each", { layers: [1, 0.5, 0.25, 0.12].map((sigma) => scaled(sigma)) }],
  ["one layer of a thousandth among others", { layers: [1, 0.001, 1, 1, 1].map((sigma) => scaled(sigma)) }],
  [
    "gradients that vanish towards the first layer",
    { layers: [1e-6, 1e-4, 1e-2, 1].map((sigma) => scaled(sigma, { place: "gradient" })) },
  ],
  [
    "layers of different classes",
    { layers: [1, 1e-2, 1e-4, 1e-6].map((sigma, i) => scaled(sigma, { type: `Kind${i}` })) },
  ],
  ["a ReLU with three dead channels of sixteen", { layers: before(of("ReLU", (x, c) => (c < 3 ? 0 : relu(x)))) }],
  [
    "channels that are active in one step of twenty",
    { layers: before(of("ReLU", (x, _, step) => (step % 20 ? 0 : relu(x)))) },
  ],
  ["dead channels in a run of nine steps", { layers: before(of("ReLU", () => 0)), steps: 9 }],
  ["constants that are watched in evaluation mode", { layers: before(of("ReLU", () => 0)), training: false }],
  ["a tanh of which some is saturated", { layers: before(of("Tanh", (x) => Math.tanh(2 * x))) }],
  [
    "a saturated sigmoid that is the last layer",
    { layers: [scaled(1), of("Sigmoid", (x) => 1 / (1 + Math.exp(-100 * x)))] },
  ],
  ["zeros of a ReLU6", { layers: before(of("ReLU6", (x) => Math.min(6, relu(x - 1.5)))) }],
  ["a hardtanh whose limits are wider", { layers: before(of("Hardtanh", (x) => Math.max(-4, Math.min(4, 5 * x)))) }],
  [
    "what enters a hardtanh, whose limits are not known",
    { layers: before(of("Hardtanh", (x) => 9 * x, { place: "input" })) },
  ],
  ["large values of a class that only sounds like a function", { layers: before(of("TanhShrink", (x) => 100 * x)) }],
  ["channels of different scales", { layers: before(of("Linear", (x, c) => x * (1 + c))) }],
  [
    "a channel far out before a batch norm, which scales it by itself",
    { layers: before(of("BatchNorm1d", (x, c) => (c === 3 ? 1000 : 1) * x, { method: "batch", place: "input" })) },
  ],
  ["a channel far out of fifteen", { layers: before(of("Linear", (x, c) => (c === 3 ? 1000 : 1) * x)), channels: 15 }],
  ["channels of which many are wide", { layers: before(of("Linear", (x, c) => (c < 4 ? 1000 : 1) * x)) }],
  ["drift that comes to rest", { layers: [{ value: (x, _, step) => x + 5 * (1 - Math.exp(-step / 20)) }], steps: 200 }],
  ["slow drift", { layers: [{ value: (x, _, step) => x + step / 400 }], steps: 200 }],
  [
    "batches that differ from each other",
    { layers: [{ value: (x, _, step) => x + 3 * Math.sin(step * step) }], steps: 200 },
  ],
  ["drift in a short run", { layers: [{ value: (x, _, step) => x + step }], steps: 20 }],
];

const FOUND: readonly (readonly [title: string, training: Training, layer: string, finding: RegExp])[] = [
  [
    "a variance that collapses",
    { layers: [1, 0.9, 0.05, 0.004, 3e-4, 2e-5, 2e-5].map((sigma) => scaled(sigma)) },
    "l5",
    /^NRM927 warning The variance collapses with depth: over 5 Linear layers, from l1 \(output\) to here, the standard deviation goes from 0\.88\d* to 1\.9\d*×10⁻⁵, 0\.068\d× a layer\.$/,
  ],
  [
    "a variance that explodes, whatever biases make of the whole",
    { layers: [1, 11, 120, 1400].map((sigma) => ({ value: (x, c) => sigma * x + 5e4 * c })) },
    "l3",
    /^NRM927 warning The variance explodes with depth: over 4 Linear layers, from l0 \(output\) to here, .* from 0\.97\d to 1,\d+, 11\.\d× a layer\.$/,
  ],
  [
    "dead channels of a ReLU",
    { layers: before(of("ReLU", (x, c) => (c < 9 ? 0 : relu(x)))) },
    "l0",
    /^NRM928 warning Channels of this layer's output are dead: 9 of 16 channels \(56 %, such as 0, 1, 2, 3, 4\)\. Their values are 0 in all of the last 35 logged steps\.$/,
  ],
  [
    "channels that are constant inside each step",
    { layers: before(of("Linear", (x, c, step) => (c >= 12 ? 0.1 + step / 100 : x))) },
    "l0",
    /^NRM928 information .* are dead: channels 12, 13, 14 and 15 of 16\. Their values do not differ from one example to another/,
  ],
  [
    "dead channels once, of the first of two layers",
    { layers: [of("ReLU", () => 0), of("Linear", (_, c) => c), scaled(1)] },
    "l0",
    /^NRM928 warning .* all 16 channels/,
  ],
  [
    "channels that die in the second layer",
    {
      layers: [
        of("ReLU", (x, c) => (c < 1 ? 0 : relu(x))),
        of("Linear", (x, c) => (c < 1 ? c : x)),
        ...before(of("ReLU", (x, c) => (c < 4 ? 0 : relu(x)))),
      ],
    },
    "l2",
    /^NRM928 information .* channels 0, 1, 2 and 3 of 16/,
  ],
  [
    "a saturated tanh",
    { layers: before(of("Tanh", (x) => Math.tanh(50 * x))) },
    "l0",
    /^NRM929 warning This Tanh is saturated: 9\d % of its output in the last logged step lies where it hardly changes/,
  ],
  [
    "what enters a sigmoid",
    { layers: before(of("Sigmoid", (x) => 10 * x, { place: "input" })) },
    "l0",
    /^NRM929 information This Sigmoid is saturated: 6\d % of its input/,
  ],
  [
    "a hard sigmoid on its limits",
    { layers: before(of("Hardsigmoid", (x) => (x < 0 ? 0 : 1))) },
    "l0",
    /^NRM929 warning .* 100 % of its output/,
  ],
  [
    "a hardtanh on its limits",
    { layers: before(of("Hardtanh", (x) => (x < 0 ? -1 : 1))) },
    "l0",
    /^NRM929 warning .* 100 %/,
  ],
  ["a ReLU6 at 6", { layers: before(of("ReLU6", (x) => Math.min(6, 8 + x))) }, "l0", /^NRM929 warning .* 9[78] %/],
  [
    "a channel that is far wider than the others, before a layer norm",
    { layers: before(of("LayerNorm", (x, c) => (c === 3 ? 1000 : 1) * x, { method: "layer", place: "input" })) },
    "l0",
    /^NRM930 information A few channels dwarf the others: channel 3 of 16\. Channel 3 has mean −?\d.* and standard deviation (9\d\d|1,0\d\d) in the last 35 logged steps/,
  ],
  [
    "a channel that lies far from the others",
    { layers: before(of("Linear", (x, c) => (c === 5 ? 300 : 0) + x)) },
    "l0",
    /^NRM930 information .* channel 5 of 16\. Channel 5 has mean 300 and/,
  ],
  [
    "values that move on until the end",
    { layers: [{ value: (x, _, step) => x + step / 20 }], steps: 200 },
    "l0",
    /^NRM931 information The distribution still drifts: from steps 150 to 174 to those from 176 on, values have moved by 1\.\d+ standard deviations on average, 1\d\.\d+ times/,
  ],
];

describe("findings on a run's values", () => {
  for (const [title, training] of SILENT)
    it(`say nothing of ${title}`, () => {
      for (const found of Object.values(foundIn(training))) assert.deepEqual(found, []);
    });
  for (const [title, training, layer, finding] of FOUND)
    it(`name ${title}`, () => {
      const { [layer]: found = [], ...others } = foundIn(training);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0]!, finding);
      for (const [name, more] of Object.entries(others)) assert.deepEqual(more, [], name);
    });
});
