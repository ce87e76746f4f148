import { charge, fail, type Machine, MEMORY } from "./machine";
import type { PickleValue } from "./pickleValue";

/** Longer text is neither a name nor a figure, and is kept as its bytes. */
const LONGEST_TEXT = 1 << 16;
const LONGEST_INTEGER = 256;

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The bytes [start, end) as UTF-8 text. */
export function readText(machine: Machine, start: number, end: number): PickleValue {
  if (end - start > LONGEST_TEXT) return readBytes(machine, start, end);
  return shortText(machine, start, end);
}

/** As `readText`, for text that is short by its opcode or cut by its reader. */
export function shortText(machine: Machine, start: number, end: number): string {
  charge(machine, MEMORY.string + end - start);
  let text = "";
  if (end - start > 128) return UTF8.decode(machine.bytes.subarray(start, end));
  for (let at = start; at < end; at++) {
    const code = machine.bytes[at]!;
    if (code >= 0x80) return UTF8.decode(machine.bytes.subarray(start, end));
    text += String.fromCharCode(code);
  }
  return text;
}

export function readBytes(machine: Machine, start: number, end: number): PickleValue {
  charge(machine, MEMORY.object);
  return { kind: "bytes", bytes: machine.bytes.subarray(start, end) };
}

/** An integer as LONG1 and LONG4 write it: two's complement, little-endian. */
export function readLong(machine: Machine, start: number, end: number): PickleValue {
  if (end - start > LONGEST_INTEGER) return readBytes(machine, start, end);
  let value = 0n;
  for (let at = end - 1; at >= start; at--) value = (value << 8n) | BigInt(machine.bytes[at]!);
  charge(machine, MEMORY.string + end - start);
  return asInteger(BigInt.asIntN(8 * (end - start), value));
}

/** An integer as INT and LONG write it: decimal, "00" and "01" for bools, "L" at its end. */
export function readDecimal(machine: Machine, start: number, end: number): PickleValue {
  const text = line(machine, start, end).replace(/L$/, "");
  if (text === "00") return false;
  if (text === "01") return true;
  if (!/^\s*[+-]?\d+\s*$/.test(text)) fail(machine, "an integer that is none");
  if (text.length > 3 * LONGEST_INTEGER) fail(machine, `an integer of ${text.length} digits`);
  return asInteger(BigInt(text.trim().replace(/^\+/, "")));
}

export function readFloat(machine: Machine, start: number, end: number): PickleValue {
  const text = line(machine, start, end).trim();
  const value = Number(text.replace(/^([+-]?)(inf|infinity)$/i, "$1Infinity"));
  if (text === "" || (Number.isNaN(value) && !/^[+-]?nan$/i.test(text))) fail(machine, "a float that is none");
  return value;
}

/** A string as STRING writes it: a Python literal in quotes. */
export function readQuoted(machine: Machine, start: number, end: number): PickleValue {
  const text = line(machine, start, end).trim();
  const [quote] = text;
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) {
    fail(machine, "a string without quotes");
  }
  return text.slice(1, -1).replace(/\\(x[\da-fA-F]{2}|.)/g, (_, sequence: string) => unescaped(sequence));
}

/** Text as UNICODE writes it: Latin-1 with \u escapes. */
export function readEscaped(machine: Machine, start: number, end: number): PickleValue {
  return line(machine, start, end).replace(/\\u([\da-fA-F]{4})/g, (_, code: string) => unescaped(`x${code}`));
}

/** A line without its end. */
export function line(machine: Machine, start: number, end: number): string {
  const stop = Math.min(end - 1, machine.bytes.length);
  if (stop - start > LONGEST_TEXT) fail(machine, `a line of ${stop - start} bytes, more than ${LONGEST_TEXT}`);
  return shortText(machine, start, stop);
}

function asInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function unescaped(sequence: string): string {
  if (sequence.length > 1) return String.fromCharCode(Number.parseInt(sequence.slice(1), 16));
  return ESCAPES[sequence] ?? sequence;
}
