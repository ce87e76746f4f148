export type Tri = "yes" | "no" | "unknown";

/** What a model's layers hold, and in which mode its constructor leaves it. */
export interface ModelKind {
  readonly batchNorm: Tri;
  readonly dropout: Tri;
  readonly mode: "train" | "eval" | "unknown";
  readonly framework: "torch" | "keras" | "flax";
}

export function modelKind(
  qualified: string,
  _texts: readonly { readonly name: string | null; readonly text: string }[],
): ModelKind | null {
  if (/^torchvision\.models\.resnet\d+$/.test(qualified))
    return { batchNorm: "yes", dropout: "no", mode: "train", framework: "torch" };
  return null;
}
