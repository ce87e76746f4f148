import { DTYPE_BYTES, type Dtype } from "./tensor";

/** Writes values of little-endian `bytes`, which are aligned to their size, into `into`, from `offset` on. */
export type Decode = (bytes: Uint8Array, first: number, count: number, into: Float64Array, offset: number) => void;

/**
 * How to read a dtype's values as float64. Exact for all but int64 and uint64 beyond 2^53,
 * which round to the nearest.
 */
export function decoderOf(dtype: Dtype): Decode {
  if (DTYPE_BYTES[dtype] <= 2) return decodeByTable(codeValues(dtype), DTYPE_BYTES[dtype]);
  switch (dtype) {
    case "int32":
      return decodeView((bytes) => new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2));
    case "uint32":
      return decodeView((bytes) => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2));
    case "float32":
      return decodeView((bytes) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2));
    case "float64":
      return decodeView((bytes) => new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length >> 3));
    default:
      return decode64(dtype === "int64");
  }
}

const tables = new Map<Dtype, Float64Array>();

/** The value of every code of a dtype of one or two bytes, by code. */
export function codeValues(dtype: Dtype): Float64Array {
  let table = tables.get(dtype);
  if (!table) {
    const value = codeValue(dtype);
    table = Float64Array.from({ length: 256 ** DTYPE_BYTES[dtype] }, (_, code) => value(code));
    tables.set(dtype, table);
  }
  return table;
}

/** The smallest normal number of a floating dtype; 0 where there are no subnormal ones. */
export function smallestNormal(dtype: Dtype): number {
  if (dtype === "float64") return 2 ** -1022;
  if (dtype === "float32") return 2 ** -126;
  const format = MINIFLOATS[dtype];
  return format ? 2 ** (1 - format.bias) : 0;
}

interface Minifloat {
  readonly exponent: number;
  readonly mantissa: number;
  readonly bias: number;
  /** ieee: all-ones exponent is Inf and NaN. fn: only all ones is NaN. fnuz: only the code of -0 is NaN. */
  readonly special: "ieee" | "fn" | "fnuz";
}

/** IEEE 754 binary16, bfloat16, and the 8-bit formats of the OCP FP8 specification and ml_dtypes. */
const MINIFLOATS: Partial<Record<Dtype, Minifloat>> = {
  float16: { exponent: 5, mantissa: 10, bias: 15, special: "ieee" },
  bfloat16: { exponent: 8, mantissa: 7, bias: 127, special: "ieee" },
  float8_e5m2: { exponent: 5, mantissa: 2, bias: 15, special: "ieee" },
  float8_e4m3fn: { exponent: 4, mantissa: 3, bias: 7, special: "fn" },
  float8_e4m3fnuz: { exponent: 4, mantissa: 3, bias: 8, special: "fnuz" },
  float8_e5m2fnuz: { exponent: 5, mantissa: 2, bias: 16, special: "fnuz" },
};

function codeValue(dtype: Dtype): (code: number) => number {
  const format = MINIFLOATS[dtype];
  if (format) return (code) => minifloatValue(code, format);
  switch (dtype) {
    case "float8_e8m0fnu":
      return (code) => (code === 0xff ? Number.NaN : 2 ** (code - 127));
    case "bool":
      return (code) => (code === 0 ? 0 : 1);
    case "int4":
      return (code) => (code << 28) >> 28;
    case "uint4":
      return (code) => code & 0xf;
    case "int8":
      return (code) => (code << 24) >> 24;
    case "int16":
      return (code) => (code << 16) >> 16;
    default:
      return (code) => code;
  }
}

function minifloatValue(code: number, { exponent, mantissa, bias, special }: Minifloat): number {
  const sign = code >> (exponent + mantissa) === 0 ? 1 : -1;
  const exponentBits = (code >> mantissa) & ((1 << exponent) - 1);
  const mantissaBits = code & ((1 << mantissa) - 1);
  const highest = exponentBits === (1 << exponent) - 1;
  const allOnes = highest && mantissaBits === (1 << mantissa) - 1;
  if (special === "ieee" && highest) return mantissaBits === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (special === "fn" && allOnes) return Number.NaN;
  if (special === "fnuz" && code === 1 << (exponent + mantissa)) return Number.NaN;
  if (exponentBits === 0) return sign * mantissaBits * 2 ** (1 - bias - mantissa);
  return sign * (1 + mantissaBits / (1 << mantissa)) * 2 ** (exponentBits - bias);
}

function decodeByTable(table: Float64Array, bytesPerValue: number): Decode {
  return (bytes, first, count, into, offset) => {
    const codes = bytesPerValue === 1 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    for (let i = 0; i < count; i++) into[offset + i] = table[codes[first + i]!]!;
  };
}

function decodeView(
  view: (bytes: Uint8Array) => ArrayLike<number> & { subarray(a: number, b: number): ArrayLike<number> },
): Decode {
  return (bytes, first, count, into, offset) => into.set(view(bytes).subarray(first, first + count), offset);
}

/** Both halves are exact as float64, so their sum rounds once. */
function decode64(signed: boolean): Decode {
  return (bytes, first, count, into, offset) => {
    const low = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    const high = signed ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : low;
    for (let i = 0; i < count; i++) {
      const word = 2 * (first + i);
      into[offset + i] = high[word + 1]! * 2 ** 32 + low[word]!;
    }
  };
}
