import assert from "node:assert/strict";
import type { PlotData } from "plotly.js";
import { exploreMomentum, momentumOutcome } from "../../../src/engine/whatIf/momentum";
import type { RunOf } from "../../../src/ui/figures/figure";
import { type ExploredRun, momentumFigure, warmUpText } from "../../../src/ui/figures/momentum";
import { exploredMomenta } from "../../../src/ui/view/exploredMomenta";
import { normalValues } from "../engine/whatIf/samples";
import { CANVAS, HOSTILE, layer, running } from "./samples";

/** Batches that scatter around a mean that stays, so that less momentum is better. */
function scattered(steps = 120, channels = 4) {
  const means = normalValues(steps * channels, 1);
  const variances = normalValues(steps * channels, 2);
  const rows = (of: (i: number) => number) =>
    Array.from({ length: steps }, (_, t) => Array.from({ length: channels }, (_, c) => of(t * channels + c)));
  return running(
    rows((i) => 0.2 * means[i]!),
    16,
    rows((i) => 1 + 0.1 * Math.tanh(variances[i]!)),
  );
}

const row = (content = scattered(), run = "", index = 0) => ({ run, index, content: layer({ run, running: content }) });

function explored(run = "", chosen: number | null = 0.3): RunOf<ExploredRun> {
  const own = scattered();
  return { run, index: 0, content: { exploration: exploreMomentum(own), chosen: momentumOutcome(own, chosen) } };
}

describe("The figure of momenta", () => {
  const draw = (runs: readonly RunOf<ExploredRun>[] = [explored()]) => momentumFigure(CANVAS, "bn1", runs);
  const traces = (runs?: readonly RunOf<ExploredRun>[]) => draw(runs).data as Partial<PlotData>[];

  it("draws error, noise and lag over the momenta that were tried, each named at its end", () => {
    const { exploration } = explored().content;
    const [error] = traces();
    const tried = exploration.outcomes.filter(({ momentum }) => momentum !== null);
    assert.deepEqual(
      error!.x,
      tried.map(({ momentum }) => momentum),
    );
    assert.deepEqual(
      error!.y,
      tried.map(({ error: value }) => value),
    );
    const names = draw().layout.annotations!.map(({ text }) => text);
    assert.deepEqual(names, ["error", "noise", "lag"]);
  });

  it("marks the cumulative average beside the axis, the run's own, the least error and what is chosen", () => {
    const marks = traces().find(({ mode }) => mode === "markers")!;
    const { own, recommended } = explored().content.exploration;
    assert.deepEqual((marks.x as number[]).slice(1), [own.momentum, recommended.momentum ?? 0.00025, 0.3]);
    assert.ok((marks.x as number[])[0]! < 0.001);
  });

  it("answers in the title with the momentum of the least error", () => {
    const { recommended } = explored().content.exploration;
    const name = recommended.momentum ?? "the cumulative average";
    assert.match(draw().title, new RegExp(`^bn1 · which momentum keeps the averages closest\\? ${name}, 0\\.0\\d+ σ$`));
  });

  it("has a line a run where there are several, named by the run", () => {
    const runs = [explored("a"), { ...explored("b"), index: 1 }];
    assert.deepEqual(
      draw(runs).layout.annotations!.map(({ text }) => text),
      ["a", "b"],
    );
    assert.deepEqual(draw(runs).table().columns[0], "run");
  });

  it("has a table of all momenta, with what is remarkable about some", () => {
    const { rows } = draw().table();
    assert.equal(rows.length, explored().content.exploration.outcomes.length);
    assert.equal(rows.find(([name]) => name === "0.1")![1], "the run's");
    assert.equal(rows.find(([name]) => name === "0.3")![1], "chosen");
    assert.ok(rows.some(([, remark]) => String(remark).includes("least error")));
  });

  it("shows a hostile run's name as text", () => {
    const { data, layout } = draw([explored(HOSTILE), explored("b")]);
    assert.doesNotMatch(JSON.stringify([data, layout.annotations]), /<img|\u202e/);
  });

  it("says how long an average takes to warm up, and that one with momentum 0 never does", () => {
    assert.equal(warmUpText(momentumOutcome(scattered(), 0.1)), "44 batches");
    assert.equal(warmUpText(momentumOutcome(scattered(), 1)), "1 batch");
    assert.equal(warmUpText(momentumOutcome(scattered(), 0)), "never");
  });
});

describe("What other momenta would have made of a row's runs", () => {
  it("is of each run, with its own momentum chosen at first", () => {
    const { runs, left } = exploredMomenta({ name: "bn1", runs: [row(), row(scattered(), "b", 1)] }, null);
    assert.deepEqual(
      runs.map(({ run, content }) => [run, content.chosen.momentum]),
      [
        ["", 0.1],
        ["b", 0.1],
      ],
    );
    assert.deepEqual(left, []);
  });

  it("takes what a person chose in its convention's meaning", () => {
    const { runs } = exploredMomenta({ name: "bn1", runs: [row()] }, { momentum: 0.98, convention: "keras" });
    assert.equal(runs[0]!.content.chosen.momentum, 0.02);
    const cumulative = exploredMomenta({ name: "bn1", runs: [row()] }, { momentum: null, convention: "keras" });
    assert.equal(cumulative.runs[0]!.content.chosen.momentum, null);
  });

  it("says why it cannot be told of a run of few steps", () => {
    const { runs, left } = exploredMomenta({ name: "bn1", runs: [row(scattered(3))] }, null);
    assert.deepEqual(runs, []);
    assert.match(left[0]!.content, /^3 training steps are known, but 8 are needed/);
  });
});
