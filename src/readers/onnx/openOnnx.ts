import { decoderOf } from "../../engine/decode";
import { DTYPE_BYTES, elementCount, type Tensor } from "../../engine/tensor";
import type { ByteSource } from "../byteSource";
import type { ClosedTensor, FileContents } from "../fileContents";
import { storedTensors } from "../storedTensors";
import { createUniqueNames } from "../uniqueNames";
import { dataType } from "./dataTypes";
import { declaredNorms } from "./declaredNorms";
import { createExternalData, type OpenSibling } from "./externalData";
import { findTensor } from "./findTensor";
import type { GraphTensor, OnnxGraph } from "./graph";
import { graphScopes, type Parameter } from "./graphScope";
import { readModel } from "./readModel";

const MOST_VALUES_READ = 16;

/**
 * Opens an .onnx file: initializers and the tensors of Constant nodes (of subgraphs and functions too, but without
 * single numbers and lists of INT64, which are shapes and axes) in the order of the file, complex ones as `<name>.real`
 * and `<name>.imag`; and the normalization layers of its graph. Values in other files are found by `openSibling`.
 * Throws, naming `label`, as `readModel`, `findTensor` and `createExternalData` do.
 */
export async function openOnnx(
  source: ByteSource,
  label: string,
  openSibling: OpenSibling | undefined,
): Promise<FileContents> {
  const model = await readModel(source, label);
  const findExternal = createExternalData(openSibling);
  const unique = createUniqueNames();
  const tensors: Tensor[] = [];
  const closed: ClosedTensor[] = [];
  const parameters = new Map<OnnxGraph, Map<string, Parameter>>(model.graphs.map((graph) => [graph, new Map()]));
  for (const found of model.tensors) {
    const values = await findTensor(found, source, label, findExternal);
    const read = "stored" in values ? storedTensors(values.stored) : [];
    const isListed = !isPartOfOperator(found);
    const named = isListed ? read.map((tensor) => ({ ...tensor, name: unique(tensor.name) })) : read;
    const shut = "closed" in values && { ...values.closed, name: unique(values.closed.name) };
    if (isListed) tensors.push(...named);
    if (shut) closed.push(shut);
    const name = shut ? shut.name : named[0]!.name;
    parameters.get(found.graph)!.set(found.tensor.name, {
      name,
      alias: name,
      isListed,
      count: elementCount(found.tensor.dims),
      read: () => fewValues(read[0]),
    });
  }
  const scopes = graphScopes(model.graphs, (graph) => parameters.get(graph)!);
  return { format: "ONNX model", tensors, closed, facts: model.facts, norms: await declaredNorms(scopes) };
}

/** A Constant node that is a number, a shape or a list of axes, not a parameter. */
function isPartOfOperator({ kind, tensor }: GraphTensor): boolean {
  if (kind !== "constant") return false;
  return elementCount(tensor.dims) <= 1 || (tensor.dims.length <= 1 && dataType(tensor.dataType).name === "INT64");
}

async function fewValues(tensor: Tensor | undefined): Promise<readonly number[] | null> {
  const count = tensor ? elementCount(tensor.shape) : 0;
  if (!tensor || count > MOST_VALUES_READ) return null;
  const values = new Float64Array(count);
  let filled = 0;
  for await (const chunk of tensor.chunks()) {
    const length = chunk.length / DTYPE_BYTES[tensor.dtype];
    decoderOf(tensor.dtype)(chunk, 0, length, values, filled);
    filled += length;
  }
  return [...values];
}
