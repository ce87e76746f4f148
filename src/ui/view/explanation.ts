import { EXPLANATIONS } from "../../engine/findings/explanations";

/**
 * What a finding's code means, why it matters and what to do about it, a paragraph a line; null where nothing is
 * known of the code.
 */
export type Explain = (code: string) => string | null;

/** The engine's own words. */
export const explanationOf: Explain = (code) => EXPLANATIONS.get(code)?.explanation.join("\n") ?? null;
