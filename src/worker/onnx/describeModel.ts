import type { OnnxDescription } from "../../protocol/onnx";
import { axisName } from "./feeds/axes";
import { withModel } from "./openModel";

/** What a model wants to be fed with. @throws in one line that names the file */
export function describeModel({ path }: { readonly path: string }): Promise<OnnxDescription> {
  return withModel(path, async ({ model }) => ({
    inputs: model.inputs.map((input) => ({
      name: input.name,
      dtype: input.dtype ?? input.type,
      dims: input.dims?.map((size, axis) => (typeof size === "number" ? size : axisName(input, axis)!)) ?? null,
    })),
    norms: model.norms.length,
    tensors: model.values.length,
  }));
}
