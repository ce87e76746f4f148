import { maskedCrc32c } from "../../../../src/readers/tensorboard/crc32c";
import { type Bytes, concat, float32, uint } from "../bytes";
import { field, fixed32, varint } from "../protobuf/protobufBytes";

/** A TFRecord; the checksums are right, and held to real writers by the goldens. */
export function record(payload: Uint8Array): Bytes {
  const length = uint(8, payload.length);
  return concat(length, uint(4, maskedCrc32c(length)), payload, uint(4, maskedCrc32c(payload)));
}

/** A field of 8 bytes. */
export function fixed64(number: number, value: number): Bytes {
  return concat(varint(number * 8 + 1), doubles(value));
}

export function doubles(...values: readonly number[]): Bytes {
  return new Uint8Array(Float64Array.from(values).buffer);
}

export const VERSION = record(concat(fixed64(1, 1.5), field(3, "brain.Event:2")));

/** The record of an event with a summary of some values. */
export function event(step: number | bigint, ...values: readonly Uint8Array[]): Bytes {
  return record(concat(fixed64(1, 1.5), field(2, step), field(5, concat(...values.map((value) => field(1, value))))));
}

export function simple(tag: string, value: number): Bytes {
  return concat(field(1, tag), fixed32(2, float32(value)));
}

export interface Histo {
  readonly min?: number;
  readonly max?: number;
  readonly num?: number;
  readonly sum?: number;
  readonly sumSquares?: number;
  readonly limits?: readonly number[];
  readonly counts?: readonly number[];
}

/** The values 0.5, 0.5, 0.5 and 2.5. */
export function histo(tag: string, of: Histo = {}): Bytes {
  const { min = 0.5, max = 2.5, num = 4, sum = 4, sumSquares = 7, limits = [1, 2, 3], counts = [3, 0, 1] } = of;
  const sums = [min, max, num, sum, sumSquares].map((value, i) => fixed64(i + 1, value));
  return concat(field(1, tag), field(5, concat(...sums, field(6, doubles(...limits)), field(7, doubles(...counts)))));
}

/** A value that is a tensor for a plugin. */
export function tensor(
  tag: string,
  plugin: string,
  dtype: number,
  shape: readonly number[],
  content: Uint8Array,
): Bytes {
  const dims = shape.map((size) => field(2, field(1, size)));
  return concat(
    field(1, tag),
    ...(plugin === "" ? [] : [field(9, field(1, field(1, plugin)))]),
    field(8, concat(field(1, dtype), field(2, concat(...dims)), content)),
  );
}
