/**
 * Deals files to shares that take about as long as each other: what takes longest first, to whoever has least.
 * @param {readonly string[]} files
 * @param {number} shares
 * @param {(file: string) => number} weightOf
 * @returns {string[][]} each in the order of `files`
 */
export function deal(files, shares, weightOf) {
  const hands = Array.from({ length: shares }, () => ({ files: new Set(), weight: 0 }));
  for (const file of files.toSorted((a, b) => weightOf(b) - weightOf(a))) {
    const lightest = hands.reduce((a, b) => (b.weight < a.weight ? b : a));
    lightest.files.add(file);
    lightest.weight += weightOf(file);
  }
  return hands.map((hand) => files.filter((file) => hand.files.has(file)));
}
