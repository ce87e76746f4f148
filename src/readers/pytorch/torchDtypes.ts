import type { Dtype } from "../../engine/tensor";

/** How PyTorch stores one element. */
export interface TorchDtype {
  /** PyTorch's name without "torch.". */
  readonly name: string;
  /** What its values are read as; null where they cannot be. */
  readonly dtype: Dtype | null;
  readonly complex: boolean;
  /** Bytes that one element of the storage takes; 0 where that is not known. */
  readonly bytes: number;
  /** Why its values cannot be read. */
  readonly reason: string;
}

const BLOCKS = "its values are packed into parts of a byte";
const QUANTIZED = "it is quantized, so that its values are integers and a scale";

const DTYPES: ReadonlyMap<string, TorchDtype> = new Map(
  [
    read("float32", "float32", 4),
    read("float64", "float64", 8),
    read("float16", "float16", 2),
    read("bfloat16", "bfloat16", 2),
    read("int64", "int64", 8),
    read("int32", "int32", 4),
    read("int16", "int16", 2),
    read("int8", "int8", 1),
    read("uint8", "uint8", 1),
    read("uint16", "uint16", 2),
    read("uint32", "uint32", 4),
    read("uint64", "uint64", 8),
    read("bool", "bool", 1),
    read("float8_e4m3fn", "float8_e4m3fn", 1),
    read("float8_e4m3fnuz", "float8_e4m3fnuz", 1),
    read("float8_e5m2", "float8_e5m2", 1),
    read("float8_e5m2fnuz", "float8_e5m2fnuz", 1),
    read("float8_e8m0fnu", "float8_e8m0fnu", 1),
    { ...read("complex64", "float32", 8), complex: true },
    { ...read("complex128", "float64", 16), complex: true },
    closed("complex32", 4, "its values are pairs of float16"),
    closed("qint8", 1, QUANTIZED),
    closed("quint8", 1, QUANTIZED),
    closed("qint32", 4, QUANTIZED),
    closed("quint4x2", 1, `${QUANTIZED}, two to a byte`),
    closed("quint2x4", 1, `${QUANTIZED}, four to a byte`),
    closed("float4_e2m1fn_x2", 1, `${BLOCKS} (two float4_e2m1fn)`),
    closed("bits8", 1, "its values are bits without a meaning"),
  ].map((dtype) => [dtype.name, dtype] as const),
);

/** Storage classes of before PyTorch 2.0, which all later versions still write. */
const STORAGES: ReadonlyMap<string, string> = new Map([
  ["FloatStorage", "float32"],
  ["DoubleStorage", "float64"],
  ["HalfStorage", "float16"],
  ["BFloat16Storage", "bfloat16"],
  ["LongStorage", "int64"],
  ["IntStorage", "int32"],
  ["ShortStorage", "int16"],
  ["CharStorage", "int8"],
  ["ByteStorage", "uint8"],
  ["BoolStorage", "bool"],
  ["ComplexFloatStorage", "complex64"],
  ["ComplexDoubleStorage", "complex128"],
  ["QInt8Storage", "qint8"],
  ["QUInt8Storage", "quint8"],
  ["QInt32Storage", "qint32"],
  ["QUInt4x2Storage", "quint4x2"],
  ["QUInt2x4Storage", "quint2x4"],
]);

/** "UntypedStorage" counts bytes and leaves the dtype to the tensor. */
export const BYTES: TorchDtype = closed("bytes", 1, "its dtype is not said");

/** The dtype of `torch.float32` or the like. */
export function dtypeNamed(name: string): TorchDtype {
  const own = name.replace(/^torch\./, "");
  return DTYPES.get(own) ?? closed(own, 0, "its dtype is not known");
}

/** The dtype that a storage class stands for: `torch.FloatStorage`, `torch.cuda.HalfStorage`. */
export function storageDtype(className: string): TorchDtype | undefined {
  const own = className.slice(className.lastIndexOf(".") + 1);
  if (own === "UntypedStorage" || own === "_UntypedStorage") return BYTES;
  const name = STORAGES.get(own);
  return name === undefined ? undefined : DTYPES.get(name);
}

function read(name: string, dtype: Dtype, bytes: number): TorchDtype {
  return { name, dtype, complex: false, bytes, reason: "" };
}

function closed(name: string, bytes: number, reason: string): TorchDtype {
  return { name, dtype: null, complex: false, bytes, reason };
}
