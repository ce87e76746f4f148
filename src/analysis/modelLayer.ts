import type { LayerFacts } from "./normFacts";

/** One layer of a model, under the name that the model has for it (`block.bn1`). */
export interface ModelLayer {
  readonly path: string;
  /** The framework's name for it, such as "torch.nn.Dropout". */
  readonly qualified: string;
  /** Null where it is no normalization layer. */
  readonly facts: LayerFacts | null;
}

export interface ModelLayers {
  /** The name of the model's class. */
  readonly name: string;
  readonly framework: "torch" | "nnx";
  /** Normalization and dropout layers, in the order in which they are made. */
  readonly layers: readonly ModelLayer[];
  /** Names of what may hold layers that this file does not show. */
  readonly unknown: readonly string[];
  /** Whether code of the model asks for the mode itself (`self.training`). */
  readonly asks: boolean;
}
