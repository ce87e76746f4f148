import type { Finding } from "../finding";
import { foldableIn } from "../findings/foldable";
import type { JudgedNorm, NormValues } from "../findings/normRule";
import { NORM_RULES } from "../findings/rules";
import { quantile } from "../quantile";
import { driftOf } from "./drift";
import type { NormLayer, NormParameter } from "./normLayer";

/** Values that a report holds at most; a model of more channels is told in summaries. */
const MOST_VALUES = 2 ** 21;

/** Normalization layers with everything that is to be said about them, and what is to be said of all together. */
export function judgeNorms(norms: readonly JudgedNorm[]): {
  readonly norms: readonly NormLayer[];
  readonly findings: readonly Finding[];
} {
  const total = norms.reduce((sum, { values }) => sum + countOf(values), 0);
  const judged = norms.map((norm) => judge(norm, total <= MOST_VALUES));
  const folding = foldableIn(judged);
  return { norms: judged, findings: folding ? [folding] : [] };
}

function judge(norm: JudgedNorm, keepValues: boolean): NormLayer {
  const { values, reference, tensors, dtype, declared, ...layer } = norm;
  const parameter = (role: "weight" | "bias" | "runningMean" | "runningVariance") =>
    values[role] && tensors[role] ? parameterOf(tensors[role], dtype, values[role], keepValues) : null;
  return {
    ...layer,
    foldsInto: declared || hasBothSigns(values.runningMean) ? layer.foldsInto : null,
    numBatchesTracked: values.numBatchesTracked,
    weight: parameter("weight"),
    bias: parameter("bias"),
    runningMean: parameter("runningMean"),
    runningVariance: parameter("runningVariance"),
    drift: reference && driftOf(values, reference),
    findings: NORM_RULES.flatMap(({ code, check }) => {
      const found = check(norm);
      return found ? [{ code, ...found }] : [];
    }),
  };
}

/** Share of channels. */
const SOME = 0.1;

/** After a ReLU no mean is negative: then the layer before in name is not the one before in truth. */
function hasBothSigns(means: Float64Array | null): boolean {
  return means !== null && means.filter((mean) => mean < 0).length >= SOME * means.length;
}

function parameterOf(tensor: string, dtype: string, values: Float64Array, keep: boolean): NormParameter {
  const ascending = Array.from(values.filter(Number.isFinite).sort());
  return {
    tensor,
    dtype,
    min: ascending[0] ?? Number.NaN,
    median: quantile(ascending, 0.5),
    max: ascending.at(-1) ?? Number.NaN,
    nonFinite: values.length - ascending.length,
    values: keep ? values : null,
  };
}

function countOf({ weight, bias, runningMean, runningVariance }: NormValues): number {
  return [weight, bias, runningMean, runningVariance].reduce((sum, values) => sum + (values?.length ?? 0), 0);
}
