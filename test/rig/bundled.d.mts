/** A package of which something ships. */
export interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly repository: string;
  readonly integrity: string;
  readonly texts: readonly string[];
}

export function bundled(): readonly Bundled[];
export function notices(packages: readonly Bundled[]): string;
export function sbom(packages: readonly Bundled[]): string;
