import type { PickleValue } from "../pickle/pickleValue";
import type { StridedView } from "./stridedView";
import type { TorchDtype } from "./torchDtypes";
import type { TorchStorage } from "./torchStorage";

/** What a checkpoint says of one tensor. */
export type TorchTensor = OpenTensor | UnreadableTensor;

export interface OpenTensor {
  readonly dtype: TorchDtype;
  readonly view: StridedView;
  readonly storage: TorchStorage;
}

export interface UnreadableTensor {
  readonly dtype: TorchDtype;
  readonly shape: readonly number[];
  /** What it takes in the file; 0 where that is not known. */
  readonly bytes: number;
  /** Why, in words that end a sentence. */
  readonly reason: string;
}

/** A storage, or the part of one that a legacy file calls a view of it. */
export interface StoragePart {
  readonly storage: TorchStorage;
  readonly dtype: TorchDtype;
  /** In elements of `dtype`. */
  readonly offset: number;
  readonly elements: number;
}

/** Finds what a persistent id stands for. Throws, naming `label`, where it stands for nothing in the file. */
export interface Outside {
  storage(id: PickleValue, label: string): StoragePart;
  /** Files of before PyTorch 0.1.10 keep whole tensors outside of the pickle. */
  readonly tensor?: (id: PickleValue, label: string) => TorchTensor;
}
