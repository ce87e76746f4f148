import assert from "node:assert/strict";
import type { NormKernels } from "../../../../src/engine/kernels/normKernels";
import { METHODS } from "../../../../src/engine/methods/methods";
import { caseInputs, decodeNumbers, type Expected, type Golden, type Refused, readCases } from "./methodCase";

/**
 * Relative to the largest number of the array. float32 stores cost 6e-8, the kernels' sums may cost 1e-7. In float64
 * a store costs 1e-16; the rest of the room is for other orders of summation, PyTorch's own among them, and for
 * gradients that are differences of much larger numbers.
 */
const TOLERANCES = { float32: 1e-6, float64: 1e-12 };

/** Holds kernels to what PyTorch computes in every configuration, and to what it refuses. */
export function methodGoldens(describeName: string, createKernels: () => NormKernels): void {
  describe(`${describeName}: PyTorch's normalization`, () => {
    for (const file of Object.keys(METHODS)) {
      for (const golden of readCases<Golden>(file)) it(golden.name, () => checkGolden(createKernels(), golden));
    }
    for (const refused of readCases<Refused>("refused")) {
      it(`refuses ${refused.name}`, () => checkRefused(createKernels(), refused));
    }
  });
}

function checkGolden(kernels: NormKernels, golden: Golden): void {
  const { configuration, expected } = golden;
  const method = METHODS[configuration.method];
  const { gradOutput, ...inputs } = caseInputs(kernels, golden);
  const before = inputs.values.slice();
  const normalized = method.forward(kernels, configuration, inputs);
  const gradients = method.backward(kernels, configuration, inputs, normalized, gradOutput);
  const actual: Record<Expected, ArrayLike<number> | undefined> = {
    output: normalized.output,
    gradInput: gradients.input,
    gradWeight: gradients.weight,
    gradBias: gradients.bias,
    runningMean: normalized.running?.mean,
    runningVariance: normalized.running?.variance,
  };
  for (const [name, numbers] of Object.entries(actual)) {
    const base64 = expected[name as Expected];
    if (base64 === undefined) continue;
    assert.ok(numbers, `no ${name}`);
    checkClose(name, numbers, decodeNumbers(base64), TOLERANCES[golden.dtype]);
  }
  assert.equal(normalized.running?.batches, expected.batches);
  assert.deepEqual(inputs.values, before);
}

/** NaN where it belongs and nowhere else, and all others within the tolerance. */
export function checkClose(name: string, actual: ArrayLike<number>, expected: Float64Array, tolerance: number): void {
  assert.equal(actual.length, expected.length, `length of ${name}`);
  const scale = expected.reduce((max, value) => (Number.isNaN(value) ? max : Math.max(max, Math.abs(value))), 0);
  for (const [i, value] of expected.entries()) {
    if (Object.is(actual[i], value) || Math.abs(actual[i]! - value) <= tolerance * scale) continue;
    const error = Math.abs(actual[i]! - value) / scale;
    assert.fail(`${name}[${i}] is ${actual[i]}, expected ${value}: off by ${error.toExponential(1)} of the largest`);
  }
}

function checkRefused(kernels: NormKernels, refused: Refused): void {
  const { gradOutput: _, ...inputs } = caseInputs(kernels, refused);
  const method = METHODS[refused.configuration.method];
  assert.throws(
    () => method.forward(kernels, refused.configuration, inputs),
    ({ message }: Error) => refused.mentions.every((text) => message.includes(text)) && !message.includes("\n"),
  );
}
