import assert from "node:assert/strict";
import { nonFinitePlace } from "../../../src/engine/nonFinitePlace";
import type { Layer } from "../../../src/engine/report";
import { channels, layer, statistics } from "../ui/samples";

const tensor = (counts: Parameters<typeof statistics>[0], more: Partial<Layer> = {}) =>
  layer({ shape: [8, 4, 2, 2], statistics: statistics(counts), channels: null, running: null, ...more });
const inChannels = (...nonFinite: number[]) => channels([0, 0, 0, 0], { nonFinite: Float64Array.from(nonFinite) });

const CASES: Readonly<Record<string, readonly [Layer, string | null]>> = {
  "nothing where all is finite": [tensor({}), null],
  "the index, as NumPy writes it": [
    tensor({ nan: 1, firstNonFinite: 2 * 16 + 3 * 4 + 1 * 2 + 1 }),
    "1 NaN. The first is at index [2, 3, 1, 1].",
  ],
  "of a single number an empty index": [
    tensor({ nan: 1, firstNonFinite: 0 }, { shape: [] }),
    "1 NaN. The first is at index [].",
  ],
  "both kinds, and their one channel": [
    tensor({ nan: 2, positiveInfinity: 1, firstNonFinite: 0 }, { channels: inChannels(0, 0, 0, 3) }),
    "2 NaN and 1 infinite value. The first is at index [0, 0, 0, 0]. All are in channel 3 of 4.",
  ],
  "the channel of one value": [
    tensor({ nan: 1, firstNonFinite: 0 }, { channels: inChannels(1, 0, 0, 0) }),
    "1 NaN. The first is at index [0, 0, 0, 0]. It is in channel 0 of 4.",
  ],
  "several channels": [
    tensor({ negativeInfinity: 3, firstNonFinite: 0 }, { channels: inChannels(1, 0, 2, 0) }),
    "3 infinite values. The first is at index [0, 0, 0, 0]. 2 of 4 channels have some: 0, 2.",
  ],
  "of several steps, the first that has one": [
    tensor({ nan: 1, firstNonFinite: 5, firstNonFiniteStep: 25 }),
    "1 NaN. The first is in step 25.",
  ],
};

describe("where values are not finite", () => {
  for (const [says, [given, expected]] of Object.entries(CASES)) {
    it(`tells ${says}`, () => {
      const place = nonFinitePlace(given);
      assert.equal(place && `${place.what}. ${place.where}`, expected);
    });
  }
});
