import type { ByteSource } from "../byteSource";
import type { FileContents } from "../fileContents";
import { datasetContents } from "../hdf5/datasetContents";
import type { LoadHdf5 } from "../hdf5/hdf5Library";
import { type OpenHdf5, readHdf5 } from "../hdf5/readHdf5";
import { isKerasLayout } from "./groupNames";
import { kerasLayoutContents } from "./kerasLayoutContents";
import { legacyContents, legacyGroup } from "./legacyContents";

/**
 * Opens an HDF5 file: weights of Keras 3, a model or weights of Keras 1 and 2, told apart by what is in it; or any
 * other, whose datasets are called by their paths. Links by name are not followed, in the file or out of it.
 * Throws as `readHdf5`.
 */
export function openKerasHdf5(source: ByteSource, label: string, load: LoadHdf5 | undefined): Promise<FileContents> {
  return readHdf5(source, label, load, (open) => {
    const contents = contentsOf(open);
    const { links } = open.objects;
    return links === 0 ? contents : { ...contents, facts: [...contents.facts, ["Links not followed", String(links)]] };
  });
}

function contentsOf(open: OpenHdf5): FileContents {
  const legacy = legacyGroup(open);
  if (legacy !== undefined) return legacyContents(open, legacy);
  const { datasets } = open.objects;
  if (isKerasLayout(datasets)) return { format: "Keras weights", facts: [], ...kerasLayoutContents(open, undefined) };
  const named = datasets.map((dataset) => ({ dataset, naming: { name: dataset.path } }));
  return { format: "HDF5 file", facts: [], norms: [], ...datasetContents(open, named) };
}
