import { BYTES, expectWireType, type Field, readIntegers, readText, VARINT, type Wire, walkMessage } from "./protobuf";
import { type OnnxTensor, readTensor } from "./readTensor";

/** A graph of a model, the body of a branch or a loop in it, or a function. */
export interface OnnxGraph {
  readonly parent: OnnxGraph | null;
  name: string;
  readonly nodes: OnnxNode[];
  readonly inputs: Set<string>;
  readonly outputs: Set<string>;
}

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
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

const MAX_DEPTH = 32;
const MAX_INTS = 16;
/** Most nodes have none: one for all saves memory. */
const NO_ATTRIBUTES: OnnxNode["attributes"] = new Map();

export function createGraph(parent: OnnxGraph | null): OnnxGraph {
  return { parent, name: "", nodes: [], inputs: new Set(), outputs: new Set() };
}

/**
 * Reads the GraphProto [cursor, end) into `graph`, and the graphs that its nodes hold, up to 32 inside each other;
 * tensors are handed to `onTensor` in the order of the file, graphs inside to `onGraph`.
 */
export async function readGraph(
  wire: Wire,
  end: number,
  graph: OnnxGraph,
  onTensor: (tensor: GraphTensor) => void,
  onGraph: (graph: OnnxGraph) => void,
): Promise<void> {
  const visit = { wire, onTensor, onGraph };
  await walkMessage(wire, end, "the graph", async (field) => {
    if (field.number === 1) await readNode(visit, field, graph);
    else if (field.number === 2) graph.name = await readText(wire, field, "a graph's name");
    else if (field.number === 5) {
      expectWireType(wire, field, BYTES, "an initializer");
      const tensor = await readTensor(wire, field.end, "initializer");
      onTensor({ graph, tensor, kind: "initializer", bytes: field.end - field.start });
    } else if (field.number === 11) graph.inputs.add(await readValueName(wire, field));
    else if (field.number === 12) graph.outputs.add(await readValueName(wire, field));
    else if (field.number === 15) onTensor(await readSparseTensor(wire, field, graph));
  });
}

interface Visit {
  readonly wire: Wire;
  readonly onTensor: (tensor: GraphTensor) => void;
  readonly onGraph: (graph: OnnxGraph) => void;
}

/** Reads a NodeProto into `graph`. */
export async function readNode(visit: Visit, node: Field, graph: OnnxGraph): Promise<void> {
  const { wire } = visit;
  expectWireType(wire, node, BYTES, "a node");
  wire.keep();
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  const values: Omit<GraphTensor, "graph">[] = [];
  let [name, operator, domain] = ["", "", ""];
  await walkMessage(wire, node.end, "the node", async (field) => {
    if (field.number === 1) inputs.push(await readText(wire, field, "a node's input"));
    else if (field.number === 2) outputs.push(await readText(wire, field, "a node's output"));
    else if (field.number === 3) name = await readText(wire, field, "a node's name");
    else if (field.number === 4) operator = await readText(wire, field, "a node's operator");
    else if (field.number === 5) await readAttribute(visit, field, graph, attributes, values);
    else if (field.number === 7) domain = await readText(wire, field, "a node's domain");
  });
  graph.nodes.push({
    name,
    operator,
    domain,
    inputs,
    outputs,
    attributes: attributes.size > 0 ? attributes : NO_ATTRIBUTES,
  });
  if (operator !== "Constant") return;
  for (const value of values) {
    visit.onTensor({ ...value, graph, tensor: { ...value.tensor, name: outputs[0] || name || "constant" } });
  }
}

async function readAttribute(
  visit: Visit,
  attribute: Field,
  graph: OnnxGraph,
  attributes: Map<string, OnnxAttribute>,
  values: Omit<GraphTensor, "graph">[],
): Promise<void> {
  const { wire } = visit;
  expectWireType(wire, attribute, BYTES, "an attribute");
  const ints: number[] = [];
  let name = "";
  let float: number | null = null;
  let int: number | null = null;
  await walkMessage(wire, attribute.end, "the attribute", async (field) => {
    const bytes = field.end - field.start;
    if (field.number === 1) name = await readText(wire, field, "an attribute's name");
    else if (field.number === 2) float = field.value;
    else if (field.number === 3 && field.wireType === VARINT) int = field.value;
    else if (field.number === 5) {
      expectWireType(wire, field, BYTES, "an attribute's tensor");
      values.push({ tensor: await readTensor(wire, field.end, ""), kind: "constant", bytes });
    } else if (field.number === 6 || field.number === 11) await readInnerGraph(visit, field, graph);
    else if (field.number === 8 && ints.length < MAX_INTS) {
      ints.push(...(await readIntegers(wire, field, "an attribute's integers", MAX_INTS)));
    } else if (field.number === 22) {
      const { tensor } = await readSparseTensor(wire, field, graph);
      values.push({ tensor, kind: "sparse", bytes });
    }
  });
  if (float === null && int === null && ints.length === 0) return;
  wire.keep();
  attributes.set(name, { float, int, ints });
}

async function readInnerGraph(visit: Visit, field: Field, parent: OnnxGraph): Promise<void> {
  expectWireType(visit.wire, field, BYTES, "an attribute's graph");
  let depth = 1;
  for (let outer: OnnxGraph | null = parent; outer; outer = outer.parent) depth++;
  if (depth > MAX_DEPTH) {
    throw new Error(`${visit.wire.label}: byte ${field.at}: more than ${MAX_DEPTH} graphs inside each other`);
  }
  const graph = createGraph(parent);
  visit.onGraph(graph);
  await readGraph(visit.wire, field.end, graph, visit.onTensor, visit.onGraph);
}

/** A SparseTensorProto, as the tensor of its values with the shape of the whole. */
async function readSparseTensor(wire: Wire, sparse: Field, graph: OnnxGraph): Promise<GraphTensor> {
  expectWireType(wire, sparse, BYTES, "a sparse tensor");
  const dims: number[] = [];
  let values: OnnxTensor | null = null;
  await walkMessage(wire, sparse.end, "the sparse tensor", async (field) => {
    if (field.number === 1) {
      expectWireType(wire, field, BYTES, "a sparse tensor's values");
      values = await readTensor(wire, field.end, "sparse initializer");
    } else if (field.number === 3 && dims.length < MAX_INTS) {
      dims.push(...(await readIntegers(wire, field, "a sparse tensor's shape", MAX_INTS)));
    }
  });
  if (!values) throw new Error(`${wire.label}: byte ${sparse.at}: a sparse tensor has no values`);
  const tensor: OnnxTensor = { ...(values as OnnxTensor), dims };
  return { graph, tensor, kind: "sparse", bytes: sparse.end - sparse.start };
}

async function readValueName(wire: Wire, value: Field): Promise<string> {
  expectWireType(wire, value, BYTES, "a graph's input or output");
  let name = "";
  await walkMessage(wire, value.end, "the input or output", async (field) => {
    if (field.number === 1) name = await readText(wire, field, "its name");
  });
  return name;
}
