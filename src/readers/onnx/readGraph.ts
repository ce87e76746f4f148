import { expectWireType, readText } from "../protobuf/fieldValues";
import { BYTES, type Field, type Wire, walkMessage } from "../protobuf/protobuf";
import { createGraph, type GraphTensor, type OnnxGraph } from "./graph";
import { type NodeVisit, readNode } from "./readNode";
import { readSparseTensor } from "./readSparseTensor";
import { readTensor } from "./readTensor";
import { readValueInfo } from "./readValueInfo";

/** What becomes of what a walk through a graph comes across. */
export interface GraphVisit {
  readonly wire: Wire;
  readonly onTensor: (tensor: GraphTensor) => void;
  readonly onGraph: (graph: OnnxGraph) => void;
}

const MAX_DEPTH = 32;

/**
 * Reads the GraphProto [cursor, end) into `graph`, and the graphs that its nodes hold, up to 32 inside each other;
 * tensors are handed to `onTensor` in the order of the file, graphs inside to `onGraph`.
 */
export async function readGraph({ wire, onTensor, onGraph }: GraphVisit, end: number, graph: OnnxGraph): Promise<void> {
  const visit = nodeVisit({ wire, onTensor, onGraph });
  await walkMessage(wire, end, "the graph", async (field) => {
    if (field.number === 1) await readNode(visit, field, graph);
    else if (field.number === 2) graph.name = await readText(wire, field, "a graph's name");
    else if (field.number === 5) {
      expectWireType(wire, field, BYTES, "an initializer");
      const tensor = await readTensor(wire, field.end, "initializer");
      onTensor({ graph, tensor, kind: "initializer", bytes: field.end - field.start });
    } else if (field.number === 11) graph.inputs.add(await readValueInfo(wire, field, graph.ranks, graph.inputTypes));
    else if (field.number === 12) graph.outputs.add(await readValueInfo(wire, field, graph.ranks));
    else if (field.number === 13) await readValueInfo(wire, field, graph.ranks);
    else if (field.number === 15) onTensor(await readSparseTensor(wire, field, graph));
  });
}

/** A visit of nodes that goes on into the graphs that they hold. */
export function nodeVisit(visit: GraphVisit): NodeVisit {
  const { wire, onTensor } = visit;
  return { wire, onTensor, onInnerGraph: (field, parent) => readInnerGraph(visit, field, parent) };
}

async function readInnerGraph(visit: GraphVisit, field: Field, parent: OnnxGraph): Promise<void> {
  expectWireType(visit.wire, field, BYTES, "an attribute's graph");
  let depth = 1;
  for (let outer: OnnxGraph | null = parent; outer; outer = outer.parent) depth++;
  if (depth > MAX_DEPTH) {
    throw new Error(`${visit.wire.label}: byte ${field.at}: more than ${MAX_DEPTH} graphs inside each other`);
  }
  const graph = createGraph(parent);
  visit.onGraph(graph);
  await readGraph(visit, field.end, graph);
}
