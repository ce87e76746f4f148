import type { Tensor } from "../../engine/tensor";
import type { ClosedTensor, FileContents } from "../fileContents";
import type { PickleValue } from "../pickle/pickleValue";
import { quoteName } from "../quoteName";
import { storedTensors } from "../storedTensors";
import { createUniqueNames } from "../uniqueNames";
import { checkpointFacts, type Fact } from "./checkpointFacts";
import { nameTensors } from "./checkpointNames";
import { type FoundTensor, findTensors } from "./checkpointTensors";
import { moduleNorms } from "./moduleNorms";
import { reasonAgainstView, viewReading } from "./readView";
import type { OpenTensor, Outside, UnreadableTensor } from "./savedTensor";

/** A PyTorch file whose pickle has been read. */
export interface Checkpoint {
  readonly format: string;
  readonly root: PickleValue;
  readonly outside: Outside;
  readonly bigEndian: boolean;
  readonly facts: readonly Fact[];
}

/** What a checkpoint holds, and the names in it before complex tensors become two. */
export interface CheckpointContents {
  readonly contents: FileContents;
  readonly names: ReadonlySet<string>;
}

/**
 * The tensors of a checkpoint. `own` names one that is all of the file. Throws, naming `label` and the tensor, where
 * one is not as PyTorch writes it or leaves its storage.
 */
export function checkpointContents(checkpoint: Checkpoint, label: string, own: string): CheckpointContents {
  const { format, root, outside, bigEndian } = checkpoint;
  const { tensors: found, modules } = findTensors(root, outside, label);
  const { names, wrapper } = nameTensors(found, own);
  const known = new Set(names);
  const tensors: Tensor[] = [];
  const closed: ClosedTensor[] = [];
  const unique = createUniqueNames();
  for (const [i, { tensor, isOptimizers }] of found.entries()) {
    const name = names[i]!;
    const reason = "reason" in tensor ? tensor.reason : reasonAgainstView(tensor.view, tensor.storage);
    if (reason !== undefined) closed.push(asClosed(tensor, unique(name), reason));
    else {
      for (const part of openTensor(tensor as OpenTensor, name, bigEndian, label)) {
        const own = { ...part, name: unique(part.name) };
        tensors.push(isOptimizers ? { ...own, role: "optimizer" } : own);
      }
    }
  }
  const facts = [...checkpoint.facts, ...wrapperFact(wrapper), ...checkpointFacts(root)];
  const norms = moduleNorms(modules, known, (path) => (path[0] === wrapper ? path.slice(1) : path).join("."));
  return { contents: { format, tensors, closed, facts, norms }, names: known };
}

function openTensor({ dtype, view, storage }: OpenTensor, name: string, bigEndian: boolean, file: string) {
  const label = `${file}: ${quoteName(name)}`;
  return storedTensors({
    name,
    shape: view.shape,
    storage: { dtype: dtype.dtype!, complex: dtype.complex, bigEndian },
    label,
    ...viewReading(view, storage),
  });
}

function asClosed(tensor: OpenTensor | UnreadableTensor, name: string, reason: string): ClosedTensor {
  if ("reason" in tensor) return { name, dtype: tensor.dtype.name, shape: tensor.shape, bytes: tensor.bytes, reason };
  return { name, dtype: tensor.dtype.name, shape: tensor.view.shape, bytes: tensor.storage.bytes, reason };
}

function wrapperFact(wrapper: FoundTensor["path"][number] | undefined): readonly Fact[] {
  return wrapper === undefined ? [] : [["model under", quoteName(wrapper)]];
}
