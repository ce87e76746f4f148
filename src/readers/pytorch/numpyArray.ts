import { globalName, isObject, itemsOf, type PickleObject, type PickleValue } from "../pickle/pickleValue";
import { quoteName } from "../quoteName";
import type { UnreadableTensor } from "./savedTensor";
import { listedSizes } from "./sizes";

const MODULES = ["numpy.core.multiarray", "numpy._core.multiarray"];
const ARRAYS: ReadonlySet<string> = new Set(MODULES.map((module) => `${module}._reconstruct`));
const SCALARS: ReadonlySet<string> = new Set(MODULES.map((module) => `${module}.scalar`));

/** What the pickle says of a NumPy array in it, if `object` is one. Its values lie within the pickle. */
export function numpyArray(object: PickleObject): UnreadableTensor | undefined {
  if (!ARRAYS.has(globalName(object.callee) ?? "") || object.state === undefined) return undefined;
  const [, shape, dtype] = itemsOf(object.state);
  const sizes = listedSizes(shape);
  const name = dtypeCode(dtype);
  const bytes = sizes.reduce((product, size) => product * size, Number(name.slice(1)));
  return {
    dtype: { name, dtype: null, complex: false, bytes: 0, reason: "" },
    shape: sizes,
    bytes: Number.isSafeInteger(bytes) && bytes > 0 ? bytes : 0,
    reason: "it is a NumPy array within the pickle",
  };
}

/** The value of a NumPy scalar in a pickle: a best accuracy or the like. */
export function numpyScalar(value: PickleValue): number | bigint | boolean | undefined {
  if (!isObject(value) || !SCALARS.has(globalName(value.callee) ?? "")) return undefined;
  const [dtype, data] = itemsOf(value.args);
  if (typeof data !== "object" || data === null || data.kind !== "bytes") return undefined;
  const { bytes } = data;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const code = dtypeCode(dtype);
  if (bytes.length !== Number(code.slice(1))) return undefined;
  switch (code) {
    case "b1":
      return view.getUint8(0) !== 0;
    case "f4":
      return view.getFloat32(0, true);
    case "f8":
      return view.getFloat64(0, true);
    case "i4":
      return view.getInt32(0, true);
    case "i8":
      return view.getBigInt64(0, true);
    default:
      return undefined;
  }
}

/** "f4" of `numpy.dtype("f4", …)`. */
function dtypeCode(dtype: PickleValue | undefined): string {
  const code = isObject(dtype) ? itemsOf(dtype.args)[0] : undefined;
  return typeof code === "string" ? quoteName(code) : "unknown";
}
