/** Columns as wide as their widest cell, two spaces apart: the first `texts` of them to the left, the rest to the right. */
export function table(rows: readonly (readonly string[])[], texts: number): string[] {
  const widths = rows[0]!.map((_, column) => rows.reduce((most, row) => Math.max(most, row[column]!.length), 0));
  return rows.map((row) =>
    row
      .map((cell, column) => (column < texts ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
}
