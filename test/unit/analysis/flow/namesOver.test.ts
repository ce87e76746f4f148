import assert from "node:assert/strict";
import fc from "fast-check";
import { namesOver } from "../../../../src/analysis/flow/namesOver";

const NAMES = ["a", "b", "c", "d", "e"];

describe("names over others", () => {
  it("are as those of a copy, whatever is done to them, and leave the others as they are", () => {
    const name = fc.constantFrom(...NAMES);
    const changes = fc.array(fc.tuple(name, fc.option(fc.nat(9))), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.nat(9))), changes, changes, (entries, first, second) => {
        const base = new Map(entries);
        const over = namesOver(base);
        const copy = new Map(base);
        const overBoth = changed(over, copy, first) && namesOver(over);
        const copyOfBoth = new Map(copy);
        changed(overBoth, copyOfBoth, second);
        same(over, copy);
        same(overBoth, copyOfBoth);
        assert.deepEqual([...base], [...new Map(entries)]);
      }),
    );
  });
});

type Changes = readonly (readonly [name: string, value: number | null])[];

/** Null deletes a name. */
function changed(over: Map<string, number>, copy: Map<string, number>, changes: Changes): true {
  for (const [name, value] of changes) {
    if (value === null) assert.equal(over.delete(name), copy.delete(name));
    else {
      over.set(name, value);
      copy.set(name, value);
    }
  }
  return true;
}

function same(over: ReadonlyMap<string, number>, copy: ReadonlyMap<string, number>): void {
  const sorted = (entries: Iterable<[string, number]>) => [...entries].sort();
  assert.deepEqual(sorted(over), sorted(copy));
  assert.deepEqual(sorted(over.entries()), sorted(copy.entries()));
  assert.deepEqual([...over.keys()].sort(), [...copy.keys()].sort());
  assert.deepEqual([...over.values()].sort(), [...copy.values()].sort());
  assert.equal(over.size, copy.size);
  for (const name of NAMES) assert.deepEqual([over.has(name), over.get(name)], [copy.has(name), copy.get(name)]);
}
