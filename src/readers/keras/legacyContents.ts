import type { FileContents } from "../fileContents";
import type { TextAttributes } from "../hdf5/attributes";
import { datasetContents, type NamedDataset } from "../hdf5/datasetContents";
import type { Hdf5Dataset } from "../hdf5/listObjects";
import type { OpenHdf5 } from "../hdf5/readHdf5";
import { declaredNorms } from "./declaredNorms";
import { fact, modelFacts, trainingFacts } from "./kerasFacts";
import { kerasLayer } from "./kerasLayer";
import { parseConfig } from "./parseConfig";
import { savedLayers } from "./savedLayers";

const MODEL = "model_weights";
const OPTIMIZER = "optimizer_weights";

/** The group that holds a model's weights in the layout of Keras 1 and 2; undefined where a file has none. */
export function legacyGroup({ objects }: OpenHdf5): string | undefined {
  const candidates = objects.groups.includes(MODEL) ? [MODEL] : [""];
  return candidates.find((group) => listOf(objects.attributesOf(group), "layer_names") !== undefined);
}

/**
 * A file as `model.save("x.h5")` and `save_weights("x.h5")` write it (legacy_h5_format.py): a group for each layer, with
 * the names of its weights in an attribute. `norm/gamma:0` of the layer `norm` is called `norm/gamma`.
 */
export function legacyContents(open: OpenHdf5, root: string): FileContents {
  const top = open.objects.attributesOf("");
  const inner = open.objects.attributesOf(root);
  const config = parseConfig(top.get("model_config")?.[0]);
  const model = kerasLayer(config.json);
  const contents = datasetContents(open, inLayerOrder(open, root));
  const shapes = new Map([...contents.tensors, ...contents.closed].map(({ name, shape }) => [name, shape]));
  const training = top.get("training_config")?.[0];
  return {
    format: model ? "Keras model (HDF5)" : "Keras weights (HDF5)",
    ...contents,
    facts: [
      ...fact("Keras version", (top.get("keras_version") ?? inner.get("keras_version"))?.[0]),
      ...fact("Backend", (top.get("backend") ?? inner.get("backend"))?.[0]),
      ...modelFacts(model),
      ...(model ? trainingFacts(parseConfig(training).json) : []),
      ...fact("model_config cannot be read", config.trouble),
    ],
    norms: declaredNorms(model ? savedLayers(model) : [], shapes),
  };
}

/** The datasets that the lists of names tell, in their order, then all others. */
function inLayerOrder({ objects }: OpenHdf5, root: string): readonly NamedDataset[] {
  const left = new Map(objects.datasets.map((dataset) => [dataset.path, dataset]));
  const groups = new Set(objects.groups);
  const named: NamedDataset[] = [];
  const at = (group: string, name: string) => (group === "" ? name : `${group}/${name}`);
  for (const layer of listOf(objects.attributesOf(root), "layer_names") ?? []) {
    const group = at(root, layer);
    if (!groups.has(group)) continue;
    for (const weight of listOf(objects.attributesOf(group), "weight_names") ?? []) {
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

/** A list of names, which Keras cuts into `layer_names0`, `layer_names1` … where it is too long for one attribute. */
function listOf(attributes: TextAttributes, name: string): readonly string[] | undefined {
  const whole = attributes.get(name);
  if (whole || !attributes.has(`${name}0`)) return whole;
  const parts: string[] = [];
  for (let i = 0; attributes.has(`${name}${i}`); i++) parts.push(...attributes.get(`${name}${i}`)!);
  return parts;
}
