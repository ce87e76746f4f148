import assert from "node:assert/strict";
import { allCases, type Case, readCases } from "./readCases";

const ENOUGH = 25;

/** Bugs that were reported and fixed, rebuilt: what stood there before is found, and what stands there now is not. */
describe("fixed bugs of the world", () => {
  const pairs = [...allCases()].flatMap(([name, text]) => {
    const code = /#\s*(NRM\d{3})\b/.exec(text)![1]!;
    const cases = readCases(text, code);
    return cases.flatMap((before) => {
      const source = /^as in (\S+#\d+), before the fix\b/.exec(before.title)?.[1];
      return source ? [{ name, source, before, after: cases.find((one) => isAfter(one, source)) }] : [];
    });
  });

  for (const { name, source, before, after } of pairs) {
    it(`${source} is found before its fix and not after it (${name})`, () => {
      assert.ok(before.expected.length > 0, `nothing is expected of "${before.title}"`);
      assert.ok(after, `no case of what ${source} became`);
      assert.equal(after.expected.length, 0, `something is expected of "${after.title}"`);
    });
  }

  it(`are ${ENOUGH} at least`, () => {
    const sources = new Set(pairs.map(({ source }) => source));
    assert.ok(sources.size >= ENOUGH, `${sources.size}: ${[...sources].join(", ")}`);
  });
});

function isAfter({ title }: Case, source: string): boolean {
  return title.startsWith(`as in ${source}, after the fix`);
}
