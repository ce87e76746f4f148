import type { ModelKind } from "./kind";

/** A model of PyTorch of which nothing is known. */
export const UNKNOWN: ModelKind = { batchNorm: "unknown", dropout: "unknown", mode: "unknown", framework: "torch" };
