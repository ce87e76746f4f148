import type { ByteSource } from "../byteSource";
import type { ClosedTensor } from "../fileContents";
import { quoteName } from "../quoteName";
import type { StoredTensor } from "../storedTensors";
import { type DataField, type DataType, dataType } from "./dataTypes";
import type { FindExternal } from "./externalData";
import type { GraphTensor } from "./graph";
import type { OnnxTensor } from "./readTensor";
import { checkBytes, type DescribedTensor, rawBytes, storedRaw, storedSpans } from "./storedValues";

export type FoundTensor = { readonly stored: StoredTensor } | { readonly closed: ClosedTensor };

/**
 * Finds a tensor's values, without reading them. Throws, naming `file` and the tensor, where there are not as many as
 * its shape says (of varints, which must be read to be counted: where there cannot be as many).
 */
export async function findTensor(
  { tensor, kind, bytes }: GraphTensor,
  source: ByteSource,
  file: string,
  findExternal: FindExternal,
): Promise<FoundTensor> {
  const label = `${file}: ${quoteName(tensor.name)}`;
  const type = dataType(tensor.dataType);
  const shape = checkedShape(tensor, label);
  const close = (reason: string): FoundTensor => ({
    closed: { name: tensor.name, dtype: type.name, shape, bytes, reason },
  });
  if (kind === "sparse") return close("it is stored as a sparse tensor");
  if (tensor.isSegment) return close("it is one segment of a larger tensor");
  if (!type.dtype) return close(unreadable(type, tensor.dataType));
  const described: DescribedTensor = { name: tensor.name, shape, type, label };
  const wanted = rawBytes(described);
  if (tensor.external) {
    checkNoOther(tensor, null, label);
    const found = await findExternal(tensor.external, wanted, label);
    if ("reason" in found) return close(`its values cannot be had: ${found.reason}`);
    return { stored: storedRaw(described, found.source, [found.range]) };
  }
  const spans = tensor.spans.get(type.field) ?? [];
  if (tensor.raw) {
    checkNoOther(tensor, null, label);
    const { start, end } = tensor.raw;
    if (start === end && wanted > 0) return close("the file holds no values of it");
    checkBytes(described, end - start, "raw_data");
    return { stored: storedRaw(described, source, [tensor.raw]) };
  }
  checkNoOther(tensor, type.field, label);
  if (spans.length === 0 && wanted > 0) return close("the file holds no values of it");
  return { stored: storedSpans(described, source, spans) };
}

function checkedShape({ dims }: OnnxTensor, label: string): readonly number[] {
  const wrong = dims.findIndex((size) => !Number.isSafeInteger(size) || size < 0);
  if (wrong < 0) return dims;
  throw new Error(`${label}: shape has ${dims[wrong]} at place ${wrong}, not an integer from 0 to 2^53`);
}

function unreadable({ name, bits }: DataType, number: number): string {
  if (name === "STRING") return "its values are texts";
  return bits > 0 ? `its values are of ${bits} bits (${name})` : `its data type ${number} is unknown`;
}

function checkNoOther({ raw, spans, external }: OnnxTensor, field: DataField | null, label: string): void {
  const held: string[] = [...spans.keys()].filter((name) => name !== field);
  if (external && raw) held.push("raw_data");
  if (held.length === 0) return;
  const place = external ? "another file" : raw ? "raw_data" : (field ?? "raw_data");
  throw new Error(`${label}: has values in ${held.join(" and ")}, but they should be in ${place}`);
}
