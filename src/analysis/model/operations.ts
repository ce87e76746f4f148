import type { LayerSpec } from "../frameworks/layerSpec";
import type { Construction, Known, Operation, OperationKind, Place, Value } from "./facts";
import { modulesIn, NO_KEYWORDS, tensorsIn } from "./known";
import { type DraftValue, draftOf, type Frame, type Machine } from "./machine";
import { NO_SHAPE, type Shape } from "./shape";

export interface OperationParts {
  readonly kind: OperationKind;
  readonly name: string;
  readonly place: Place;
  readonly inputs: readonly Value[];
  readonly spec?: LayerSpec | null;
  readonly construction?: Construction;
  readonly positional?: readonly Known[];
  readonly keywords?: ReadonlyMap<string, Known>;
  /** Null for what gives no tensor. */
  readonly shape: Shape | null;
}

/** Notes an operation and returns the tensor that it gives. */
export function operate(machine: Machine, frame: Frame, parts: OperationParts): Known {
  const operation: Operation & { output: Value | null; inputs: Value[] } = {
    id: machine.ids++,
    kind: parts.kind,
    name: parts.name,
    spec: parts.spec ?? null,
    construction: parts.construction ?? null,
    inputs: [...parts.inputs],
    positional: parts.positional ?? [],
    keywords: parts.keywords ?? NO_KEYWORDS,
    output: null,
    certain: frame.choices === 0,
    place: { start: parts.place.start, end: parts.place.end },
    path: frame.path,
  };
  const distinct = parts.inputs.length > 1 ? new Set(parts.inputs) : parts.inputs;
  for (const input of distinct) (input as DraftValue).consumers.push(operation);
  if (parts.construction) draftOf(parts.construction).uses.push(operation);
  frame.graph.operations.push(operation);
  if (parts.shape === null) return { kind: "unknown" };
  const value: DraftValue = { id: operation.id, shape: parts.shape, producer: operation, consumers: [] };
  operation.output = value;
  return { kind: "tensor", value };
}

/** Adds an input to a merge whose loop has come round. */
export function addInput(merge: Operation, value: Value): void {
  const inputs = merge.inputs as Value[];
  if (inputs.includes(value)) return;
  inputs.push(value);
  (value as DraftValue).consumers.push(merge);
}

/** Tensors and layers that go where nothing is known of them. The result is a tensor if one went in. */
export function giveAway(machine: Machine, frame: Frame, values: readonly Known[], name: string, place: Place): Known {
  for (const value of values) letEscape(value);
  const inputs = values.flatMap((value) => tensorsIn(value));
  if (inputs.length === 0) return { kind: "unknown" };
  return operate(machine, frame, { kind: "unknown", name, place, inputs, shape: NO_SHAPE });
}

/** Layers, and lists that may hold some, that others may now call, too. */
export function letEscape(value: Known): void {
  for (const construction of modulesIn(value)) draftOf(construction).escapes = true;
  if (value.kind === "list") value.escapes = true;
  if (value.kind === "either") for (const option of value.options) if (option.kind === "list") option.escapes = true;
}

/** Where ways meet: the same tensor if it is one, otherwise one of several. */
export function mergeTensors(
  machine: Machine,
  frame: Frame,
  values: readonly Value[],
  shape: Shape,
  place: Place,
): Known {
  const inputs = [...new Set(values)];
  return operate(machine, frame, { kind: "merge", name: "merge", place, inputs, shape });
}
