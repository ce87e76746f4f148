import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { UnsavedText } from "../../../src/check/codeStore";
import { createPlacesOfModules, type ModulePlaces, type PlacesOfModules } from "../../../src/check/modelPlaces";
import { createCodeStores } from "../../../src/check/stores";
import { pythonParser } from "../analysis/pythonParser";

const MODEL = `from torch import nn
from parts import Block

class Net(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.stem = nn.BatchNorm2d(8)
        self.body = nn.Sequential(*[Block(8) for _ in range(depth)])
`;
const PARTS = `import torch

class Block(torch.nn.Module):
    def __init__(self, n):
        super().__init__()
        self.norm = torch.nn.BatchNorm2d(n)
`;

describe("places of modules that were measured", () => {
  let root: string;
  let places: PlacesOfModules;
  beforeEach(async () => {
    const parser = await pythonParser();
    places = createPlacesOfModules(parser, createCodeStores(parser).of);
    root = mkdtempSync(join(tmpdir(), "normscope-places-"));
    put("src/model.py", MODEL);
    put("src/parts.py", PARTS);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function put(name: string, text: string): void {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    const aMinuteAgo = Date.now() / 1000 - 60 - text.length;
    utimesSync(path, aMinuteAgo, aMinuteAgo);
  }

  const module = (path: string, ...codes: string[]) => ({ path, type: "BatchNorm2d", features: 8, codes });

  function find(modules: readonly ReturnType<typeof module>[], unsaved: readonly UnsavedText[] = []) {
    return places.of({ project: { root, cache: null }, unsaved, modules, complete: false });
  }

  /** "src/model.py:7:20", lines and columns from 1. */
  function shown({ places: found }: ModulePlaces): string[] {
    return found.map((place) => {
      if (place.kind !== "exact") return place.kind;
      const { file, start } = place.at;
      return `${file}:${start[0] + 1}:${start[1] + 1}`;
    });
  }

  const ALL = ["stem", "body.0.norm", "body.1.norm"].map((path) => module(path));

  it("are lines and columns of files in the folder", async () => {
    const found = await find(ALL);
    assert.deepEqual(shown(found), ["src/model.py:7:21", "src/parts.py:6:21", "src/parts.py:6:21"]);
    const [stem] = found.places;
    assert.ok(stem?.kind === "exact");
    assert.deepEqual([stem.at.end, stem.inside, stem.suppressed], [[6, 37], null, []]);
  });

  it("are not certain where the model has modules that the code does not build", async () => {
    const { places: found } = await find([...ALL, module("other")]);
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ["ambiguous", "ambiguous", "ambiguous", "absent"],
    );
    const [stem] = found;
    assert.ok(stem?.kind === "ambiguous" && /may be another/.test(stem.reason));
    assert.deepEqual(stem.candidates, [{ file: "src/model.py", start: [6, 20], end: [6, 37] }]);
  });

  it("are those of texts that are not saved", async () => {
    const edited = MODEL.replace("        self.stem", "\n\n        self.stem");
    assert.deepEqual(shown(await find(ALL, [{ path: "src/model.py", text: edited }]))[0], "src/model.py:9:21");
    assert.deepEqual(shown(await find(ALL))[0], "src/model.py:7:21");
  });

  it("follow files that come, go and change", async () => {
    await find(ALL);
    put("src/parts.py", `# moved\n${PARTS}`);
    assert.deepEqual(shown(await find(ALL))[1], "src/parts.py:7:21");
    put("src/copy.py", MODEL);
    assert.deepEqual(shown(await find(ALL))[0], "ambiguous");
    rmSync(join(root, "src/copy.py"));
    assert.deepEqual(shown(await find(ALL))[0], "src/model.py:7:21");
  });

  it("are found once, as long as neither code nor modules change", async () => {
    const first = await find(ALL);
    put("notes.py", "print('nothing of models')\n");
    const second = await find(ALL);
    assert.notEqual(second, first);
    assert.equal(await find(ALL), second);
    assert.notEqual(await find(ALL.slice(1)), second);
  });

  it("say which codes comments suppress there", async () => {
    put(
      "src/model.py",
      MODEL.replace("BatchNorm2d(8)", "BatchNorm2d(8)  # normscope: ignore[NRM922] small on purpose"),
    );
    const { places: found } = await find([module("stem", "NRM922", "NRM920"), module("body.0.norm", "NRM922")]);
    assert.deepEqual(
      found.map((place) => place.kind === "exact" && place.suppressed),
      [["NRM922"], []],
    );
  });

  it("come with what the code tells of the cause, in whatever file trains the model", async () => {
    const folder = "media/examples/small-batch";
    for (const name of ["model.py", "train.py"]) put(`digits/${name}`, readFileSync(join(folder, name), "utf8"));
    rmSync(join(root, "src"), { recursive: true });
    const norm = { path: "hidden_norm", type: "BatchNorm1d", features: 32, codes: ["NRM922"] };
    const found = await find([norm, { ...module("blocks.1.norm"), features: 16 }]);
    assert.deepEqual(shown(found), ["digits/model.py:27:28", "digits/model.py:13:21"]);
    const [cause, ...others] = found.causes;
    assert.deepEqual(
      [cause!.code, cause!.at.file, cause!.at.start[0], others.length],
      ["NRM402", "digits/train.py", 33, 0],
    );
    assert.deepEqual((await find([{ ...norm, codes: ["NRM931"] }])).causes, []);
  });

  it("are not looked for in files that have nothing to do with PyTorch", async () => {
    put("web/model.py", "class Net:\n    def __init__(self):\n        self.stem = BatchNorm2d(8)\n");
    assert.deepEqual(shown(await find(ALL))[0], "src/model.py:7:21");
  });

  it("are absent in a folder that is not there", async () => {
    rmSync(join(root, "src"), { recursive: true });
    assert.deepEqual(shown(await find(ALL)), ["absent", "absent", "absent"]);
  });

  it("cross a thread's border", async () => {
    const found = await find([module("stem", "NRM922")]);
    assert.deepEqual(structuredClone(found), found);
  });
});
