import { EPS, type Op, type Task } from "../protocol";
import type { Prepared } from "../serve";
import { type OnnxModel, onnxModel } from "./onnxModel";
import { parametersOf, valuesOf } from "./tensors";

/** What is used of either of ONNX Runtime's packages. */
export interface Ort {
  readonly Tensor: new (type: "float32", values: Float32Array, shape: readonly number[]) => object;
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<{ run(feeds: object): Promise<unknown>; release(): unknown }>;
  };
  readonly env: { readonly wasm: { numThreads?: number } };
}

/** One session of one operator, in one thread, through its public interface. */
export async function prepareOrt(ort: Ort, options: object, task: Task): Promise<Prepared> {
  const model = modelOf(task);
  if (!model) return { runs: {} };
  const session = await ort.InferenceSession.create(onnxModel(model), {
    ...options,
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const feeds = { x: new ort.Tensor("float32", valuesOf(task), task.shape) };
  return { runs: { run: () => session.run(feeds) }, drop: () => session.release() };
}

function modelOf(task: Task): OnnxModel | null {
  const { weight, bias, mean, variance } = parametersOf(task);
  const rows = { opset: 17, vectors: [weight, bias], ints: { axis: -1 } };
  const models: Partial<Record<Op, Pick<OnnxModel, "op" | "opset" | "vectors" | "ints">>> = {
    batchNormEval: { op: "BatchNormalization", opset: 15, vectors: [weight, bias, mean, variance], ints: {} },
    layerNorm: { op: "LayerNormalization", ...rows },
    rmsNorm: { op: "RMSNormalization", ...rows, opset: 23, vectors: [weight] },
    instanceNorm: { op: "InstanceNormalization", ...rows, ints: {} },
    groupNorm: { op: "GroupNormalization", ...rows, opset: 21, ints: { num_groups: task.groups } },
  };
  const model = models[task.op];
  return model ? { ...model, shape: task.shape, floats: { epsilon: EPS } } : null;
}
