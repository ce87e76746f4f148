import { expectWireType, readText } from "../protobuf/fieldValues";
import { BYTES, type Field, type Wire, walkMessage } from "../protobuf/protobuf";

/** Path to the axes of a value: TypeProto's tensor_type, its shape, each a field in the one before. */
const SHAPE_PATH = [1, 2];
const DIM = 1;

/** Reads a ValueInfoProto: gives the value's name, and its number of axes, where that is known, to `ranks`. */
export async function readValueInfo(wire: Wire, value: Field, ranks: Map<string, number>): Promise<string> {
  expectWireType(wire, value, BYTES, "a value's description");
  let name = "";
  let rank: number | null = null;
  await walkMessage(wire, value.end, "the value's description", async (field) => {
    if (field.number === 1) name = await readText(wire, field, "a value's name");
    if (field.number === 2) rank = await countAxes(wire, field, SHAPE_PATH);
  });
  if (rank !== null) ranks.set(name, rank);
  return name;
}

async function countAxes(wire: Wire, type: Field, [step, ...path]: readonly number[]): Promise<number | null> {
  if (type.wireType !== BYTES) return null;
  let rank: number | null = step === undefined ? 0 : null;
  await walkMessage(wire, type.end, "the value's type", async (field) => {
    if (step !== undefined && field.number === step) rank = await countAxes(wire, field, path);
    else if (step === undefined && field.number === DIM) rank = (rank ?? 0) + 1;
  });
  return rank;
}
