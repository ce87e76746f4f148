/** What a person has chosen to look at. */
export interface Choice {
  /** Name of a method. */
  readonly method: string;
  readonly asTable: boolean;
}

export const INITIAL_CHOICE: Choice = { method: "batch", asTable: false };

/** A choice out of saved state, which may be anything. */
export function readChoice(saved: unknown): Choice {
  const { method, asTable } = (saved ?? {}) as Partial<Record<keyof Choice, unknown>>;
  return { method: typeof method === "string" ? method : INITIAL_CHOICE.method, asTable: asTable === true };
}
