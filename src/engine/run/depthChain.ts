import type { LateChannels } from "./lateChannels";
import type { LayerFold } from "./layerFold";
import type { DepthChain, LayerScale } from "./watchedLayer";

/** Chains by layer. Gradients, and layers that were not seen in training, have none. */
export function depthChains(
  folds: readonly LayerFold[],
  nameOf: (fold: LayerFold) => string,
): ReadonlyMap<LayerFold, DepthChain> {
  const chains = new Map<string, { fold: LayerFold; scale: LayerScale }[]>();
  for (const fold of folds) {
    const late = fold.late?.take() ?? null;
    const { place, type } = fold.layer;
    if (place === "gradient" || late === null) continue;
    const key = `${place} ${type}`;
    const chain = chains.get(key) ?? [];
    chains.set(key, chain);
    chain.push({ fold, scale: { name: nameOf(fold), sigma: scaleOf(late) } });
  }
  return new Map(
    [...chains.values()].flatMap((chain) => {
      const scales = chain.map(({ scale }) => scale);
      return chain.map(
        ({ fold }, i) => [fold, { layers: scales.slice(0, i + 1), next: scales[i + 1] ?? null }] as const,
      );
    }),
  );
}

function scaleOf({ count, variance }: LateChannels): number {
  let [values, squares] = [0, 0];
  for (let c = 0; c < count.length; c++) {
    if (count[c] === 0) continue;
    values += count[c]!;
    squares += count[c]! * variance[c]!;
  }
  return Math.sqrt(squares / values);
}
