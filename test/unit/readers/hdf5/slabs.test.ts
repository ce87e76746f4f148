import assert from "node:assert/strict";
import fc from "fast-check";
import { elementCount } from "../../../../src/engine/tensor";
import { slabsOf } from "../../../../src/readers/hdf5/slabs";

const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 });

describe("slabsOf", () => {
  it("cuts any shape into boxes that follow one another in C order", () => {
    fc.assert(
      fc.property(sizes, sizes, fc.integer({ min: 1, max: 300 }), (shape, chunk, most) => {
        const found = [...slabsOf(shape, chunk, most)].flatMap(({ offset, count }) => indices(offset, count, shape));
        assert.deepEqual(
          found,
          Array.from({ length: elementCount(shape) }, (_, i) => i),
        );
      }),
    );
  });

  it("keeps boxes within the limit", () => {
    fc.assert(
      fc.property(sizes, sizes, fc.integer({ min: 1, max: 300 }), (shape, chunk, most) => {
        for (const { count } of slabsOf(shape, chunk, most)) assert.ok(elementCount(count) <= most);
      }),
    );
  });

  it("cuts between chunks where whole ones fit, so that each is inflated once", () => {
    const slabs = [...slabsOf([10, 4], [3, 2], 30)];
    assert.deepEqual(
      slabs.map(({ offset, count }) => [offset[0], count[0]]),
      [
        [0, 6],
        [6, 4],
      ],
    );
  });
});

/** Places of a box's elements in the whole, in the box's C order. */
function indices(offset: readonly number[], count: readonly number[], shape: readonly number[]): readonly number[] {
  return Array.from({ length: elementCount(count) }, (_, i) => {
    let rest = i;
    let stride = 1;
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (offset[axis]! + (rest % count[axis]!)) * stride;
      rest = Math.floor(rest / count[axis]!);
      stride *= shape[axis]!;
    }
    return place;
  });
}
