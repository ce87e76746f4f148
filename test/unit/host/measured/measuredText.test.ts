import assert from "node:assert/strict";
import { type Beside, measuredLine, measuredMark, measuredMarkdown } from "../../../../src/host/measured/measuredText";
import { type PlacedModules, placedModules } from "../../../../src/host/measured/placedModules";
import type { Measured, MeasuredLayer } from "../../../../src/protocol/measured";

const HOUR = 3_600_000;

const LAYER: MeasuredLayer = {
  path: "bn2",
  name: "bn2",
  type: "BatchNorm2d",
  features: 16,
  steps: 9,
  step: 80,
  distance: 0.3,
  varianceRatio: 1.2,
  gaps: null,
  findings: [],
};
const ILL: MeasuredLayer = {
  ...LAYER,
  path: "layer2.0.bn1",
  findings: [{ code: "NRM920", severity: "warning", message: "The running statistics are off." }],
};
const RUN: Measured = {
  kind: "run",
  name: "baseline",
  written: 0,
  step: 80,
  state: "finished",
  complete: false,
  layers: [],
  leftOut: 0,
};
const BESIDE: Beside = { title: "title of NRM920", now: 3 * HOUR, stale: false, picture: null, links: [] };

const exact = (line: number, suppressed: readonly string[] = []) => {
  return { kind: "exact", at: at(line), inside: null, suppressed } as const;
};
const at = (line: number, file = "model.py") => {
  return { file, start: [line, 8], end: [line, 20] } as const;
};

/** What stands at the only place of layers that were measured. */
function placed(
  layers: readonly MeasuredLayer[],
  place: Parameters<typeof placedModules>[1]["places"][number],
): PlacedModules {
  const found = placedModules({ layers }, { places: layers.map(() => place) }).get("model.py")!;
  return found[0]!;
}

function hover(layers: readonly MeasuredLayer[], more: Partial<Beside> = {}, measured: Measured = RUN): string {
  return measuredMarkdown(placed(layers, exact(7)), measured, { ...BESIDE, ...more });
}

describe("modules at the calls that build them", () => {
  it("stand together where one call builds several, the worst first", () => {
    const { layers } = placed([LAYER, { ...LAYER, path: "bn3" }, ILL], exact(7));
    assert.deepEqual(
      layers.map(({ path }) => path),
      ["layer2.0.bn1", "bn2", "bn3"],
    );
  });

  it("stand at each call that may build them, in doubt", () => {
    const reason = "Several calls may build it.";
    const places = [{ kind: "ambiguous", candidates: [at(1), at(2, "other.py")], reason }, exact(1)] as const;
    const found = placedModules({ layers: [LAYER, ILL] }, { places });
    const shown = (file: string) =>
      found.get(file)!.map(({ layers, doubt }) => [layers[0]!.path, doubt?.candidates ?? null]);
    assert.deepEqual(shown("model.py"), [
      ["bn2", 2],
      ["layer2.0.bn1", null],
    ]);
    assert.deepEqual(shown("other.py"), [["bn2", 2]]);
  });

  it("stand nowhere where no code builds them", () => {
    assert.equal(placedModules({ layers: [LAYER] }, { places: [{ kind: "absent", reason: "" }] }).size, 0);
  });
});

