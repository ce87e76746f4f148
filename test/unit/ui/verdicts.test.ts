import assert from "node:assert/strict";
import { arrange, columnsFor } from "../../../src/ui/view/columns";
import { rowsOf, runsOf } from "../../../src/ui/view/layerRow";
import { momentumText, withMomentum } from "../../../src/ui/view/momentum";
import { verdictsOf } from "../../../src/ui/view/verdicts";
import { INITIAL_VIEW, readView } from "../../../src/ui/view/viewState";
import { HOSTILE, layer, report, running, statistics } from "./samples";

/** Batch means that swing by ±size from step to step. */
const swinging = (size: number, m: number, steps = 80) =>
  running(
    Array.from({ length: steps }, (_, i) => [i % 2 === 0 ? size : -size]),
    m,
  );

describe("verdict", () => {
  const two = report([
    layer({ run: "batch-64", running: swinging(0.05, 256) }),
    layer({ run: "batch-4", running: swinging(0.2, 16) }),
  ]);

  it("tells once that averages have not settled, by the finding where there is one", () => {
    const findings = [{ code: "NRM921", severity: "warning", message: "The running average lags: …" } as const];
    const lagging = report([layer({ running: swinging(0.05, 256, 5), findings })]);
    const codes = (momentum: Parameters<typeof verdictsOf>[2]) =>
      verdictsOf(lagging, rowsOf(lagging)[0]!, momentum).map(({ code }) => code);
    assert.deepEqual(codes(null), ["NRM921", "wobble"]);
    // The finding is on the framework's own momentum.
    assert.ok(codes({ momentum: 0.01, convention: "pytorch" }).includes("unsettled"));
  });

  it("says which run wobbles how much more, and of how many values its statistics are made", () => {
    const [wobble, settled] = verdictsOf(two, rowsOf(two)[0]!, null);
    // Not quite 4: the running variance is unbiased, and of 16 values that makes σ 3 % larger.
    assert.equal(wobble!.title, "batch-4 wobbles 3.9× as much as batch-64 in bn1");
    assert.match(wobble!.text, /made of 16 values instead of 256/);
    assert.equal(wobble!.severity, "warning");
    assert.equal(settled!.code, "settled");
  });

  it("warns where the initial values are still in the averages", () => {
    const young = report([layer({ running: swinging(0.05, 256, 10) })]);
    const [first] = verdictsOf(young, rowsOf(young)[0]!, null);
    assert.equal(first!.code, "unsettled");
    assert.match(first!.text, /^After 10 steps they still hold 35 % of their initial values/);
  });

  it("counts the last batches, one alone, too", () => {
    const [one] = verdictsOf(two, rowsOf(two)[0]!, null).filter(({ code }) => code === "settled");
    assert.match(one!.text, /the last 19 batches lie/);
    const single = report([layer({ running: swinging(0.05, 256, 2) })]);
    assert.match(
      verdictsOf(single, rowsOf(single)[0]!, null)[0]!.text,
      /The last batch lies [\d.]+ σ from the running mean, at/,
    );
  });

  it("tells where values are not finite, before all else", () => {
    const bad = statistics({ nan: 2, firstNonFinite: 5, firstNonFiniteStep: 3 });
    const broken = report([layer({ running: swinging(0.05, 256), statistics: bad })]);
    const [first] = verdictsOf(broken, rowsOf(broken)[0]!, null);
    assert.deepEqual([first!.severity, first!.title, first!.text], ["error", "2 NaN", "The first is in step 3."]);
  });

  it("follows the momentum", () => {
    const slow = verdictsOf(two, rowsOf(two)[0]!, { momentum: 0.001, convention: "pytorch" });
    assert.ok(slow.some(({ code }) => code === "unsettled"));
  });

  it("puts a finding's first sentence in its title", () => {
    const finding = {
      code: "NRM901",
      severity: "error",
      message: `3 values are NaN; the first is in ${HOSTILE}`,
    } as const;
    const bad = report([layer({ findings: [finding] })]);
    const [first] = verdictsOf(bad, rowsOf(bad)[0]!, null);
    assert.equal(first!.title, "3 values are NaN");
    assert.doesNotMatch(first!.text, /[\u202E\0]/u);
  });
});

describe("momentum", () => {
  const cases = [
    [{ momentum: 0.1, convention: "pytorch" }, "weighs the new batch · spans about 19 batches · Keras: 0.9"],
    [{ momentum: 0.99, convention: "keras" }, "weighs the old average · spans about 199 batches · PyTorch: 0.01"],
    [{ momentum: null, convention: "pytorch" }, "every batch so far weighs the same"],
    [{ momentum: 0, convention: "pytorch" }, "weighs the new batch · never moves · Keras: 1"],
  ] as const;
  for (const [momentum, text] of cases) it(text, () => assert.equal(momentumText(momentum), text));

  it("replays the averages, and gives the report's own back", () => {
    const own = running([[2], [4]]);
    const all = withMomentum(own, { momentum: 1, convention: "pytorch" });
    assert.deepEqual(all.runningMean, [Float64Array.of(2), Float64Array.of(4)]);
    assert.equal(withMomentum(own, null), own);
  });
});

describe("rows", () => {
  const rows = rowsOf(
    report(
      ["bn10", "bn2", "__proto__"].flatMap((name, i) => [
        layer({ name, run: "b", statistics: statistics({ mean: i }) }),
        layer({ name, run: "a", statistics: statistics({ mean: -10 * i }) }),
      ]),
    ),
  );

  it("hold a layer's runs in the report's order", () => {
    assert.deepEqual(runsOf(report([layer({ run: "b" }), layer({ run: "a" })])), ["b", "a"]);
    assert.deepEqual(
      rows.map(({ name, runs }) => [name, runs.map(({ run }) => run).join()]),
      [
        ["bn10", "b,a"],
        ["bn2", "b,a"],
        ["__proto__", "b,a"],
      ],
    );
  });

  it("are filtered by every word and sorted by what is asked for", () => {
    const names = (filter: string, column?: string, descending = false) =>
      arrange(rows, filter, column === undefined ? null : { column, descending }, null).map(({ name }) => name);
    assert.deepEqual(names("N B"), ["bn10", "bn2"]);
    assert.deepEqual(names("nothing"), []);
    assert.deepEqual(names("bn", "layer"), ["bn2", "bn10"]);
    assert.deepEqual(names("", "mean"), ["__proto__", "bn2", "bn10"]);
    assert.deepEqual(names("", "mean", true), ["bn10", "bn2", "__proto__"]);
  });

  it("have only the columns that say something", () =>
    assert.deepEqual(
      columnsFor(rows).map(({ id }) => id),
      ["mean", "std", "zeros"],
    ));
});

describe("saved view", () => {
  it("falls back, field by field", () => {
    const saved = { layer: "bn2", tab: "gone", filter: 7, channel: 1.5, asTable: true, momentum: { momentum: "x" } };
    assert.deepEqual(readView(saved), { ...INITIAL_VIEW, layer: "bn2", asTable: true });
    assert.deepEqual(readView(undefined), INITIAL_VIEW);
  });

  it("keeps a checkpoint and what was told of training, as far as it can be that", () => {
    const told = { checkpoint: "/runs/last.pt", trainingMomentum: 0.01, trainingExamples: 32 };
    assert.deepEqual(readView(told), { ...INITIAL_VIEW, ...told });
    const wrong = { checkpoint: 3, trainingMomentum: 1.5, trainingExamples: 0.5 };
    assert.deepEqual(readView(wrong), INITIAL_VIEW);
  });
});
