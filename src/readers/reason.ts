/** What the system says of a failure, without its path: "ENOENT" and the like. */
export function reason(error: unknown): string {
  return (error as { readonly code?: string }).code ?? String(error);
}