describe("what was measured, in a hover", () => {
  it("says of which run it is, how far batches lie from the averages, and the worst finding", () => {
    assert.equal(
      hover([ILL]),
      [
        "**Measured: layer2\\.0\\.bn1**",
        [
          "| | |",
          "|:--|:--|",
          "| Run&nbsp;&nbsp; | baseline, step 80, 3 h ago |",
          "| Batches&nbsp;&nbsp; | mean 0.3 σ from the running one, variance 1.2× |",
          "| Found&nbsp;&nbsp; | $(warning) NRM920 title of NRM920 |",
        ].join("\n"),
      ].join("\n\n"),
    );
  });

  it("names the worst of several modules", () => {
    assert.match(hover([LAYER, ILL]), /^\*\*2 modules, measured: worst layer2/);
    const far = { ...LAYER, path: "bn3", distance: 2 };
    assert.match(hover([LAYER, far]), /^\*\*2 modules, measured: farthest off bn3\*\*/);
    const unknown = { ...LAYER, distance: null };
    assert.match(hover([unknown, unknown]), /^\*\*2 modules, measured: such as bn2\*\*/);
  });

  it("says when the code may be another, and why a place is not sure", () => {
    assert.match(hover([LAYER], { stale: true }), /\*The file has changed since this was measured\.\*$/);
    const doubtful = placed([LAYER], {
      kind: "ambiguous",
      candidates: [at(7), at(9)],
      reason: "Nothing tells them apart.",
    });
    const text = measuredMarkdown(doubtful, RUN, BESIDE);
    assert.match(text, /^\*\*May be measured: bn2\*\*/);
    assert.match(text, /\*One of 2 calls that may build it\.\*\n\n\*Nothing tells them apart\\\.\*$/);
  });

  it("leaves out what is not known: steps and averages of a checkpoint", () => {
    const layer = { ...LAYER, step: null, distance: null, varianceRatio: null };
    const text = hover([layer], {}, { ...RUN, kind: "checkpoint", name: "epoch.pt", state: null });
    assert.match(text, /\| Checkpoint&nbsp;&nbsp; \| epoch\\\.pt, 3 h ago \|$/);
  });

  it("has a picture of its size, and links that carry names as data", () => {
    const picture = { uri: "data:image/svg+xml,x", width: 320, height: 54, text: "up to 1 σ" };
    const links = [{ label: "Show in panel", command: "normscope.showMeasured", argument: 'a"b)](x' }];
    const text = hover([LAYER], { picture, links });
    assert.match(text, /!\[up to 1 σ\]\(data:image\/svg\+xml,x\|width=320,height=54\)/);
    assert.match(text, /\[Show in panel\]\(command:normscope\.showMeasured\?%5B%22a%5C%22b%29%5D%28x%22%5D\)$/);
  });

  it("shows names from logs as they are: no links, no markup, one line", () => {
    const hostile = "[x](command:evil) <img src=x> ![y](https://e.vil/y) | a\n# b \u202e";
    const text = hover([{ ...ILL, path: hostile }], {}, { ...RUN, name: hostile });
    const plain = text.replace(/\\./g, "");
    assert.doesNotMatch(plain, /[[\]<>#!]/);
    assert.equal(text.split("\n").length, 7);
    assert.doesNotMatch(text, /\u202e/);
  });
});

describe("what was measured, in a few words", () => {
  const cases: Record<string, [PlacedModules, string | null]> = {
    "of one module": [placed([LAYER], exact(7)), "bn2: mean 0.3 σ off, step 80"],
    "with what was found": [placed([ILL], exact(7)), "layer2.0.bn1: mean 0.3 σ off, NRM920, step 80"],
    "of several": [placed([LAYER, ILL], exact(7)), "2 modules: worst layer2.0.bn1: mean 0.3 σ off, NRM920, step 80"],
    "of a healthy checkpoint's": [placed([{ ...LAYER, step: null, distance: null }], exact(7)), "bn2: nothing found"],
    "not where it is not sure": [
      placed([LAYER], { kind: "ambiguous", candidates: [at(7)], reason: "The model may be another." }),
      null,
    ],
  };
  for (const [title, [modules, expected]] of Object.entries(cases))
    it(title, () => assert.equal(measuredLine(modules), expected));

  it("without the module's name, in the room of a mark behind code", () => {
    const many = Array.from({ length: 120 }, () => ({ ...ILL, distance: 1234.5 }));
    assert.equal(measuredMark(placed([LAYER], exact(7))), "mean 0.3 σ off, step 80");
    assert.equal(measuredMark(placed(many, exact(7))), "120 modules: mean 1,235 σ off, NRM920");
  });
});
