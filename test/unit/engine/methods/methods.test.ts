import assert from "node:assert/strict";
import { createNormTwin } from "../../../../src/engine/kernels/normTwin";
import { configure, type Request } from "../../../../src/engine/methods/configure";
import type { Inputs } from "../../../../src/engine/methods/method";
import { METHODS } from "../../../../src/engine/methods/methods";
import { elementCount } from "../../../../src/engine/tensor";
import { uniform } from "./methodCase";

const kernels = createNormTwin();

function inputs(shape: readonly number[], more: Partial<Inputs> = {}): Inputs {
  return { shape, values: uniform(1, elementCount(shape)), weight: null, bias: null, running: null, ...more };
}

function forward(request: Request, given: Inputs) {
  return METHODS[request.method].forward(kernels, configure(request), given);
}

const RUNNING_NAMES = ["running_mean [3]", "running_var [3]", "num_batches_tracked []"];

describe("what methods say of themselves", () => {
  const FACTS: [Request, readonly number[], readonly number[], number, string[], string[]][] = [
    [{ method: "batch" }, [8, 3, 4, 5], [0, 2, 3], 160, ["weight [3]", "bias [3]"], RUNNING_NAMES],
    [{ method: "batch", channelAxis: -1 }, [8, 4, 5, 3], [0, 1, 2], 160, ["weight [3]", "bias [3]"], RUNNING_NAMES],
    [{ method: "instance" }, [8, 3, 4, 5], [2, 3], 20, ["weight [3]", "bias [3]"], RUNNING_NAMES],
    [{ method: "group", numGroups: 2 }, [8, 6, 4, 5], [1, 2, 3], 60, ["weight [6]", "bias [6]"], []],
    [{ method: "layer", normalizedShape: [4, 5] }, [8, 6, 4, 5], [2, 3], 20, ["weight [4,5]", "bias [4,5]"], []],
    [{ method: "rms", normalizedShape: [5] }, [8, 6, 4, 5], [3], 5, ["weight [5]"], []],
  ];
  for (const [request, shape, axes, count, parameters, buffers] of FACTS) {
    it(`${request.method}, (${shape.join(", ")})`, () => {
      const method = METHODS[request.method];
      const configuration = configure(request);
      assert.deepEqual(method.axes(shape, configuration), axes);
      assert.equal(method.count(shape, configuration), count);
      const texts = (states: readonly { name: string; shape: readonly number[] }[]) =>
        states.map((state) => `${state.name} [${state.shape}]`);
      assert.deepEqual(texts(method.parameters(shape, configuration)), parameters);
      assert.deepEqual(texts(method.buffers(shape, configuration)), buffers);
      assert.equal(method.name, request.method);
    });
  }
});

describe("defaults are PyTorch's", () => {
  const tracked = { channelAxis: 1, eps: 1e-5, training: true, momentum: 0.1, convention: "pytorch" };
  it("batch", () => assert.deepEqual(configure({ method: "batch" }), { method: "batch", ...tracked }));
  it("instance", () => assert.deepEqual(configure({ method: "instance" }), { method: "instance", ...tracked }));
  it("momentum null is kept", () =>
    assert.deepEqual(configure({ method: "batch", momentum: null }), { method: "batch", ...tracked, momentum: null }));
  it("Keras's momentum weighs the old average", () => {
    const keras = configure({ method: "batch", convention: "keras" });
    assert.deepEqual(keras, { method: "batch", ...tracked, momentum: 0.9, convention: "keras" });
  });
  it("RMS's eps is that of the machine", () =>
    assert.deepEqual(configure({ method: "rms", normalizedShape: [3] }), {
      method: "rms",
      normalizedShape: [3],
      eps: null,
    }));
});

