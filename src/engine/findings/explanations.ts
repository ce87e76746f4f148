import { logEnds } from "./logEnds";
import type { NormRule } from "./normRule";
import { otherInputs } from "./otherInputs";
import { NORM_EXPLANATIONS } from "./rules";
import { RUN_RULES } from "./runRules";

/** Every measured finding that there is, by code: what it means, for people to read. */
export const EXPLANATIONS: ReadonlyMap<string, Omit<NormRule, "check">> = new Map([
  ...NORM_EXPLANATIONS,
  ...[...RUN_RULES, logEnds, otherInputs].map((rule) => [rule.code, rule] as const),
]);
