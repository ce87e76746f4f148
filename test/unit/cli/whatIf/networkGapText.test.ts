import assert from "node:assert/strict";
import { networkGapText } from "../../../../src/cli/whatIf/networkGapText";
import type { CapturedLayer } from "../../../../src/worker/networkGapOf";

describe("the text of a gap down a network", () => {
  it("says next to nothing where mending would leave nothing, and shares below nothing as such", () => {
    const text = networkGapText("x", {
      layers: [layer("bn1", "mean"), layer("bn2", "sampling")],
      network: { origins: [Float64Array.of(1, 0, 0), Float64Array.of(1.2, -0.2, 0)], culprit: 0, left: 0 },
    });
    assert.match(
      text,
      /About 120 % are of the statistics of bn1\. .* With these mended, next to nothing would be left/,
    );
    assert.match(text, /^bn2 .* −20 % +sampling$/m);
  });

  it("shows names from outside as text of one line", () => {
    const text = networkGapText("x", {
      layers: [layer("a\u202e\nb", "mean")],
      network: { origins: null, culprit: 0, left: null },
    });
    assert.match(text, /statistics most at fault are those of a\ufffdb\./);
    assert.doesNotMatch(text, /\u202e/);
  });
});

function layer(name: string, cause: "mean" | "sampling"): CapturedLayer {
  const gap = { gap: new Float64Array(1), fromMean: new Float64Array(1), fromVariance: new Float64Array(1) };
  const rms = { rms: 1, rmsFromMean: 1, rmsFromVariance: 0, noise: 0.1, noiseShare: 0.01, reestimated: null };
  const noiseByChannel = new Float64Array(1).fill(0.1);
  const causes = { mean: 1, variance: 0, laggingAverage: null, biasCorrection: null };
  const parts = { rms: 1, rmsOwn: 1, rmsInherited: 0, ownShare: 1, inheritedShare: 0 };
  return {
    name,
    layer: name,
    dtype: "float32",
    shape: [8, 1],
    eps: 1e-5,
    momentum: 0.1,
    isMomentumAssumed: true,
    updates: 100,
    initialShare: 0,
    gap: { ...gap, ...rms, noiseByChannel, causes, cause, examples: 8, values: 1 },
    parts: { ...parts, shift: new Float64Array(1), inherited: new Float64Array(1) },
  };
}
