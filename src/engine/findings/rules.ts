import { beyondFloat16 } from "./beyondFloat16";
import { drifted } from "./drifted";
import { foldable } from "./foldable";
import { halfFrozen } from "./halfFrozen";
import { logEnds } from "./logEnds";
import { neverUpdated } from "./neverUpdated";
import { nonFinite } from "./nonFinite";
import type { NormRule } from "./normRule";
import { notWarmedUp } from "./notWarmedUp";
import { outliers } from "./outliers";
import { RUN_RULES } from "./runRules";
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

/** Every measured finding that there is, by code: what it means, for people to read. */
export const EXPLANATIONS: ReadonlyMap<string, Omit<NormRule, "check">> = new Map(
  [...NORM_RULES, foldable, weightsBeyondFloat16, ...RUN_RULES, logEnds].map((rule) => [rule.code, rule]),
);
