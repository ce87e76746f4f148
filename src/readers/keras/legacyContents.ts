import type { FileContents } from "../fileContents";
import { datasetContents, type NamedDataset } from "../hdf5/datasetContents";
import type { Hdf5Dataset } from "../hdf5/listObjects";
import type { OpenHdf5 } from "../hdf5/readHdf5";
import { listAttribute, textAttribute } from "../hdf5/textAttribute";
import { declaredNorms } from "./declaredNorms";
import { fact, modelFacts, trainingFacts } from "./kerasFacts";
import { kerasLayer } from "./kerasLayer";
import { parseConfig } from "./parseConfig";
import { savedLayers } from "./savedLayers";

const MODEL = "model_weights";
const OPTIMIZER = "optimizer_weights";

/** The group that holds a model's weights in the layout of Keras 1 and 2; undefined where a file has none. */
export function legacyGroup({ file, objects }: OpenHdf5): string | undefined {
  const candidates = objects.groups.includes(MODEL) ? [MODEL] : [""];
  return candidates.find((group) => listAttribute(file, group, "layer_names") !== undefined);
}

/**
 * A file as `model.save("x.h5")` and `save_weights("x.h5")` write it (legacy_h5_format.py): a group for each layer, with
 * the names of its weights in an attribute. `norm/gamma:0` of the layer `norm` is called `norm/gamma`.
 */
export function legacyContents(open: OpenHdf5, root: string): FileContents {
  const { file } = open;
  const config = parseConfig(textAttribute(file, "", "model_config")?.[0]);
  const model = kerasLayer(config.json);
  const contents = datasetContents(open, inLayerOrder(open, root));
  const names = new Set([...contents.tensors, ...contents.closed].map(({ name }) => name));
  const version = textAttribute(file, "", "keras_version") ?? textAttribute(file, root, "keras_version");
  const backend = textAttribute(file, "", "backend") ?? textAttribute(file, root, "backend");
  const training = textAttribute(file, "", "training_config")?.[0];
  return {
    format: model ? "Keras model (HDF5)" : "Keras weights (HDF5)",
    ...contents,
    facts: [
      ...fact("Keras version", version?.[0]),
      ...fact("Backend", backend?.[0]),
      ...modelFacts(model),
      ...(model ? trainingFacts(parseConfig(training).json) : []),
      ...fact("model_config cannot be read", config.trouble),
    ],
    norms: declaredNorms(model ? savedLayers(model) : [], names),
  };
}

/** The datasets that the lists of names tell, in their order, then all others. */
function inLayerOrder({ file, objects }: OpenHdf5, root: string): readonly NamedDataset[] {
  const left = new Map(objects.datasets.map((dataset) => [dataset.path, dataset]));
  const groups = new Set(objects.groups);
  const named: NamedDataset[] = [];
  const at = (group: string, name: string) => (group === "" ? name : `${group}/${name}`);
  for (const layer of listAttribute(file, root, "layer_names") ?? []) {
    const group = at(root, layer);
    if (!groups.has(group)) continue;
    for (const weight of listAttribute(file, group, "weight_names") ?? []) {
      const dataset = left.get(at(group, weight));
      if (!dataset || !left.delete(dataset.path)) continue;
      named.push({ dataset, naming: { name: weightName(layer, weight) } });
    }
  }
  return [...named, ...[...left.values()].map((dataset) => ({ dataset, naming: unlistedName(dataset, root) }))];
}

/** Weights bear the name of their layer in front, those of layers within a model not always. */
function weightName(layer: string, weight: string): string {
  const name = weight.replace(/:0$/, "");
  return name.startsWith(`${layer}/`) ? name : `${layer}/${name}`;
}

function unlistedName({ path }: Hdf5Dataset, root: string): NamedDataset["naming"] {
  const name = path.replace(/:0$/, "");
  if (path.startsWith(`${OPTIMIZER}/`)) return { name, role: "optimizer" };
  return { name: root !== "" && name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name };
}
