import type { KerasLayer } from "./kerasLayer";
import { snakeCase } from "./variableNames";

/** A layer of the configuration and the group of the file that has its variables. */
export interface SavedLayer {
  readonly layer: KerasLayer;
  /** Path of the group in a file of Keras 3, with `layers` for the name of each list of layers. */
  readonly group: string;
  /** Names of the layer and the models around it, with slashes between: "encoder/norm". */
  readonly path: string;
  /** The model that it stands in. */
  readonly model: KerasLayer;
}

/**
 * All layers of a model, in its order, those of models within it after the model. Keras 3 names the group of a layer
 * after its class, numbered among the layers of the same class in one model (saving_lib.py).
 */
export function savedLayers(model: KerasLayer, group = "", path = ""): readonly SavedLayer[] {
  const counts = new Map<string, number>();
  return model.layers.flatMap((layer) => {
    if (layer.isFunction) return [];
    const name = snakeCase(layer.className);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    const own: SavedLayer = {
      layer,
      group: `${group}layers/${name}${count === 0 ? "" : `_${count}`}`,
      path: `${path}${layer.name}`,
      model,
    };
    return [own, ...wrappedLayer(own), ...savedLayers(layer, `${own.group}/`, `${own.path}/`)];
  });
}

function wrappedLayer({ layer, group, path, model }: SavedLayer): readonly SavedLayer[] {
  const { wrapped } = layer;
  if (!wrapped) return [];
  const own: SavedLayer = { layer: wrapped, group: `${group}/layer`, path: `${path}/${wrapped.name}`, model };
  return [own, ...savedLayers(wrapped, `${own.group}/`, `${own.path}/`)];
}
