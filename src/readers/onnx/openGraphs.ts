import { decoderOf } from "../../engine/decode";
import { DTYPE_BYTES, elementCount, type Tensor } from "../../engine/tensor";
import type { ByteSource } from "../byteSource";
import type { ClosedTensor } from "../fileContents";
import { storedTensors } from "../storedTensors";
import { createUniqueNames } from "../uniqueNames";
import { dataType } from "./dataTypes";
import { createExternalData, type OpenSibling } from "./externalData";
import { findTensor } from "./findTensor";
import type { GraphTensor, OnnxGraph } from "./graph";
import { type GraphScope, graphScopes, type Parameter } from "./graphScope";
import { type OnnxModel, readModel } from "./readModel";

const MOST_VALUES_READ = 16;

/** A model's graphs, with who makes and uses each value, and its tensors. */
export interface OpenedGraphs {
  readonly model: OnnxModel;
  /** The main graph first. */
  readonly scopes: readonly GraphScope[];
  readonly tensors: readonly Tensor[];
  readonly closed: readonly ClosedTensor[];
}

/** Throws, naming `label`, as `readModel`, `findTensor` and `createExternalData` do. */
export async function openGraphs(
  source: ByteSource,
  label: string,
  openSibling: OpenSibling | undefined,
): Promise<OpenedGraphs> {
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
  return { model, scopes, tensors, closed };
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