describe("what normalization refuses", () => {
  const CASES: [Request, Inputs, RegExp][] = [
    [{ method: "batch" }, inputs([4]), /2 axes or more, but shape \(4\) has 1/],
    [{ method: "instance" }, inputs([4, 3]), /more than 1 spatial element .* \(4, 3\) has 1/],
    [{ method: "instance", channelAxis: 0 }, inputs([4, 3]), /axis 0 of shape \(4, 3\) holds the examples/],
    [{ method: "batch", channelAxis: 2 }, inputs([4, 3]), /channel axis 2 does not exist in shape \(4, 3\)/],
    [{ method: "batch" }, inputs([4, 3], { weight: uniform(1, 4) }), /weight must have 3 values .* has 4/],
    [{ method: "batch" }, inputs([4, 3], { bias: uniform(1, 2) }), /bias must have 3 values .* has 2/],
    [{ method: "batch" }, inputs([4, 3], { weight: new Float32Array(3) }), /weight has 32 bits .* has 64/],
    [{ method: "batch" }, inputs([4, 3], { values: uniform(1, 11) }), /holds 12 values, but 11/],
    [{ method: "batch" }, inputs([4, 3], { running: running(2, 3) }), /running mean must have 3 values .* has 2/],
    [{ method: "instance" }, inputs([4, 3, 2], { running: running(3, 4) }), /running variance must have 3 .* has 4/],
    [{ method: "layer", normalizedShape: [3] }, inputs([3, 4]), /\(3, 4\) does not end in .* \(3\)/],
    [{ method: "layer", normalizedShape: [2, 2] }, inputs([2, 2], { weight: uniform(1, 2) }), /must have 4 .* has 2/],
    [{ method: "rms", normalizedShape: [4] }, inputs([3, 4], { bias: uniform(1, 4) }), /no bias, but one of 4/],
  ];
  for (const [request, given, message] of CASES) {
    it(String(message), () => assert.throws(() => forward(request, given), message));
  }

  const REQUESTS: [Request, RegExp][] = [
    [{ method: "batch", eps: -1 }, /eps .* from 0 on, but is -1/],
    [{ method: "batch", eps: Number.NaN }, /eps .* NaN/],
    [{ method: "batch", momentum: 3 }, /momentum must lie between 0 and 1, but is 3/],
    [{ method: "batch", channelAxis: 0.5 }, /channelAxis must be a whole number, but is 0.5/],
    [{ method: "group", numGroups: 0 }, /numGroups .* from 1 on, but is 0/],
    [{ method: "layer", normalizedShape: [] }, /normalizedShape must be one or more sizes/],
  ];
  for (const [request, message] of REQUESTS) {
    it(String(message), () => assert.throws(() => configure(request), message));
  }
});

describe("edges", () => {
  it("an empty batch is counted and moves nothing, as in PyTorch", () => {
    const before = running(3, 3);
    const { output, running: after } = forward({ method: "batch" }, inputs([0, 3], { running: before }));
    assert.equal(output.length, 0);
    assert.deepEqual(after, { ...before, batches: before.batches + 1 });
  });

  it("a row of one value is its bias, without gradient", () => {
    const given = inputs([2, 1], { bias: Float64Array.of(0.25) });
    const request: Request = { method: "layer", normalizedShape: [1] };
    const normalized = forward(request, given);
    assert.deepEqual([...normalized.output], [0.25, 0.25]);
    const gradients = METHODS.layer.backward(kernels, configure(request), given, normalized, Float64Array.of(1, 2));
    assert.deepEqual(gradients.input, new Float64Array(2));
  });

  it("a constant is the bias, however large", () => {
    for (const constant of [3.3, 1e300, Number.MAX_VALUE, -1e8 - 0.1]) {
      const given = inputs([3, 2, 5], { bias: Float64Array.of(0.25, -7) });
      given.values.fill(constant);
      for (const request of [{ method: "batch" }, { method: "group", numGroups: 1 }] satisfies Request[]) {
        const { output } = forward(request, given);
        for (const [i, y] of output.entries()) assert.ok(Math.abs(y - given.bias![Math.floor(i / 5) % 2]!) < 1e-12);
      }
    }
  });

  it("instance normalization keeps no cumulative average", () => {
    const before = running(3, 3);
    const { running: after } = forward({ method: "instance", momentum: null }, inputs([2, 3, 4], { running: before }));
    assert.deepEqual(after, before);
  });

  it("evaluation leaves the running statistics alone", () => {
    const before = running(3, 3);
    const { running: after } = forward({ method: "batch", training: false }, inputs([1, 3], { running: before }));
    assert.equal(after, before);
  });

  it("NaN in one channel leaves every bit of the others, however channels lie", () => {
    for (const [channelAxis, shape] of [
      [1, [4, 3]],
      [1, [4, 3, 5]],
      [2, [4, 5, 3]],
    ] as const) {
      const given = inputs(shape);
      const bad = given.values.map((value, i) =>
        channelOf(shape, channelAxis, i) === 1 && i > 5 ? Number.NaN : value,
      );
      for (const method of ["batch", "instance"] as const) {
        if (method === "instance" && shape.length === 2) continue;
        const clean = forward({ method, channelAxis }, given).output;
        const dirty = forward({ method, channelAxis }, { ...given, values: bad }).output;
        for (const [i, value] of clean.entries())
          if (channelOf(shape, channelAxis, i) !== 1) assert.equal(dirty[i], value);
        assert.ok(dirty.some(Number.isNaN));
      }
    }
  });
});

function channelOf(shape: readonly number[], axis: number, place: number): number {
  return Math.floor(place / elementCount(shape.slice(axis + 1))) % shape[axis]!;
}

function running(means: number, variances: number) {
  return { mean: uniform(7, means), variance: uniform(8, variances).map((u) => 1 + u / 2), batches: 2 };
}
