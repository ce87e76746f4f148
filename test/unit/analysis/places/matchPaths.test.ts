import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { PythonParser } from "../../../../src/analysis/parse";
import { matchPaths } from "../../../../src/analysis/places/matchPaths";
import type { ModulePath } from "../../../../src/analysis/places/modulePath";
import { pythonParser } from "../pythonParser";
import { pythonFiles, shown } from "./placeRig";

const TEXTS = {
  "model.py": `from torch import nn
import timm
from parts import Block

class Net(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.stem = nn.BatchNorm2d(8)
        self.body = nn.Sequential(*[Block(8) for _ in range(depth)])
        self.backbone = timm.create_model("resnet50")
`,
  "parts.py": `from torch import nn

class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(n)
        self.norm2 = nn.BatchNorm2d(n)
`,
  "other.py": `print("nothing of it")
`,
};

const PATHS = ["stem", "body.0.norm1", "body.0.norm2", "body.1.norm1", "backbone.layer1.0.bn1"].map(batchNorm);

describe("matching paths to places", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });
  const match = (texts: Readonly<Record<string, string>>, paths: readonly ModulePath[]) =>
    matchPaths(pythonFiles(parser, texts), paths);

  it("says what is left of a path that a library builds, and which calls are on the way", () => {
    const { places } = match(TEXTS, PATHS);
    assert.deepEqual(
      places.map((place) => shown(place, TEXTS)),
      ["model.py:8", "parts.py:6", "parts.py:7", "parts.py:6", "model.py:10 inside layer1.0.bn1"],
    );
    const through = places.map((place) => (place.kind === "exact" ? place.through.map(textOf) : []));
    assert.deepEqual(through[1], ["nn.Sequential(*[Block(8) for _ in range(depth)])", "Block(8)"]);
    assert.deepEqual(through[0], []);
  });

  it("names the class of the model and the texts that it rests on", () => {
    const { roots, files } = match(TEXTS, PATHS);
    assert.deepEqual(
      roots.map(({ name, place }) => [name, place.file]),
      [["Net", "model.py"]],
    );
    const versions = Object.entries(TEXTS).map(([path, text]) => ({ path, version: String(text.length) }));
    assert.deepEqual(files, versions.slice(0, 2));
  });

  it("answers in data that crosses a thread border", () => {
    const found = match(TEXTS, [...PATHS, batchNorm("nowhere")]);
    assert.deepEqual(structuredClone(found), found);
    assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
  });

  it("answers each path in its place, those that stand twice, too", () => {
    const twice = [...PATHS, PATHS[0]!, batchNorm("_orig_mod.stem")];
    const { places } = match(TEXTS, twice);
    assert.deepEqual(
      places.map(({ path }) => path),
      twice.map(({ path }) => path),
    );
    assert.deepEqual(shown(places.at(-1)!, TEXTS), "model.py:8");
  });

  it("has nothing to say of nothing", () => {
    assert.deepEqual(match(TEXTS, []), { places: [], roots: [], files: [] });
    const [only] = match({}, [batchNorm("bn")]).places;
    assert.equal(only?.kind, "absent");
  });

  it("does not depend on the order of paths", () => {
    const expected = new Map(match(TEXTS, PATHS).places.map((place) => [place.path, place]));
    fc.assert(
      fc.property(fc.shuffledSubarray(PATHS, { minLength: PATHS.length }), (paths) => {
        for (const place of match(TEXTS, paths).places) assert.deepEqual(place, expected.get(place.path));
      }),
      { numRuns: 20 },
    );
  });

  it("does not depend on the order of files", () => {
    const expected = match(TEXTS, PATHS).places;
    const backwards = Object.fromEntries(Object.entries(TEXTS).reverse());
    assert.deepEqual(match(backwards, PATHS).places, expected);
  });

  it("finds renamed attributes under their new names, at the same places", () => {
    const name = fc.stringMatching(/^[a-z]{3,8}_[a-z]{3}$/);
    const names = fc.uniqueArray(name, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(names, (fresh) => {
        const old = ["stem", "body", "norm1", "norm2"];
        const renamed = (text: string) =>
          old.reduce((result, one, i) => result.replaceAll(new RegExp(`\\b${one}\\b`, "g"), fresh[i]!), text);
        const texts = Object.fromEntries(Object.entries(TEXTS).map(([path, text]) => [path, renamed(text)]));
        const { places } = match(
          texts,
          PATHS.map((one) => ({ ...one, path: renamed(one.path) })),
        );
        const lines = match(TEXTS, PATHS).places.map((place) => shown(place, TEXTS));
        assert.deepEqual(
          places.map((place) => shown(place, texts)),
          lines,
        );
      }),
      { numRuns: 20 },
    );
  });

  it("leaves a path alone whose class or features are others", () => {
    const wrong: ModulePath[] = [
      { path: "stem", type: "LayerNorm", features: null },
      { path: "body.0.norm1", type: "BatchNorm2d", features: 16 },
      { path: "body.1.norm1", type: "BatchNorm2d", features: null },
    ];
    const { places } = match(TEXTS, wrong);
    assert.deepEqual(
      places.map(({ kind }) => kind),
      ["absent", "absent", "ambiguous"],
    );
  });

  it("bears names that are no names", () => {
    const hostile = [
      "",
      ".",
      "..",
      "__proto__",
      "constructor.prototype",
      "a".repeat(100_000),
      "1e9",
      "99999999999",
      "-1",
      "body.-0",
    ];
    const deep = `body.${"0.".repeat(5000)}norm1`;
    const { places } = match(TEXTS, [...hostile, deep].map(batchNorm));
    assert.ok(places.every(({ kind }) => kind === "absent"));
  });

  const NEVER_ENDS = {
    "a module that holds itself":
      "class Net(nn.Module):\n    def __init__(self):\n        self.a = self\n        self.bn = nn.BatchNorm2d(8)\n",
    "a class derived from itself":
      "class Net(Net):\n    def __init__(self):\n        super().__init__()\n        self.bn = nn.BatchNorm2d(8)\n",
    "a function that calls itself":
      "def f(n):\n    return f(n) if n else f(n - 1)\n\nclass Net(nn.Module):\n    def __init__(self):\n        self.bn = f(3)\n        self.a = f(4)\n",
    "a list that holds itself":
      "class Net(nn.Module):\n    def __init__(self):\n        x = []\n        x.append(x)\n        x.extend(x)\n        x += x\n        self.bn = nn.Sequential(*x)\n        self.a = nn.ModuleList(x)\n",
    "loops in loops": `class Net(nn.Module):\n    def __init__(self):\n${[...Array(12).keys()].map((i) => `${"    ".repeat(i + 2)}for i${i} in range(64):\n`).join("")}${"    ".repeat(14)}self.bn = nn.BatchNorm2d(8)\n`,
    "branches after branches": `class Net(nn.Module):\n    def __init__(self, a):\n        self.bn = nn.BatchNorm2d(8)\n${"        if a:\n            a = nn.ReLU() + a\n".repeat(400)}`,
    "a sum of sums": `class Net(nn.Module):\n    def __init__(self, a):\n        self.n = ${"(".repeat(50)}a${" + 1)".repeat(50)}\n        self.bn = nn.BatchNorm2d(self.n)\n`,
  };
  for (const [title, text] of Object.entries(NEVER_ENDS)) {
    it(`comes to an end: ${title}`, () => {
      const texts = { "model.py": `from torch import nn\n${text}` };
      const { places } = match(texts, [batchNorm("bn"), batchNorm(`${"a.".repeat(40)}bn`)]);
      assert.equal(places.length, 2);
    });
  }

  it("never throws, whatever is cut out of real code and put elsewhere", () => {
    const text = readFileSync("test/fixtures/places/resnet/resnet.py", "utf8");
    const paths = ["bn1", "layer1.0.bn1", "layer2.0.downsample.1"].map(batchNorm);
    const place = fc.nat(text.length);
    fc.assert(
      fc.property(place, fc.nat(400), place, (start, length, to) => {
        const cut = text.slice(0, start) + text.slice(start + length);
        const broken = cut.slice(0, to) + text.slice(start, start + length) + cut.slice(to);
        assert.equal(match({ "resnet.py": broken }, paths).places.length, paths.length);
      }),
      { numRuns: 60 },
    );
  });
});

function batchNorm(path: string): ModulePath {
  return { path, type: "BatchNorm2d", features: null };
}

function textOf({ file, start, end }: { file: string; start: number; end: number }): string {
  return TEXTS[file as keyof typeof TEXTS].slice(start, end);
}
