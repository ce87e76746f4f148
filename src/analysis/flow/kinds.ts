import type { ModelKind, Tri } from "../families/kind";

/** What a model holds that is put together of parts. */
export function joinKinds(kinds: readonly ModelKind[]): ModelKind {
  const [first] = kinds;
  return {
    batchNorm: joinTri(kinds.map(({ batchNorm }) => batchNorm)),
    dropout: joinTri(kinds.map(({ dropout }) => dropout)),
    mode: kinds.every(({ mode }) => mode === first?.mode) && first ? first.mode : "train",
    framework: first?.framework ?? "torch",
  };
}

function joinTri(all: readonly Tri[]): Tri {
  return all.includes("yes") ? "yes" : all.includes("unknown") ? "unknown" : "no";
}
