import type { MethodName } from "../../engine/methods/method";
import type { DeclaredNorm } from "../../engine/norms/declaredNorm";
import type { JsonObject } from "../parseJson";
import type { KerasLayer } from "./kerasLayer";
import { producersOf } from "./producersOf";
import type { SavedLayer } from "./savedLayers";

const METHODS: Readonly<Record<string, MethodName>> = {
  BatchNormalization: "batch",
  SyncBatchNormalization: "batch",
  LayerNormalization: "layer",
  InstanceNormalization: "instance",
  RMSNormalization: "rms",
};

/** Layers whose output is their input times `kernel`, plus a bias that may be absent. */
const LINEAR = /^(?:Dense|EinsumDense|(?:Depthwise)?Conv[123]D|Conv[123]DTranspose)$/;

/** Shapes of a file's tensors, by name. */
export type TensorShapes = ReadonlyMap<string, readonly number[]>;

/** The normalization layers of a model, with the tensors of `shapes` that belong to them. */
export function declaredNorms(layers: readonly SavedLayer[], shapes: TensorShapes): readonly DeclaredNorm[] {
  const producers = new Map([...new Set(layers.map(({ model }) => model))].map((model) => [model, producersOf(model)]));
  return layers.flatMap((saved) => {
    const { layer, path, model } = saved;
    const method = methodOf(layer, path, shapes);
    if (!method) return [];
    const tensor = (name: string) => (shapes.has(`${path}/${name}`) ? `${path}/${name}` : null);
    return {
      name: path,
      method,
      operator: layer.className,
      weight: tensor("gamma") ?? tensor("scale"),
      bias: tensor("beta"),
      runningMean: tensor("moving_mean"),
      runningVariance: tensor("moving_variance"),
      eps: numberOf(layer.config, "epsilon"),
      momentum: method === "batch" ? numberOf(layer.config, "momentum") : null,
      convention: "keras",
      follows: kernelBefore(saved, producers.get(model)!.get(layer), shapes),
    } satisfies DeclaredNorm;
  });
}

function methodOf({ className, config }: KerasLayer, path: string, shapes: TensorShapes): MethodName | undefined {
  if (className === "LayerNormalization" && config.get("rms_scaling") === true) return "rms";
  if (className === "GroupNormalization") {
    // Keras turns -1, a group for each channel, into the number of channels when it builds the layer.
    const groups = numberOf(config, "groups");
    const channels = (shapes.get(`${path}/gamma`) ?? shapes.get(`${path}/beta`))?.[0];
    return groups === -1 || groups === channels ? "instance" : "group";
  }
  return Object.hasOwn(METHODS, className) ? METHODS[className] : undefined;
}

/** The kernel of the linear layer right before, whose output nothing else sees. */
function kernelBefore(saved: SavedLayer, before: KerasLayer | undefined, shapes: TensorShapes): string | null {
  if (!before || !LINEAR.test(before.className) || !isLinear(before.config)) return null;
  const kernel = `${saved.path.slice(0, saved.path.length - saved.layer.name.length)}${before.name}/kernel`;
  return shapes.has(kernel) ? kernel : null;
}

function isLinear(config: JsonObject): boolean {
  const activation = config.get("activation");
  return activation === undefined || activation === null || activation === "linear";
}

function numberOf(config: JsonObject, key: string): number | null {
  const value = config.get(key);
  return typeof value === "number" ? value : null;
}
