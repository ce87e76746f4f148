import type { Request } from "../../methods/configure";
import type { ActivationKind, LayerSpec, NetworkSpec } from "../networkSpec";

/** Rows and columns of the digits. */
const SIDE = 28;
const CLASSES = 10;
const HIDDEN = 100;

/** The network of Ioffe and Szegedy (2015), section 4.1: three layers of 100 units. */
export function threeLayers(hidden: readonly LayerSpec[]): NetworkSpec {
  const layer: readonly LayerSpec[] = [{ kind: "linear", outputs: HIDDEN }, ...hidden];
  return {
    inputShape: [1, SIDE, SIDE],
    layers: [{ kind: "flatten" }, ...layer, ...layer, ...layer, { kind: "linear", outputs: CLASSES }],
    initialization: "pytorch",
  };
}

export const BATCH_NORM: LayerSpec = { kind: "norm", norm: { method: "batch" } };

/** What stands behind each linear layer. */
export function hiddenLayer(activation: ActivationKind, normalized: boolean): readonly LayerSpec[] {
  return normalized ? [BATCH_NORM, { kind: activation }] : [{ kind: activation }];
}

/** Index of the last activation that hiddenLayer made. */
export function lastActivation({ layers }: NetworkSpec): number {
  return layers.length - 2;
}

/** Two convolutions of stride 2, each followed by a norm and ReLU. */
export function twoConvolutions(norm: (channels: number) => Request): NetworkSpec {
  const block = (channels: number): readonly LayerSpec[] => [
    { kind: "conv2d", channels, kernel: 3, stride: 2, padding: 1, bias: false },
    { kind: "norm", norm: norm(channels) },
    { kind: "relu" },
  ];
  return {
    inputShape: [1, SIDE, SIDE],
    layers: [...block(16), ...block(32), { kind: "flatten" }, { kind: "linear", outputs: CLASSES }],
    initialization: "pytorch",
  };
}
