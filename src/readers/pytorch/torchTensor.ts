import {
  globalName,
  isDict,
  isObject,
  isTuple,
  itemsOf,
  kindText,
  type PickleObject,
  type PickleValue,
} from "../pickle/pickleValue";
import { quoteName } from "../quoteName";
import { numpyArray } from "./numpyArray";
import type { Outside, TorchTensor } from "./savedTensor";
import { listedSizes } from "./sizes";
import { checkView } from "./stridedView";
import { dtypeNamed } from "./torchDtypes";

type Rebuild = (args: readonly PickleValue[], outside: Outside, label: string, depth: number) => TorchTensor;

const MOST_WRAPPINGS = 8;

/** Functions by which PyTorch pickles a tensor, and what their arguments say (torch/_utils.py, torch/_tensor.py). */
const REBUILDS: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ["torch._utils._rebuild_tensor", rebuildTensor],
  ["torch._utils._rebuild_tensor_v2", rebuildTensor],
  ["torch._utils._rebuild_tensor_v3", rebuildTensor],
  ["torch._utils._rebuild_parameter", rebuildFirst],
  ["torch._utils._rebuild_parameter_with_state", rebuildFirst],
  ["torch._utils._rebuild_device_tensor_from_cpu_tensor", rebuildFirst],
  // Versions before 0.4.
  ["torch.nn.parameter.Parameter", rebuildFirst],
  ["torch.autograd.variable.Variable", rebuildFirst],
  ["torch._tensor._rebuild_from_type_v2", rebuildFromType],
  ["torch._tensor._rebuild_from_type", rebuildFromType],
  ["torch.tensor._rebuild_from_type", rebuildFromType],
  ["torch._utils._rebuild_qtensor", rebuildQuantized],
  ["torch._utils._rebuild_sparse_tensor", rebuildSparse],
  ["torch._utils._rebuild_sparse_csr_tensor", rebuildSparse],
  [
    "torch._utils._rebuild_meta_tensor_no_storage",
    ([dtype, size]) => closed(dtype, size, "it was saved without values (device meta)"),
  ],
  [
    "torch._utils._rebuild_wrapper_subclass",
    ([type, dtype, size]) => closed(dtype, size, `it is a ${shortName(type)}, which keeps its values in other tensors`),
  ],
  [
    "torch._utils._rebuild_nested_tensor",
    () => closed(undefined, undefined, "it is a nested tensor, whose parts differ in shape"),
  ],
  ["torch._utils._rebuild_device_tensor_from_numpy", rebuildFromNumpy],
  ["torch._utils._rebuild_xla_tensor", rebuildFromNumpy],
]);

/** Whether a value stands for a tensor or an array. */
export function isTensor(value: PickleValue, outside: Outside): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (value.kind === "persistent") return outside.tensor !== undefined && !isTuple(value.id);
  return isObject(value) && (isRebuilt(value) || numpyArray(value) !== undefined);
}

/**
 * What the file says of the tensor that `value` stands for. Throws, naming `label`, where arguments are not what
 * PyTorch gives, and where the tensor would leave its storage.
 */
export function readTensor(value: PickleValue, outside: Outside, label: string, depth = 0): TorchTensor {
  checkDepth(depth, label);
  if (isPersistent(value) && outside.tensor) return outside.tensor(value.id, label);
  if (!isObject(value)) throw new Error(`${label}: ${quoteName(kindText(value))} where a tensor should be`);
  const array = numpyArray(value);
  if (array) return array;
  const rebuild = REBUILDS.get(globalName(value.callee) ?? "");
  if (!rebuild) throw new Error(`${label}: an object where a tensor should be`);
  return rebuild(itemsOf(value.args), outside, label, depth);
}

/** What a tensor subclass keeps besides: attributes, among them the tensors that it is made of. */
export function subclassState(value: PickleValue): PickleValue | undefined {
  if (!isObject(value) || REBUILDS.get(globalName(value.callee) ?? "") !== rebuildFromType) return undefined;
  return itemsOf(value.args)[3];
}

function checkDepth(depth: number, label: string): void {
  if (depth > MOST_WRAPPINGS) throw new Error(`${label}: a tensor wrapped more than ${MOST_WRAPPINGS} times`);
}

function isRebuilt({ callee, args }: PickleObject): boolean {
  const name = globalName(callee);
  return name !== undefined && REBUILDS.has(name) && itemsOf(args).length > 0;
}

function isPersistent(value: PickleValue | undefined) {
  return typeof value === "object" && value !== null && value.kind === "persistent";
}

