import type { Decoder } from "./forms";

type Pointer = number;

/** The exports of assembly/ that profiles call. */
export interface ProfileExports
  extends Readonly<Record<Decoder, (from: Pointer, count: number, into: Pointer) => void>> {
  clearState(state: Pointer, channels: number): void;
  finishState(state: Pointer, channels: number): void;
  addSlab32(
    state: Pointer,
    channels: number,
    inner: number,
    values: Pointer,
    count: number,
    channel: number,
    left: number,
    lanes: Pointer,
    table: Pointer,
    exact: number,
  ): void;
  addSlab16(
    state: Pointer,
    channels: number,
    inner: number,
    codes: Pointer,
    count: number,
    channel: number,
    left: number,
    lanes: Pointer,
    table: Pointer,
    exact: number,
    kind: number,
    decoded: Pointer,
  ): void;
  addSlab64(
    state: Pointer,
    channels: number,
    inner: number,
    values: Pointer,
    count: number,
    channel: number,
    left: number,
  ): void;
  decodeCodes8(from: Pointer, count: number, table: Pointer, into: Pointer): void;
  countCodes8(from: Pointer, count: number, table: Pointer): void;
  decode16(kind: number, from: Pointer, count: number, into: Pointer): void;
  pourCounters(table: Pointer, buckets: number, counters: number, totals: Pointer): void;
  countFloat64(from: Pointer, count: number, table: Pointer): void;
  findFloat32(from: Pointer, count: number, value: number): number;
  findFloat64(from: Pointer, count: number, value: number): number;
  countNonFinite32(from: Pointer, count: number, into: Pointer): number;
  countNonFinite64(from: Pointer, count: number, into: Pointer): number;
}
