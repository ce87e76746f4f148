import type { Request } from "../methods/configure";

/** A network as data: its layers in order, as torch.nn.Sequential has them. */
export interface NetworkSpec {
  /** Of one example: channels, rows and columns, or features alone. */
  readonly inputShape: readonly number[];
  readonly layers: readonly LayerSpec[];
  readonly initialization: Initialization;
}

/**
 * "pytorch" is what torch.nn.Linear and torch.nn.Conv2d begin with: weights and biases uniform within ±1/√(inputs of a
 * unit). A number is the standard deviation of Gaussian weights, with biases of 0.
 */
export type Initialization = "pytorch" | number;

export type LayerSpec =
  | { readonly kind: "linear"; readonly outputs: number; readonly bias?: boolean }
  | Conv2dSpec
  | { readonly kind: ActivationKind }
  | PoolSpec
  | { readonly kind: "flatten" }
  | { readonly kind: "dropout"; readonly p: number }
  | { readonly kind: "norm"; readonly norm: Request };

export type ActivationKind = "sigmoid" | "tanh" | "relu";

/** Square kernels; stride 1, padding 0 and a bias unless said otherwise. */
export interface Conv2dSpec {
  readonly kind: "conv2d";
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly bias?: boolean;
}

/** Windows of size x size, side by side; what is left over at the end is dropped. */
export interface PoolSpec {
  readonly kind: "maxPool" | "averagePool";
  readonly size: number;
}