function rebuildTensor(args: readonly PickleValue[], outside: Outside, label: string): TorchTensor {
  const [storage, offset, size, stride, , , ...rest] = args;
  const named = globalName(rest[0]);
  if (!isPersistent(storage)) {
    return {
      dtype: dtypeNamed(named ?? "unknown"),
      shape: listedSizes(size),
      bytes: 0,
      reason: "its storage is a pickle within the pickle",
    };
  }
  const part = outside.storage(storage.id, label);
  const dtype = named === undefined ? part.dtype : dtypeNamed(named);
  if (dtype.bytes === 0) return { dtype, shape: listedSizes(size), bytes: 0, reason: dtype.reason };
  const shape = counts(size, "shape", label);
  const start = (part.offset * part.dtype.bytes) / dtype.bytes;
  const inPart = { shape, strides: counts(stride, "strides", label), offset: count(offset), elementBytes: dtype.bytes };
  checkView(inPart, Math.floor((part.elements * part.dtype.bytes) / dtype.bytes), label);
  const view = { ...inPart, offset: start + inPart.offset };
  const bytes = shape.reduce((product, axis) => product * axis, dtype.bytes);
  if (dtype.dtype === null) return { dtype, shape, bytes, reason: dtype.reason };
  const flipped = rest.find(isDict);
  const pending = ["conj", "neg"].filter((bit) => flipped?.entries.get(bit) === true);
  if (pending.length > 0) {
    return { dtype, shape, bytes, reason: `its values are still to be changed (${pending.join(" and ")} bit)` };
  }
  return { dtype, view, storage: part.storage };
}

function rebuildFirst([data]: readonly PickleValue[], outside: Outside, label: string, depth: number): TorchTensor {
  return readTensor(data ?? null, outside, label, depth + 1);
}

function rebuildFromType(args: readonly PickleValue[], outside: Outside, label: string, depth: number): TorchTensor {
  checkDepth(depth, label);
  const [rebuild, , rebuildArgs] = args;
  const callee = globalName(rebuild);
  const known = callee === undefined ? undefined : REBUILDS.get(callee);
  if (known) return known(itemsOf(rebuildArgs), outside, label, depth + 1);
  return closed(undefined, undefined, `it is rebuilt by ${shortName(rebuild)}`);
}

function rebuildQuantized(args: readonly PickleValue[], outside: Outside, label: string): TorchTensor {
  const found = rebuildTensor(args.slice(0, 4), outside, label);
  if ("reason" in found) return found;
  return { dtype: found.dtype, shape: found.view.shape, bytes: bytesOf(found), reason: "it is quantized" };
}

const LAYOUTS: Readonly<Record<string, string>> = {
  sparse_coo: "COO",
  sparse_csr: "CSR",
  sparse_csc: "CSC",
  sparse_bsr: "BSR",
  sparse_bsc: "BSC",
};

/** COO: indices, values, size; the others: two lists of indices, values, size. */
function rebuildSparse(args: readonly PickleValue[], outside: Outside, label: string, depth: number): TorchTensor {
  const [layout, data] = args;
  const name = isObject(layout) ? itemsOf(layout.args)[0] : layout;
  const own = typeof name === "string" ? name.replace(/^torch\./, "") : "";
  const isCoo = own === "sparse_coo";
  const parts = itemsOf(data);
  const kind = LAYOUTS[own] ?? "of an unknown layout";
  const values = parts[isCoo ? 1 : 2];
  const size = parts[isCoo ? 2 : 3];
  if (values === undefined) return closed(undefined, undefined, `it is sparse (${kind})`);
  const found = readTensor(values, outside, label, depth + 1);
  return {
    dtype: found.dtype,
    shape: listedSizes(size),
    bytes: bytesOf(found),
    reason: `it is sparse (${kind})`,
  };
}

function rebuildFromNumpy(args: readonly PickleValue[]): TorchTensor {
  const array = isObject(args[0]) ? numpyArray(args[0]) : undefined;
  return array ?? closed(args[1], undefined, "it is a NumPy array within the pickle");
}

function bytesOf(tensor: TorchTensor): number {
  return "reason" in tensor
    ? tensor.bytes
    : tensor.view.shape.reduce((product, size) => product * size, tensor.dtype.bytes);
}

function closed(dtype: PickleValue | undefined, size: PickleValue | undefined, reason: string): TorchTensor {
  const name = globalName(dtype);
  return { dtype: dtypeNamed(name ?? "unknown"), shape: listedSizes(size), bytes: 0, reason };
}

function shortName(type: PickleValue | undefined): string {
  const name = globalName(type) ?? "tensor subclass";
  return quoteName(name.slice(name.lastIndexOf(".") + 1));
}

function counts(value: PickleValue | undefined, field: string, label: string): readonly number[] {
  if (value === undefined || !isList(value))
    throw new Error(`${label}: its ${field} is ${kindText(value)}, not a tuple`);
  return itemsOf(value).map(count);
}

function isList(value: PickleValue): boolean {
  return typeof value === "object" && value !== null && (value.kind === "tuple" || value.kind === "list");
}

/** What is no number fails the check of the view. */
function count(value: PickleValue | undefined): number {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" ? value : Number.NaN;
}
