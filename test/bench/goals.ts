import type { Goal } from "./ratios";

/** One line of the table. */
export interface Row {
  readonly title: string;
  readonly case: string;
  /** Which of our runs. */
  readonly ours: string;
  /** Side and run; "" is a speed in GB/s, held against nobody. */
  readonly against: string;
  readonly goal: Goal | null;
}

const FULL = ["profile A", "profile A, ReLU", "profile A, NaN", "profile C", "profile D"];
const FLOAT16 = "profile A, float16";
const BFLOAT16 = "profile A, bfloat16";
const MAPS = "profile B (7x7 maps)";
const FORWARD = ["batch norm eval A", "layer norm C", "RMS norm C", "instance norm A", "group norm A"];
const BACKWARD = ["batch norm backward A", "layer norm backward C"];

const READ = "ours.read";
const NUMPY = "numpy.passes";
const TUNED = "torchTuned.run";

/** The goals of the product, and below them comparisons without one. */
export const ROWS: readonly Row[] = [
  ...rows("mean/var/min/max against one-thread read", "summary", READ, [0.75, 0.9], ["profile A", "profile D"]),
  ...rows("all moments and counts against one-thread read", "moments", READ, [0.6, 0.8], FULL),
  ...rows("full f32 profile against one-thread read", "full", READ, [0.2, 0.33], FULL),
  ...rows("full profile against NumPy's passes, 1 thread", "full", NUMPY, [30, 60], FULL),
  ...rows("full profile against NumPy's passes, 2 threads", "full2", NUMPY, [50, 100], FULL),
  ...rows("float16/bfloat16 exact profile against NumPy", "full", NUMPY, [100, 200], [FLOAT16, BFLOAT16]),
  ...rows("7x7 maps, full profile against NumPy", "full", NUMPY, [20, 50], [MAPS]),
  ...rows("1 GiB cached file to profile, 1 thread, GB/s", "file", "", [4, 6], ["1 GiB file"]),
  ...rows("1 GiB cached file to profile, 2 threads, GB/s", "file2", "", [6, 9], ["1 GiB file"]),
  ...rows("batch norm eval against tuned torch", "run", TUNED, [0.8, 1], ["batch norm eval A"]),
  ...rows("batch norm eval against default torch", "run", "torch.run", [4, 6], ["batch norm eval A"]),
  ...rows("batch norm train against tuned torch", "run", TUNED, [2, 3], ["batch norm train A"]),
  ...rows("backward against tuned torch", "run", TUNED, [0.95, 1.3], BACKWARD),
  ...rows("layer norm against tuned torch", "run", TUNED, [1.2, 1.6], ["layer norm C"]),
  ...rows("RMS norm against tuned torch", "run", TUNED, [1.9, 2.5], ["RMS norm C"]),
  ...rows("instance norm against tuned torch", "run", TUNED, [3, 5], ["instance norm A"]),
  ...rows("group norm against tuned torch", "run", TUNED, [1.2, 1.6], ["group norm A"]),
  ...rows("norm against ONNX Runtime for Node", "run", "ortNode.run", [3, 6], FORWARD),
  ...rows("norm against ONNX Runtime Web", "run", "ortWeb.run", [3, 6], FORWARD),
  ...rows("norm against TensorFlow.js, WASM", "run", "tfjsWasm.run", null, ["batch norm eval A"]),
  ...rows("norm against TensorFlow.js, CPU", "run", "tfjs.run", null, ["batch norm eval A"]),
  ...rows("16-bit profile against NumPy's passes in float32", "full", "numpy.converted", null, [FLOAT16, BFLOAT16]),
  ...rows("16-bit profile against NumPy that counts codes", "full", "numpy.counting", null, [FLOAT16, BFLOAT16]),
  ...rows("full profile against tuned NumPy's passes", "full", "numpyTuned.passes", null, ["profile A", MAPS]),
  ...rows("full profile against tuned torch's passes", "full", "torchTuned.passes", null, [...FULL, MAPS]),
  ...rows("2 threads against 1", "full2", "ours.full", null, FULL),
];

function rows(
  title: string,
  ours: string,
  against: string,
  goal: readonly [number, number] | null,
  cases: readonly string[],
): Row[] {
  return cases.map((name) => ({
    title,
    case: name,
    ours,
    against,
    goal: goal && { floor: goal[0], aim: goal[1] },
  }));
}
