import { expectWireType, readIntegers } from "../protobuf/fieldValues";
import { BYTES, type Field, type Wire, walkMessage } from "../protobuf/protobuf";
import type { GraphTensor, OnnxGraph } from "./graph";
import { type OnnxTensor, readTensor } from "./readTensor";

const MAX_RANK = 65;

/** A SparseTensorProto, as the tensor of its values with the shape of the whole. */
export async function readSparseTensor(wire: Wire, sparse: Field, graph: OnnxGraph): Promise<GraphTensor> {
  expectWireType(wire, sparse, BYTES, "a sparse tensor");
  const dims: number[] = [];
  let values: OnnxTensor | null = null;
  await walkMessage(wire, sparse.end, "the sparse tensor", async (field) => {
    if (field.number === 1) {
      expectWireType(wire, field, BYTES, "a sparse tensor's values");
      values = await readTensor(wire, field.end, "sparse initializer");
    } else if (field.number === 3 && dims.length < MAX_RANK) {
      dims.push(...(await readIntegers(wire, field, "a sparse tensor's shape", MAX_RANK)));
    }
  });
  if (!values) throw new Error(`${wire.label}: byte ${sparse.at}: a sparse tensor has no values`);
  const tensor: OnnxTensor = { ...(values as OnnxTensor), dims };
  return { graph, tensor, kind: "sparse", bytes: sparse.end - sparse.start };
}
