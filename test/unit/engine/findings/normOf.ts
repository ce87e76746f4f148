import type { JudgedNorm, NormValues } from "../../../../src/engine/findings/normRule";

type Arrays = { readonly [Name in Exclude<keyof NormValues, "numBatchesTracked">]?: readonly number[] };

export interface NormParts
  extends Arrays,
    Partial<Pick<JudgedNorm, "method" | "convention" | "momentum" | "eps" | "foldsInto" | "declared">> {
  readonly numBatchesTracked?: number;
  readonly reference?: Arrays;
}

/** A layer as rules see it: PyTorch's batch norm in float32 but for what is given. */
export function normOf(parts: NormParts): JudgedNorm {
  const values = { ...valuesOf(parts), numBatchesTracked: parts.numBatchesTracked ?? null };
  const channels = Object.values(values).find((array) => array instanceof Float64Array)?.length ?? 0;
  return {
    name: "bn",
    method: parts.method ?? "batch",
    certainty: "certain",
    reason: "the test says so",
    channels,
    convention: parts.convention ?? "pytorch",
    momentum: parts.momentum ?? null,
    eps: parts.eps ?? null,
    foldsInto: parts.foldsInto ?? null,
    declared: parts.declared ?? false,
    tensors: { weight: "w", bias: "b", runningMean: "m", runningVariance: "v" },
    dtype: "float32",
    values,
    reference: parts.reference ? { ...valuesOf(parts.reference), numBatchesTracked: null } : null,
  };
}

function valuesOf({ weight, bias, runningMean, runningVariance }: Arrays) {
  const array = (values: readonly number[] | undefined) => (values ? Float64Array.from(values) : null);
  return {
    weight: array(weight),
    bias: array(bias),
    runningMean: array(runningMean),
    runningVariance: array(runningVariance),
  };
}
