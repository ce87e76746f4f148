export function deal(files: readonly string[], shares: number, long: Readonly<Record<string, number>>): string[][];
