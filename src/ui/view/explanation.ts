/**
 * What a finding's code means, why it matters and what to do about it, a paragraph a line; null where nothing is
 * known of the code.
 */
export type Explain = (code: string) => string | null;

// The one place where the engine's explanations of findings come in.
export const explanationOf: Explain = () => null;
