import { EXPLANATIONS } from "../../engine/findings/explanations";
import { firstNonFinite } from "../../engine/findings/firstNonFinite";

/**
 * What a finding's code means, why it matters and what to do about it, a paragraph a line; null where nothing is
 * known of the code.
 */
export type Explain = (code: string) => string | null;

/** The engine's own words; for what a page says itself of values that are not finite, those of the finding on a run's first. */
export const explanationOf: Explain = (code) => {
  const explanation = code === "nonFinite" ? NON_FINITE : EXPLANATIONS.get(code)?.explanation;
  return explanation?.join("\n") ?? null;
};

const NON_FINITE = [
  "One value that is not finite spoils the mean and the variance of its batch, and all that is normalized by them. The " +
    "cause lies between the last layer before this one whose values were finite, and this one.",
  ...firstNonFinite.explanation.slice(1, 2),
];
