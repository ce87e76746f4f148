/**
 * The one of some layers' names that a name stands for: the name itself, or else the only one that differs by names which
 * wrappers put before all others.
 *
 * @returns null where there is none, or where it could be several
 */
export function findLayer(names: readonly string[], asked: string): string | null {
  if (names.includes(asked)) return asked;
  for (const bare of [withoutWrapper, withoutTrainer]) {
    const alike = names.filter((name) => bare(name) === bare(asked));
    if (alike.length > 0) return alike.length === 1 ? alike[0]! : null;
  }
  return null;
}

/** Wrappers put a name of their own before all others: DataParallel, torch.compile. */
export function withoutWrapper(name: string): string {
  return name.replace(/^(?:(?:module|_orig_mod)\.)+/, "");
}

/** Lightning's modules call what they train "model". */
function withoutTrainer(name: string): string {
  return withoutWrapper(withoutWrapper(name).replace(/^model\./, ""));
}
