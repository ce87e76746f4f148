import assert from "node:assert/strict";
import fc from "fast-check";
import { type Ground, gapPicture } from "../../../../src/analysis/measured/gapPicture";
import { gapText, shortGapText } from "../../../../src/analysis/measured/gapText";

const GAPS = { steps: [10, 20, 30], distance: [1, 0.25, 0.5], varianceRatio: [0.5, 1, 2] };

function svgOf(gaps: typeof GAPS, ground: Ground = "dark"): string {
  const { uri } = gapPicture(gaps, ground);
  const prefix = "data:image/svg+xml,";
  assert.ok(uri.startsWith(prefix));
  return decodeURIComponent(uri.slice(prefix.length));
}

describe("the picture of batches against running averages", () => {
  it("draws means from zero up, and variances around one", () => {
    const [, means, , variances] = [...svgOf(GAPS).matchAll(/<path d="([^"]*)"/g)].map(([, path]) => path);
    assert.equal(means, "M0 18L83 42L166 34");
    assert.equal(variances, "M194 50L277 34L360 18");
  });

  it("says the same in words", () => {
    assert.equal(
      gapPicture(GAPS, "light").text,
      "Steps 10 to 30: batch means up to 1 σ off the running mean, batch variances 0.5 to 2 times the running one",
    );
  });

  it("does not draw small gaps as if they were large", () => {
    const small = { ...GAPS, distance: [0.05, 0, 0.05], varianceRatio: [1, 1, 1] };
    assert.match(svgOf(small), /M0 46\.8L83 50L166 46\.8/);
  });

  it("leaves out what is no number", () => {
    const broken = { ...GAPS, distance: [1, Number.NaN, 0.5], varianceRatio: [Number.POSITIVE_INFINITY, 1, 2] };
    const [, means, , variances] = [...svgOf(broken).matchAll(/<path d="([^"]*)"/g)].map(([, path]) => path);
    assert.equal(means, "M0 18M166 34");
    assert.equal(variances, "M277 34L360 18");
  });

  it("has colours of its own on each ground", () => {
    const grounds: Ground[] = ["light", "dark", "contrast", "contrast-light"];
    const all = grounds.map((ground) => [...svgOf(GAPS, ground).matchAll(/#[0-9a-f]{6}/g)].map(([color]) => color));
    assert.equal(new Set(all.map((colors) => colors.join())).size, 4);
  });

  it("is a well-formed picture of bounded size in bounds, whatever the numbers", () => {
    const numbers = fc.array(fc.double(), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(numbers, numbers, (distance, varianceRatio) => {
        const svg = svgOf({ steps: distance.map((_, i) => i), distance: distance.map(Math.abs), varianceRatio });
        assert.doesNotMatch(svg, /d="[^"]*(NaN|Infinity|undefined)/);
        assert.ok(svg.length < 4000);
        for (const [, x, y] of svg.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)) {
          assert.ok(Number(x) >= 0 && Number(x) <= 360 && Number(y) >= 18 && Number(y) <= 50, `${x} ${y}`);
        }
      }),
    );
  });
});

describe("the gap in words", () => {
  it("tells mean and variance, as far as they are known", () => {
    assert.equal(
      gapText({ distance: 0.2254, varianceRatio: 0.924 }),
      "mean 0.225 σ from the running one, variance 0.924×",
    );
    assert.equal(gapText({ distance: 0.2, varianceRatio: Number.NaN }), "mean 0.2 σ from the running one");
    assert.equal(gapText({ distance: null, varianceRatio: null }), null);
    assert.equal(gapText({ distance: Number.NaN, varianceRatio: 1 }), null);
    assert.equal(shortGapText({ distance: 0.3, varianceRatio: 1 }), "mean 0.3 σ off");
    assert.equal(shortGapText({ distance: null, varianceRatio: 1 }), null);
  });
});
