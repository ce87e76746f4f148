/**
 * Deals files of tests to shares that take about as long as each other: what takes longest first, to whoever has least.
 * @param {readonly string[]} files
 * @param {number} shares
 * @param {Readonly<Record<string, number>>} long how many times as long as others some files take, by their names without `.test.js`
 * @returns {string[][]} each in the order of `files`
 */
export function deal(files, shares, long) {
  const weightOf = (/** @type {string} */ file) => long[file.replace(/\.test\.js$/, "").replaceAll("\\", "/")] ?? 1;
  const hands = Array.from({ length: shares }, () => ({ files: new Set(), weight: 0 }));
  for (const file of files.toSorted((a, b) => weightOf(b) - weightOf(a))) {
    const lightest = hands.reduce((a, b) => (b.weight < a.weight ? b : a));
    lightest.files.add(file);
    lightest.weight += weightOf(file);
  }
  return hands.map((hand) => files.filter((file) => hand.files.has(file)));
}
