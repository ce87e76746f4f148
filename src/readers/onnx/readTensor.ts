import type { ByteRange } from "../byteRanges";
import { expectWireType, readIntegers, readText, readTextStart } from "../protobuf/fieldValues";
import { BYTES, FIXED32, FIXED64, type Field, VARINT, type Wire, walkMessage } from "../protobuf/protobuf";
import { quoteName } from "../quoteName";
import { DATA_FIELDS, type DataField } from "./dataTypes";

/** A TensorProto as the file has it: where its values are, not what they are. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  /** Where the values are that are not raw, by field. */
  readonly spans: ReadonlyMap<DataField, readonly DataSpan[]>;
  readonly raw: ByteRange | null;
  /** Key and value as the file has them, where the values are in another file. */
  readonly external: ReadonlyMap<string, string> | null;
  /** It is one part of a larger tensor. */
  readonly isSegment: boolean;
}

/** A stretch of values; where it is tagged, each has the byte of its field's number before it. */
export interface DataSpan extends ByteRange {
  readonly isTagged: boolean;
}

/** Of a value that is not packed, where it is no varint. */
const WIRE_TYPES: Partial<Record<DataField, number>> = {
  float_data: FIXED32,
  double_data: FIXED64,
  string_data: BYTES,
};
const MAX_RANK = 65;
/** Most tensors have none: one for all saves memory. */
const NO_SPANS: OnnxTensor["spans"] = new Map();
const MAX_SPANS = 10_000;
const MAX_PATH_BYTES = 1 << 16;
const MAX_EXTERNAL_ENTRIES = 32;
const EXTERNAL = 1;

/** Reads the TensorProto [cursor, end) of onnx/onnx.proto. `fallback` is its name where it has none. */
export async function readTensor(wire: Wire, end: number, fallback: string): Promise<OnnxTensor> {
  wire.keep();
  const dims: number[] = [];
  const spans = new Map<DataField, DataSpan[]>();
  const external = new Map<string, string>();
  let name = "";
  let dataType = 0;
  let raw: ByteRange | null = null;
  let isExternal = false;
  let isSegment = false;
  await walkMessage(wire, end, "the tensor", async (field) => {
    const dataField = DATA_FIELDS.get(field.number);
    if (dataField) addSpan(wire, spans, dataField, field);
    else if (field.number === 1) dims.push(...(await readIntegers(wire, field, "a tensor's shape", MAX_RANK)));
    else if (field.number === 2) dataType = integer(wire, field, "data_type");
    else if (field.number === 3) isSegment = true;
    else if (field.number === 8) name = await readText(wire, field, "a tensor's name");
    else if (field.number === 9) {
      expectWireType(wire, field, BYTES, "raw_data");
      if (raw) throw new Error(`${wire.label}: byte ${field.at}: a tensor has raw_data twice`);
      raw = { start: field.start, end: field.end };
    } else if (field.number === 13) await readExternalEntry(wire, field, external);
    else if (field.number === 14) isExternal = integer(wire, field, "data_location") === EXTERNAL;
    if (dims.length > MAX_RANK) dims.length = MAX_RANK;
  });
  const held = spans.size > 0 ? spans : NO_SPANS;
  return {
    name: name || fallback,
    dims,
    dataType,
    spans: held,
    raw,
    external: isExternal ? external : null,
    isSegment,
  };
}

function addSpan({ label }: Wire, spans: Map<DataField, DataSpan[]>, dataField: DataField, field: Field): void {
  const list = spans.get(dataField) ?? [];
  spans.set(dataField, list);
  const last = list.at(-1);
  const isTagged = field.wireType !== BYTES;
  if (isTagged && field.wireType !== (WIRE_TYPES[dataField] ?? VARINT)) {
    throw new Error(`${label}: byte ${field.at}: ${dataField} has wire type ${field.wireType}`);
  }
  if (isTagged && field.start !== field.at + 1) {
    throw new Error(
      `${label}: byte ${field.at}: ${dataField} has a field number of ${field.start - field.at} bytes, not 1`,
    );
  }
  if (isTagged && last?.isTagged && last.end === field.at) {
    list[list.length - 1] = { ...last, end: field.end };
  } else if (list.length < MAX_SPANS) {
    list.push({ start: isTagged ? field.at : field.start, end: field.end, isTagged });
  } else {
    throw new Error(`${label}: byte ${field.at}: ${dataField} is in more than ${MAX_SPANS} pieces`);
  }
}

async function readExternalEntry(wire: Wire, entry: Field, into: Map<string, string>): Promise<void> {
  const { key, value } = await readStringEntry(wire, entry, MAX_PATH_BYTES);
  if (into.size >= MAX_EXTERNAL_ENTRIES) {
    throw new Error(`${wire.label}: byte ${entry.at}: external_data has more than ${MAX_EXTERNAL_ENTRIES} entries`);
  }
  if (into.has(key)) throw new Error(`${wire.label}: byte ${entry.at}: external_data has '${quoteName(key)}' twice`);
  into.set(key, value);
}

/** A StringStringEntryProto, with no more than the first `longest` bytes of key and value. */
export async function readStringEntry(
  wire: Wire,
  entry: Field,
  longest: number,
): Promise<{ key: string; value: string }> {
  expectWireType(wire, entry, BYTES, "an entry");
  let key = "";
  let value = "";
  await walkMessage(wire, entry.end, "the entry", async (field) => {
    if (field.number === 1) key = await readTextStart(wire, field, "a key", longest);
    if (field.number === 2) value = await readTextStart(wire, field, "a value", longest);
  });
  return { key, value };
}

function integer(wire: Wire, field: Field, what: string): number {
  expectWireType(wire, field, VARINT, what);
  return field.value;
}
