import { type Bytes, concat, float32 } from "../bytes";
import { field, fixed32 } from "../protobuf/protobufBytes";

export const FLOAT = 1;

/** A ModelProto with this graph. */
export function model(...graph: readonly Uint8Array[]): Bytes {
  return concat(field(1, 8), field(2, "test"), field(7, concat(...graph)), field(8, field(2, 17)));
}

/** An initializer of a graph. */
export function initializer(name: string, dims: readonly (number | bigint)[], ...rest: readonly Uint8Array[]): Bytes {
  return field(5, tensor(name, dims, FLOAT, ...rest));
}

/** A TensorProto; what follows its name are its fields of values. */
export function tensor(
  name: string,
  dims: readonly (number | bigint)[],
  dataType: number,
  ...rest: readonly Uint8Array[]
): Bytes {
  return concat(...dims.map((size) => field(1, size)), field(2, dataType), field(8, name), ...rest);
}

export const raw = (bytes: Uint8Array) => field(9, bytes);

/** Values in another file. */
export function external(entries: Readonly<Record<string, string>>): Bytes {
  const pairs = Object.entries(entries).map(([key, value]) => field(13, concat(field(1, key), field(2, value))));
  return concat(...pairs, field(14, 1));
}

/** A node of a graph. */
export function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  ...attributes: readonly Uint8Array[]
): Bytes {
  const values = [...inputs.map((input) => field(1, input)), ...outputs.map((output) => field(2, output))];
  return field(1, concat(...values, field(4, operator), ...attributes.map((attribute) => field(5, attribute))));
}

export function floatAttribute(name: string, value: number): Bytes {
  return concat(field(1, name), fixed32(2, float32(value)));
}

export function tensorAttribute(name: string, value: Uint8Array): Bytes {
  return concat(field(1, name), field(5, value));
}

export function graphAttribute(name: string, graph: Uint8Array): Bytes {
  return concat(field(1, name), field(6, graph));
}
