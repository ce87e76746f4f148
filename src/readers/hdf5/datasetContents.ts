import type { Tensor } from "../../engine/tensor";
import type { ClosedTensor } from "../fileContents";
import { createUniqueNames } from "../uniqueNames";
import { datasetTensor, isClosed, type TensorNaming } from "./datasetTensor";
import type { Hdf5Dataset } from "./listObjects";
import type { OpenHdf5 } from "./readHdf5";

/** A dataset and what it is called. */
export interface NamedDataset {
  readonly dataset: Hdf5Dataset;
  readonly naming: TensorNaming;
}

/** The tensors of an open file, and those that cannot be read. */
export function datasetContents(
  { objects, source, load, label }: OpenHdf5,
  named: readonly NamedDataset[],
): { readonly tensors: readonly Tensor[]; readonly closed: readonly ClosedTensor[] } {
  const unique = createUniqueNames();
  const names = named.map(({ naming }) => unique(naming.name));
  const dtypeOf = (path: string) => objects.attributesOf(path).get("dtype")?.[0];
  const all = named.map(({ dataset, naming }, i) =>
    datasetTensor({ source, label, load, dtypeOf }, dataset, { ...naming, name: names[i]! }),
  );
  return { tensors: all.filter((tensor) => !isClosed(tensor)) as Tensor[], closed: all.filter(isClosed) };
}
