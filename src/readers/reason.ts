/** What the system says of a failure, without its path: in words where it happens to people, else "ELOOP" and the like. */
export function reason(error: unknown): string {
  const { code } = error as { readonly code?: string };
  if (code === undefined) return String(error);
  return WORDS.get(code) ?? code;
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or folder"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EISDIR", "it is a folder"],
  ["ENOSPC", "no space left on the disk"],
  ["EROFS", "the disk is read-only"],
  ["ENAMETOOLONG", "the name or path is too long"],
  ["ELOOP", "links lead in a circle"],
]);
