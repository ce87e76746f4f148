import { beyondFloat16 } from "./beyondFloat16";
import { drifted } from "./drifted";
import { foldable } from "./foldable";
import { halfFrozen } from "./halfFrozen";
import { neverUpdated } from "./neverUpdated";
import { nonFinite } from "./nonFinite";
import type { NormRule } from "./normRule";
import { notWarmedUp } from "./notWarmedUp";
import { outliers } from "./outliers";
import { varianceExploded } from "./varianceExploded";
import { varianceNearZero } from "./varianceNearZero";
import { weightNearZero } from "./weightNearZero";
import { weightsBeyondFloat16 } from "./weightsBeyondFloat16";

/** What a normalization layer of a checkpoint is judged by. */
export const NORM_RULES: readonly NormRule[] = [
  nonFinite,
  neverUpdated,
  notWarmedUp,
  varianceNearZero,
  varianceExploded,
  weightNearZero,
  outliers,
  beyondFloat16,
  drifted,
  halfFrozen,
];

/** Every measured finding on a checkpoint, by code: what it means, for people to read. */
export const NORM_EXPLANATIONS: ReadonlyMap<string, Omit<NormRule, "check">> = new Map(
  [...NORM_RULES, foldable, weightsBeyondFloat16].map((rule) => [rule.code, rule]),
);
