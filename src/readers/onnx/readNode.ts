import { expectWireType, readIntegers, readText } from "../protobuf/fieldValues";
import { BYTES, type Field, VARINT, type Wire, walkMessage } from "../protobuf/protobuf";
import type { GraphTensor, OnnxAttribute, OnnxGraph, OnnxNode } from "./graph";
import { readSparseTensor } from "./readSparseTensor";
import { readStringEntry, readTensor } from "./readTensor";

const MAX_INTS = 16;
const NAME_SCOPES = "pkg.torch.onnx.name_scopes";
const MAX_SCOPES_BYTES = 2000;
/** Most nodes have none: one for all saves memory. */
const NO_ATTRIBUTES: OnnxNode["attributes"] = new Map();

/** What becomes of what a walk comes across. */
export interface NodeVisit {
  readonly wire: Wire;
  readonly onTensor: (tensor: GraphTensor) => void;
  /** Reads the graph in an attribute of a node of `parent`. */
  readonly onInnerGraph: (graph: Field, parent: OnnxGraph) => Promise<void>;
}

/** Reads a NodeProto into `graph`; the tensors of a Constant node are handed to `onTensor`. */
export async function readNode(visit: NodeVisit, node: Field, graph: OnnxGraph): Promise<void> {
  const { wire } = visit;
  expectWireType(wire, node, BYTES, "a node");
  wire.keep();
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  const values: Omit<GraphTensor, "graph">[] = [];
  let [name, operator, domain, module] = ["", "", "", ""];
  await walkMessage(wire, node.end, "the node", async (field) => {
    if (field.number === 1) inputs.push(await readText(wire, field, "a node's input"));
    else if (field.number === 2) outputs.push(await readText(wire, field, "a node's output"));
    else if (field.number === 3) name = await readText(wire, field, "a node's name");
    else if (field.number === 4) operator = await readText(wire, field, "a node's operator");
    else if (field.number === 5) await readAttribute(visit, field, graph, attributes, values);
    else if (field.number === 9) module = (await readModule(wire, field)) || module;
    else if (field.number === 7) domain = await readText(wire, field, "a node's domain");
  });
  graph.nodes.push({
    name,
    operator,
    domain,
    module,
    inputs,
    outputs,
    attributes: attributes.size > 0 ? attributes : NO_ATTRIBUTES,
  });
  if (operator !== "Constant") return;
  for (const value of values) {
    visit.onTensor({ ...value, graph, tensor: { ...value.tensor, name: outputs[0] || name || "constant" } });
  }
}

/** The last but one of the scopes in a node's metadata, as Python writes a list: the last is the function. */
async function readModule(wire: Wire, entry: Field): Promise<string> {
  const { key, value } = await readStringEntry(wire, entry, MAX_SCOPES_BYTES);
  return key === NAME_SCOPES ? ([...value.matchAll(/'([^']*)'/g)].at(-2)?.[1] ?? "") : "";
}

async function readAttribute(
  visit: NodeVisit,
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
    } else if (field.number === 6 || field.number === 11) await visit.onInnerGraph(field, graph);
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
