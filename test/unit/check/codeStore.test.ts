import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PythonParser } from "../../../src/analysis/parse";
import { createCodeCache } from "../../../src/check/codeCache";
import { type CodeStore, createCodeStore } from "../../../src/check/codeStore";
import { pythonParser } from "../analysis/pythonParser";

describe("the files that code may import", () => {
  let parser: PythonParser;
  let parsed: string[];
  let folder: string;
  let root: string;
  before(async () => {
    const real = await pythonParser();
    const parse: PythonParser["parse"] = (text, last) => {
      parsed.push(text);
      return real.parse(text, last);
    };
    parser = { ...real, parse };
  });
  beforeEach(() => {
    parsed = [];
    folder = mkdtempSync(join(tmpdir(), "normscope-store-"));
    root = join(folder, "root");
    mkdirSync(root);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** @param age in seconds, so that files count as settled */
  function put(name: string, text: string | Uint8Array, age = 60): void {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    utimesSync(path, Date.now() / 1000 - age, Date.now() / 1000 - age);
  }

  /** The names of the functions that `module` defines for `main.py`; null where it is not found. */
  function functionsOf(store: CodeStore, module: string, from = "main.py"): string[] | null {
    const found = store.around(from).files.find(module, from);
    return found === null
      ? null
      : found.code.steps.flatMap((step) => (step.kind === "function" ? [step.function.name] : []));
  }

  it("are read once, and again where they have changed", () => {
    put("a.py", "def one(): pass");
    const store = createCodeStore(root, parser, null);
    assert.deepEqual(functionsOf(store, "a"), ["one"]);
    store.refresh();
    assert.deepEqual(functionsOf(store, "a"), ["one"]);
    assert.equal(parsed.length, 1);
    put("a.py", "def two(): pass", 30);
    assert.deepEqual(functionsOf(store, "a"), ["one"], "until it is told to look again");
    store.refresh();
    assert.deepEqual(functionsOf(store, "a"), ["two"]);
  });

  it("are read again where they were changed a moment ago, whatever their size and time say", () => {
    put("a.py", "def one(): pass", 0);
    const { mtime } = statSync(join(root, "a.py"));
    const store = createCodeStore(root, parser, null);
    assert.deepEqual(functionsOf(store, "a"), ["one"]);
    writeFileSync(join(root, "a.py"), "def two(): pass");
    utimesSync(join(root, "a.py"), mtime, mtime);
    store.refresh();
    assert.deepEqual(functionsOf(store, "a"), ["two"]);
  });

  it("come and go, and so do folders", () => {
    const store = createCodeStore(root, parser, null);
    assert.equal(functionsOf(store, "p.a"), null);
    put("p/a.py", "def one(): pass");
    store.refresh();
    assert.deepEqual(functionsOf(store, "p.a"), ["one"]);
    rmSync(join(root, "p"), { recursive: true });
    store.refresh();
    assert.equal(functionsOf(store, "p.a"), null);
  });

  it("tell which paths were asked for, there or not", () => {
    put("p/a.py", "");
    const { files, asked } = createCodeStore(root, parser, null).around("p/main.py");
    files.find("a", "p/main.py");
    assert.deepEqual([...asked], ["p/a.py"]);
    files.find("b", "p/main.py");
    assert.ok(asked.has("p/b.py") && asked.has("b/__init__.py") && asked.has("src/b.py"));
  });

  it("have the text of an editor in place of their own, as long as it is not saved", () => {
    put("a.py", "def one(): pass");
    const store = createCodeStore(root, parser, null);
    const unsaved = [{ path: "a.py", text: "\n\ndef typed(): pass" }];
    store.overlay(unsaved);
    const imports = store.around("main.py");
    imports.files.find("a", "main.py");
    assert.deepEqual(imports.linesOf("a.py"), [0, 1, 2]);
    store.overlay(unsaved.map((it) => ({ ...it })));
    assert.deepEqual(functionsOf(store, "a"), ["typed"]);
    assert.equal(parsed.length, 1, "the same text is read once");
    store.overlay([]);
    assert.deepEqual(functionsOf(store, "a"), ["one"]);
  });

  it("are those below the root, without links", () => {
    writeFileSync(join(folder, "outside.py"), "def secret(): pass");
    mkdirSync(join(root, "p"));
    symlinkSync(join(folder, "outside.py"), join(root, "link.py"));
    symlinkSync(folder, join(root, "up"));
    symlinkSync(root, join(root, "p", "loop"));
    const store = createCodeStore(root, parser, null);
    for (const module of ["link", "up.outside", "p.loop.p.loop.main", "..outside", "...outside"]) {
      assert.equal(functionsOf(store, module, "p/main.py"), null, module);
    }
  });

  const UNREADABLE: Readonly<Record<string, string | Uint8Array>> = {
    "larger than code is": `x = "${"a".repeat(1 << 20)}"`,
    "no text": Uint8Array.of(0, 1, 2),
    "in no encoding that is known": Uint8Array.of(0x61, 0xff, 0x61),
  };
  for (const [title, content] of Object.entries(UNREADABLE)) {
    it(`are not followed where they are ${title}`, () => {
      put("a.py", content);
      assert.equal(functionsOf(createCodeStore(root, parser, null), "a"), null);
    });
  }

  it("may be Latin-1, where they say so", () => {
    put("a.py", Buffer.from("# coding: latin-1\n# \u00e9\ndef one(): pass", "latin1"));
    assert.deepEqual(functionsOf(createCodeStore(root, parser, null), "a"), ["one"]);
  });

  describe("from a cache", () => {
    const cacheFolder = () => join(folder, "cache");
    const fresh = () => createCodeStore(root, parser, createCodeCache(cacheFolder()));
    const entries = () => readdirSync(cacheFolder()).map((name) => join(cacheFolder(), name));

    it("need not be read", () => {
      put("a.py", "\ndef one(): pass");
      assert.deepEqual(functionsOf(fresh(), "a"), ["one"]);
      const imports = fresh().around("main.py");
      assert.equal(imports.files.find("a", "main.py")?.path, "a.py");
      assert.deepEqual(imports.linesOf("a.py"), [0, 1]);
      assert.equal(parsed.length, 1);
    });

    it("are told from earlier states by time and size, and by their content where these are new", () => {
      put("a.py", "def one(): pass");
      fresh().around("main.py").files.find("a", "main.py");
      put("a.py", "def one(): pass", 30);
      assert.deepEqual(functionsOf(fresh(), "a"), ["one"]);
      assert.equal(parsed.length, 1, "only its time has changed");
      put("a.py", "def two(): pass", 30);
      writeFileSync(join(root, "a.py"), "def six(): pass");
      assert.deepEqual(functionsOf(fresh(), "a"), ["six"]);
    });

    it("are read anew where an entry is damaged, which mends it", () => {
      put("a.py", "def one(): pass");
      functionsOf(fresh(), "a");
      const [entry] = entries();
      const whole = readFileSync(entry!);
      const damages: Uint8Array[] = [new Uint8Array(0), whole.subarray(0, whole.length - 1), Buffer.from("{}")];
      for (let i = 0; i < whole.length; i++) {
        const bytes = Uint8Array.from(whole);
        bytes[i]! ^= 1 << (i % 8);
        damages.push(bytes);
      }
      for (const damaged of damages) {
        parsed = [];
        writeFileSync(entry!, damaged);
        assert.deepEqual(functionsOf(fresh(), "a"), ["one"]);
        assert.equal(parsed.length, 1, "it is read");
      }
      assert.deepEqual(readFileSync(entry!), whole);
    });

    it("are read anew where an entry is another file's", () => {
      put("a.py", "def one(): pass");
      put("b.py", "def two(): pass");
      functionsOf(fresh(), "a");
      const [first] = entries();
      functionsOf(fresh(), "b");
      const other = entries().find((path) => path !== first)!;
      writeFileSync(first!, readFileSync(other));
      assert.deepEqual(functionsOf(fresh(), "a"), ["one"]);
    });

    it("are read where the cache's folder cannot be used", () => {
      writeFileSync(cacheFolder(), "no folder");
      put("a.py", "def one(): pass");
      assert.deepEqual(functionsOf(fresh(), "a"), ["one"]);
    });

    it("leave no more on disk than they may", () => {
      for (let i = 0; i < 40; i++) {
        put(`f${i}.py`, `def f${i}(): pass`);
        functionsOf(createCodeStore(root, parser, createCodeCache(cacheFolder(), 4_000)), `f${i}`);
      }
      const sizes = entries().map((path) => statSync(path).size);
      assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 4_500);
      assert.ok(sizes.length > 2, "the last ones are there");
    });
  });
});
