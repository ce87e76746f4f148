import type { Construction, ModelFacts } from "../model/facts";
import { textAt } from "../model/queries";

/** The file's linen modules that have batch norms, in them or in modules of the file that they make. */
export function normClasses(facts: ModelFacts): Map<string, Flags> {
  const found = new Map<string, Flags>();
  const linen = facts.constructions.filter(({ within }) => within?.framework === "linen");
  for (const norm of linen) {
    if (norm.spec?.framework !== "linen" || norm.spec.method !== "batch" || !norm.certain) continue;
    const before = found.get(norm.within!.name);
    const flags = flagsOf(facts, norm);
    found.set(norm.within!.name, before ? { ...before, by: new Set([...before.by, ...flags.by]) } : flags);
  }
  const names = new Set<string>();
  for (const { name } of facts.classes) {
    if (names.has(name)) found.set(name, UNKNOWN_CLASS);
    names.add(name);
  }
  for (let round = 0; round < 8; round++) {
    for (const { own, within } of linen) {
      const inner = own === null ? undefined : found.get(own);
      if (inner && !found.has(within!.name)) found.set(within!.name, { ...inner, always: false });
    }
  }
  return found;
}

/** Arguments that say that this is training. */
export const FLAGS = [
  ["train", "True"],
  ["training", "True"],
  ["is_training", "True"],
  ["use_running_average", "False"],
] as const;

/** What decides whether a class's batch norms update: the names of flags, or nothing does and they always do. */
export interface Flags {
  readonly by: ReadonlySet<string>;
  readonly always: boolean;
  readonly norm: Construction | null;
}

/** A name that several classes have, each in a function of its own. */
const UNKNOWN_CLASS: Flags = { by: new Set(), always: false, norm: null };

function flagsOf(facts: ModelFacts, norm: Construction): Flags {
  const given = norm.arguments.get("use_running_average");
  const none: Flags = { by: new Set(), always: false, norm };
  const value = given?.given ? given : undefined;
  const text = value?.place ? textAt(facts, value.place) : norm.uses.map(({ place }) => textAt(facts, place)).join(" ");
  if (value?.value.kind === "boolean" && !value.value.byDefault)
    return {
      ...none,
      always: !value.value.value && norm.path.length === 0 && norm.uses.every(({ path }) => path.length === 0),
    };
  const by = FLAGS.map(([name]) => name).filter((name) =>
    name === AVERAGE ? OWN.test(text) : new RegExp(`\\bnot\\s+(self\\.)?${name}\\b`).test(text),
  );
  return { ...none, by: new Set(by) };
}

const AVERAGE = "use_running_average";
const OWN = /^use_running_average$|=\s*use_running_average\b/;
