export interface Package {
  readonly file: string;
  readonly folder: string;
  readonly most: number;
  readonly target?: "web";
  readonly leaves: RegExp | null;
  readonly without: readonly string[];
}

export const main: Package;
export const web: Package;
export const companion: Package;
export function manifestOf(part: Package, manifest: Record<string, unknown>): Record<string, unknown>;
