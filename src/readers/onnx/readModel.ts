import type { ByteSource } from "../byteSource";
import { factText } from "../factText";
import { looksLike, MAGIC_BYTES } from "../looksLike";
import { expectWireType, readText, readTextStart } from "../protobuf/fieldValues";
import { BYTES, createWire, type Field, type Wire, walkMessage } from "../protobuf/protobuf";
import { readRange } from "../readRange";
import { createGraph, type GraphTensor, type OnnxGraph } from "./graph";
import { type GraphVisit, nodeVisit, readGraph } from "./readGraph";
import { readNode } from "./readNode";
import { readStringEntry } from "./readTensor";

/** What a ModelProto says, without any values. */
export interface OnnxModel {
  /** The main graph, then the graphs inside it and the functions. */
  readonly graphs: readonly OnnxGraph[];
  readonly tensors: readonly GraphTensor[];
  readonly facts: readonly (readonly [name: string, value: string])[];
}

const IR_VERSION_TAG = 0x08;
const FIELDS = 26;
const MAX_DOC_BYTES = 2000;
const MAX_METADATA = 64;

/**
 * Walks the ModelProto that an .onnx file is (onnx/onnx.proto); values are jumped over. Throws, naming `label` and the
 * byte, where a length leaves its message, and where there is no graph.
 */
export async function readModel(source: ByteSource, label: string): Promise<OnnxModel> {
  await checkBeginning(source, label);
  const wire = createWire(source, label);
  const main = createGraph(null);
  const graphs = [main];
  const tensors: GraphTensor[] = [];
  const says = new Map<string, string>();
  const opsets: string[] = [];
  const metadata: [string, string][] = [];
  let hasGraph = false;
  const visit: GraphVisit = {
    wire,
    onTensor: (tensor) => void tensors.push(tensor),
    onGraph: (graph) => void graphs.push(graph),
  };
  await walkMessage(wire, source.size, "the model", async (field) => {
    const text = TEXTS.get(field.number);
    const integer = INTEGERS.get(field.number);
    if (text) says.set(text, await readTextStart(wire, field, `the model's ${text}`, MAX_DOC_BYTES));
    else if (integer) says.set(integer, String(field.value));
    else if (field.number === 7) {
      expectWireType(wire, field, BYTES, "the graph");
      hasGraph = true;
      await readGraph(visit, field.end, main);
    } else if (field.number === 8) opsets.push(await readOpset(wire, field));
    else if (field.number === 14 && metadata.length < MAX_METADATA) {
      const { key, value } = await readStringEntry(wire, field, MAX_DOC_BYTES);
      metadata.push([factText(key), factText(value)]);
    } else if (field.number === 25) await readFunction(visit, field);
  });
  if (!hasGraph) throw new Error(`${label}: its ${source.size} bytes hold no graph, which every ONNX model has`);
  return { graphs, tensors, facts: [...factsOf(says, opsets, main), ...metadata] };
}

const TEXTS: ReadonlyMap<number, string> = new Map([
  [2, "producer"],
  [3, "producer version"],
  [4, "domain"],
  [6, "description"],
]);

const INTEGERS: ReadonlyMap<number, string> = new Map([
  [1, "IR version"],
  [5, "model version"],
]);

/** There is no magic number: the first field is the version, but for writers of another order. */
async function checkBeginning(source: ByteSource, label: string): Promise<void> {
  const head = await readRange(source, 0, Math.min(source.size, MAGIC_BYTES), label);
  const [first = 0] = head;
  const number = first >>> 3;
  if (first === IR_VERSION_TAG || (first < 0x80 && number >= 1 && number <= FIELDS && (first & 7) === BYTES)) return;
  throw new Error(`${label}: an ONNX model begins with a field of its ModelProto, but ${looksLike(head)}`);
}

async function readOpset(wire: Wire, opset: Field): Promise<string> {
  expectWireType(wire, opset, BYTES, "an opset");
  let domain = "";
  let version = 0;
  await walkMessage(wire, opset.end, "the opset", async (field) => {
    if (field.number === 1) domain = await readText(wire, field, "an opset's domain");
    if (field.number === 2) version = field.value;
  });
  return `${domain || "ai.onnx"} ${version}`;
}

async function readFunction(visit: GraphVisit, entry: Field): Promise<void> {
  const { wire } = visit;
  expectWireType(wire, entry, BYTES, "a function");
  const graph = createGraph(null);
  visit.onGraph(graph);
  await walkMessage(wire, entry.end, "the function", async (field) => {
    if (field.number === 1) graph.name = await readText(wire, field, "a function's name");
    else if (field.number === 4) graph.inputs.add(await readText(wire, field, "a function's input"));
    else if (field.number === 5) graph.outputs.add(await readText(wire, field, "a function's output"));
    else if (field.number === 7) await readNode(nodeVisit(visit), field, graph);
  });
}

function factsOf(says: ReadonlyMap<string, string>, opsets: readonly string[], main: OnnxGraph): [string, string][] {
  const producer = [says.get("producer"), says.get("producer version")].filter(Boolean).join(" ");
  const facts: [string, string | undefined][] = [
    ["producer", producer],
    ["IR version", says.get("IR version")],
    ["opset", opsets.join(", ")],
    ["graph", main.name],
    ["nodes", String(main.nodes.length)],
    ["domain", says.get("domain")],
    ["model version", says.get("model version")],
    ["description", says.get("description")],
  ];
  return facts.flatMap(([name, value]): [string, string][] => (value ? [[name, factText(value)]] : []));
}
