import type { FileContents } from "../fileContents";
import { datasetContents } from "../hdf5/datasetContents";
import type { Hdf5Dataset } from "../hdf5/listObjects";
import type { OpenHdf5 } from "../hdf5/readHdf5";
import { declaredNorms } from "./declaredNorms";
import { type KerasGroups, nameVariables } from "./groupNames";
import { type KerasLayer, LONGEST_NAME } from "./kerasLayer";
import { type SavedLayer, savedLayers } from "./savedLayers";

/** The weights that Keras 3 has saved, with a model's configuration where there is one. */
export function kerasLayoutContents(
  open: OpenHdf5,
  model: KerasLayer | undefined,
): Pick<FileContents, "tensors" | "closed" | "norms"> {
  const saved = model ? savedLayers(model) : [];
  const groups = groupsOf(open, saved);
  const datasets = inModelOrder(open.objects.datasets, saved);
  const namings = nameVariables(datasets, groups);
  const contents = datasetContents(
    open,
    datasets.map((dataset, i) => ({ dataset, naming: namings[i]! })),
  );
  const shapes = new Map([...contents.tensors, ...contents.closed].map(({ name, shape }) => [name, shape]));
  return { ...contents, norms: declaredNorms(saved, shapes) };
}

function groupsOf({ objects }: OpenHdf5, saved: readonly SavedLayer[]): KerasGroups {
  const existing = new Set(objects.groups);
  const known = new Map<string, string | undefined>();
  return {
    layers: new Map(saved.map((layer) => [layer.group, layer])),
    nameOf(group) {
      if (!known.has(group)) {
        const vars = `${group}/vars`;
        const name = existing.has(vars) ? objects.attributesOf(vars).get("name")?.[0] : undefined;
        known.set(group, name !== undefined && name.length <= LONGEST_NAME ? name : undefined);
      }
      return known.get(group);
    },
  };
}

/** Layers in the model's order where it is known, others by name after them, variables by number; the optimizer last. */
function inModelOrder(datasets: readonly Hdf5Dataset[], saved: readonly SavedLayer[]): readonly Hdf5Dataset[] {
  const places = new Map(saved.map(({ group }, i) => [group, i]));
  const collator = new Intl.Collator("en", { numeric: true });
  const keyed = datasets.map((dataset) => {
    const parts = dataset.path.split("/");
    return { dataset, parts, place: placeOf(parts, places) };
  });
  keyed.sort((a, b) => a.place - b.place || compareParts(a.parts, b.parts, collator));
  return keyed.map(({ dataset }) => dataset);
}

/** A folder before what is in it. */
function compareParts(a: readonly string[], b: readonly string[], collator: Intl.Collator): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = collator.compare(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** That of the innermost group which the configuration knows. */
function placeOf(parts: readonly string[], places: ReadonlyMap<string, number>): number {
  if (parts[0] === "optimizer") return Number.MAX_VALUE;
  const generic = parts.map((part) => (part === "_layer_checkpoint_dependencies" ? "layers" : part));
  for (let length = generic.length - 1; length > 0; length--) {
    const place = places.get(generic.slice(0, length).join("/"));
    if (place !== undefined) return place;
  }
  return Number.MAX_SAFE_INTEGER;
}
