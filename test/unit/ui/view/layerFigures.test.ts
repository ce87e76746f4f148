import assert from "node:assert/strict";
import type { Layer } from "../../../../src/engine/report";
import { figuresOf } from "../../../../src/ui/view/layerFigures";
import { rowsOf } from "../../../../src/ui/view/layerRow";
import { INITIAL_VIEW } from "../../../../src/ui/view/viewState";
import { CANVAS, layer, report, running } from "../samples";

describe("The distribution of a layer", () => {
  const subtitle = (of: Layer, quantity?: "value") =>
    figuresOf(rowsOf(report([of]))[0]!, "distribution", INITIAL_VIEW, quantity)[0]!(CANVAS).subtitle;

  it("is told to be over all steps where there are several, and of activations alone", () => {
    const several = layer({ running: running([[0], [1]]) });
    assert.match(subtitle(several), /over all steps/);
    assert.doesNotMatch(subtitle(several, "value"), /steps/);
    assert.doesNotMatch(subtitle(layer()), /steps/);
  });
});
