import type { TensorNaming } from "../hdf5/datasetTensor";
import type { Hdf5Dataset } from "../hdf5/listObjects";
import type { SavedLayer } from "./savedLayers";
import { classOfName, variableNames } from "./variableNames";

/** What is known of the groups of a file that Keras 3 wrote. */
export interface KerasGroups {
  /** From its configuration, by group. */
  readonly layers: ReadonlyMap<string, SavedLayer>;
  /** What the file itself says that the layer of a group is called, since Keras 3.8 or so. */
  readonly nameOf: (group: string) => string | undefined;
}

const VARIABLE = /^(?:(.*)\/)?vars\/([^/]+)$/s;
/** Keras 2.12 and 2.13 called the list of layers by another name. */
const LAYERS = /(^|\/)_layer_checkpoint_dependencies(?=\/)/g;

/** Whether a file is one of Keras 3's by the paths of its datasets. */
export function isKerasLayout(datasets: readonly Hdf5Dataset[]): boolean {
  return datasets.some(({ path }) => /(^|\/)vars\/\d+$/.test(path));
}

/**
 * What people call the variables: "encoder/norm/gamma" for `layers/functional/layers/batch_normalization/vars/0`. A
 * layer has the name that the configuration or the file gives it, else that of its group; a variable the one that its
 * class gives it, else `vars/0`. Those of the optimizer keep their paths.
 */
export function nameVariables(datasets: readonly Hdf5Dataset[], groups: KerasGroups): readonly TensorNaming[] {
  const counts = new Map<string, number>();
  for (const { path } of datasets) {
    const group = VARIABLE.exec(path)?.[1] ?? "";
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return datasets.map(({ path }) => {
    if (/^optimizer\//.test(path)) return { name: path, role: "optimizer" };
    const [, group = "", number = ""] = VARIABLE.exec(path) ?? [];
    if (!VARIABLE.test(path)) return { name: layerPath(path, groups) };
    const name = variableOf(group, number, counts.get(group)!, groups) ?? `vars/${number}`;
    return { name: group === "" ? name : `${layerPath(group, groups)}/${name}` };
  });
}

function variableOf(group: string, number: string, count: number, groups: KerasGroups): string | undefined {
  if (!/^\d+$/.test(number)) return undefined;
  const known = knownLayer(group, groups);
  return variableNames(known?.layer.className ?? classOfGroup(group, groups), known?.layer.config, count)[
    Number(number)
  ];
}

/** Groups in a list of layers are named after their class, others as the user likes, but layers have automatic names. */
function classOfGroup(group: string, { nameOf }: KerasGroups): string | undefined {
  const [last = "", list] = group.split("/").toReversed();
  if (list === "layers" || list === "_layer_checkpoint_dependencies") return classOfName(last);
  return classOfName(nameOf(group) ?? "");
}

function layerPath(group: string, groups: KerasGroups): string {
  const parts = group.split("/");
  const names: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const isList = i + 1 < parts.length && (parts[i] === "layers" || parts[i] === "_layer_checkpoint_dependencies");
    if (isList) i++;
    const own = parts.slice(0, i + 1).join("/");
    const known = knownLayer(own, groups)?.layer.name;
    names.push(known || (isList && groups.nameOf(own)) || parts[i]!);
  }
  return names.join("/");
}

/** The layer of the configuration that a group belongs to, unless the file says that it is another. */
export function knownLayer(group: string, { layers, nameOf }: KerasGroups): SavedLayer | undefined {
  const found = layers.get(group.replace(LAYERS, "$1layers"));
  const said = found && nameOf(group);
  return said === undefined || said === found?.layer.name ? found : undefined;
}
