import { EPS, type Task } from "../protocol";
import { type Prepared, serve } from "../serve";
import { parametersOf, peer, valuesOf } from "./tensors";

interface Tensor {
  dispose(): void;
}

/** What is used of TensorFlow.js. */
interface Tfjs {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  getBackend(): string;
  env(): { set(flag: string, value: boolean): void };
  tensor(values: Float32Array, shape: readonly number[]): Tensor;
  batchNorm(x: Tensor, mean: Tensor, variance: Tensor, offset: Tensor, scale: Tensor, epsilon: number): Tensor;
}

const backend = process.argv[2]!;
const { module: tf, version } = peer<Tfjs>("@tensorflow/tfjs");
if (backend === "wasm") {
  peer("@tensorflow/tfjs-backend-wasm");
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
}

function prepare(task: Task): Prepared {
  if (task.op !== "batchNormEval") return { runs: {} };
  // TensorFlow.js has channels along the last axis: the same values, laid out its way.
  const [n, c, ...rest] = task.shape;
  const x = tf.tensor(valuesOf(task), [n!, ...rest, c!]);
  const { weight, bias, mean, variance } = parametersOf(task);
  const [m, v, offset, scale] = [mean, variance, bias, weight].map((vector) => tf.tensor(vector, [vector.length])) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  return {
    runs: { run: () => tf.batchNorm(x, m, v, offset, scale, EPS).dispose() },
    drop: () => [x, m, v, offset, scale].map((tensor) => tensor.dispose()),
  };
}

async function main(): Promise<void> {
  await tf.setBackend(backend);
  await tf.ready();
  await serve({ about: `TensorFlow.js ${version}, ${tf.getBackend()} backend, 1 thread` }, prepare);
}

void main();
