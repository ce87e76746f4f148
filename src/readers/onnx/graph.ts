import type { OnnxTensor } from "./readTensor";

/** A graph of a model, the body of a branch or a loop in it, or a function. */
export interface OnnxGraph {
  readonly parent: OnnxGraph | null;
  name: string;
  readonly nodes: OnnxNode[];
  readonly inputs: Set<string>;
  readonly outputs: Set<string>;
  /** How many axes values have, where the file says so. */
  readonly ranks: Map<string, number>;
  /** What the inputs are that are tensors. */
  readonly inputTypes: Map<string, ValueType>;
}

/** A tensor's type, as a graph describes it. */
export interface ValueType {
  /** A number of TensorProto.DataType. */
  readonly dataType: number;
  /** Null where not even their number is known; a name or null stands for a size that is not fixed. */
  readonly dims: readonly (number | string | null)[] | null;
}

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  /** The module that PyTorch's exporter says it is from: "layer1.0.bn1"; empty where it does not. */
  readonly module: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Those that hold numbers. */
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxAttribute {
  readonly float: number | null;
  readonly int: number | null;
  /** The first of them; there is no more to know of axes. */
  readonly ints: readonly number[];
}

/** A tensor of a graph: an initializer, or what a Constant node holds. */
export interface GraphTensor {
  readonly graph: OnnxGraph;
  readonly tensor: OnnxTensor;
  readonly kind: "initializer" | "constant" | "sparse";
  /** Bytes of its message. */
  readonly bytes: number;
}

export function createGraph(parent: OnnxGraph | null): OnnxGraph {
  return {
    parent,
    name: "",
    nodes: [],
    inputs: new Set(),
    outputs: new Set(),
    ranks: new Map(),
    inputTypes: new Map(),
  };
}
