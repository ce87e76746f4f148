import { readFileSync } from "node:fs";
import { createKernelMemory } from "../../../src/engine/kernels/kernelMemory";
import { createNormWasm } from "../../../src/engine/kernels/normWasm";
import type { Configuration, Inputs } from "../../../src/engine/methods/method";
import { METHODS } from "../../../src/engine/methods/methods";
import { elementCount } from "../../../src/engine/tensor";
import { EPS, type Op, type Task } from "../protocol";
import type { Prepared } from "../serve";
import { recycle } from "./recycle";
import { fillTiled } from "./tiled";

const TRACKED = { channelAxis: 1, eps: EPS, momentum: 0.1, convention: "pytorch" } as const;

/** How the product is asked for an operation. */
function configurationOf({ op, groups, layout }: Task): Configuration {
  const normalizedShape = [layout.channels];
  const configurations: Partial<Record<Op, Configuration>> = {
    batchNormEval: { method: "batch", training: false, ...TRACKED },
    batchNormTrain: { method: "batch", training: true, ...TRACKED },
    batchNormBackward: { method: "batch", training: true, ...TRACKED },
    layerNorm: { method: "layer", normalizedShape, eps: EPS },
    layerNormBackward: { method: "layer", normalizedShape, eps: EPS },
    rmsNorm: { method: "rms", normalizedShape, eps: EPS },
    instanceNorm: { method: "instance", training: true, ...TRACKED },
    groupNorm: { method: "group", channelAxis: 1, numGroups: groups, eps: EPS },
  };
  return configurations[op]!;
}

/** Input, output, and a gradient; beside them what is kept of every row. */
const TENSORS = 3;
const SPARE = 2 ** 24;

/** A method of the product, and reading as many bytes as its input has. */
export function prepareNorm(task: Task): Prepared {
  const { op, shape, values } = task;
  const length = elementCount(shape);
  const own = createNormWasm(4 * TENSORS * length + SPARE);
  const tensor = own.float32(length);
  fillTiled(new Uint8Array(tensor.buffer, tensor.byteOffset, tensor.byteLength), readFileSync(values), 4);
  const inputs = { ...inputsOf(task, own.float32), values: tensor };
  const configuration = configurationOf(task);
  const method = METHODS[configuration.method];
  const { kernels, rewind } = recycle(own);
  let run = () => method.forward(kernels, configuration, inputs) as unknown;
  if (op.endsWith("Backward")) {
    const normalized = method.forward(own, configuration, inputs);
    run = () => method.backward(kernels, configuration, inputs, normalized, normalized.output);
  }
  const rewound = () => {
    rewind();
    return run();
  };
  return { runs: { run: rewound, read: reader(4 * length) } };
}

/** Parameters, one a channel and not all alike; running statistics where the operation has them. */
function inputsOf({ op, shape, layout: { channels } }: Task, float32: (length: number) => Float32Array) {
  const filled = (valueAt: (c: number) => number) => {
    const array = float32(channels);
    for (let c = 0; c < channels; c++) array[c] = valueAt(c);
    return array;
  };
  const running = { mean: new Float64Array(channels), variance: new Float64Array(channels).fill(1), batches: 1 };
  return {
    shape,
    weight: filled((c) => 1 + (c % 8) / 8),
    bias: op === "rmsNorm" ? null : filled((c) => (c % 5) / 5),
    running: op.startsWith("batchNorm") ? running : null,
  } satisfies Omit<Inputs, "values">;
}

function reader(bytes: number): () => number {
  const memory = createKernelMemory<{ readAll(from: number, bytes: number): number }>();
  const { data } = memory.layOut({ data: bytes });
  // Pages that nobody has written to would all be the same one, and in the cache.
  new Uint8Array(memory.buffer, data, bytes).fill(1);
  return () => memory.exports.readAll(data, bytes);
}
