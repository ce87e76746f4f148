import type { Dtype } from "../../engine/tensor";

/** How ONNX keeps the elements of a data type (onnx/onnx.proto, TensorProto). */
export interface DataType {
  /** As ONNX calls it. */
  readonly name: string;
  /** Null where the elements are not read. */
  readonly dtype: Dtype | null;
  readonly complex: boolean;
  /** Bits of one element in raw data. */
  readonly bits: number;
  /** The field that holds them where raw data does not. */
  readonly field: DataField;
}

export type DataField = "float_data" | "int32_data" | "string_data" | "int64_data" | "double_data" | "uint64_data";

/** Fields of values by their number. */
export const DATA_FIELDS: ReadonlyMap<number, DataField> = new Map([
  [4, "float_data"],
  [5, "int32_data"],
  [6, "string_data"],
  [7, "int64_data"],
  [10, "double_data"],
  [11, "uint64_data"],
]);

const TYPES: ReadonlyMap<number, DataType> = new Map([
  [1, type("FLOAT", "float32", 32, "float_data")],
  [2, type("UINT8", "uint8", 8)],
  [3, type("INT8", "int8", 8)],
  [4, type("UINT16", "uint16", 16)],
  [5, type("INT16", "int16", 16)],
  [6, type("INT32", "int32", 32)],
  [7, type("INT64", "int64", 64, "int64_data")],
  [8, type("STRING", null, 0, "string_data")],
  [9, type("BOOL", "bool", 8)],
  [10, type("FLOAT16", "float16", 16)],
  [11, type("DOUBLE", "float64", 64, "double_data")],
  [12, type("UINT32", "uint32", 32, "uint64_data")],
  [13, type("UINT64", "uint64", 64, "uint64_data")],
  [14, { ...type("COMPLEX64", "float32", 64, "float_data"), complex: true }],
  [15, { ...type("COMPLEX128", "float64", 128, "double_data"), complex: true }],
  [16, type("BFLOAT16", "bfloat16", 16)],
  [17, type("FLOAT8E4M3FN", "float8_e4m3fn", 8)],
  [18, type("FLOAT8E4M3FNUZ", "float8_e4m3fnuz", 8)],
  [19, type("FLOAT8E5M2", "float8_e5m2", 8)],
  [20, type("FLOAT8E5M2FNUZ", "float8_e5m2fnuz", 8)],
  [21, type("UINT4", "uint4", 4)],
  [22, type("INT4", "int4", 4)],
  [23, type("FLOAT4E2M1", null, 4)],
  [24, type("FLOAT8E8M0", "float8_e8m0fnu", 8)],
  [25, type("UINT2", null, 2)],
  [26, type("INT2", null, 2)],
  [27, type("FLOAT6E2M3", null, 6)],
  [28, type("FLOAT6E3M2", null, 6)],
]);

/** What a number of TensorProto.DataType means; a type that is not known has no dtype and no bits. */
export function dataType(number: number): DataType {
  return TYPES.get(number) ?? type(`type ${number}`, null, 0);
}

function type(name: string, dtype: Dtype | null, bits: number, field: DataField = "int32_data"): DataType {
  return { name, dtype, complex: false, bits, field };
}
