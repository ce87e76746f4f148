export function deal(files: readonly string[], shares: number, weightOf: (file: string) => number): string[][];
