import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findGitIgnores } from "../../../src/check/gitIgnores";

/** Folders end in "/". */
interface Case {
  /** The .gitignore files by their folders, and what else is there. */
  readonly files: Readonly<Record<string, string>>;
  readonly ignored: readonly string[];
  readonly kept: readonly string[];
}

const REPOSITORY = { ".git/HEAD": "" };

const CASES: Readonly<Record<string, Case>> = {
  "names anywhere, folders only, and paths from the file's folder on": {
    files: { ...REPOSITORY, ".gitignore": "gen_*.py\r\nout/\r\n/top.py\r\ndocs/*.py\r\na/**/z.py\r\n" },
    ignored: ["gen_a.py", "b/gen_a.py", "out/", "b/out/", "top.py", "docs/a.py", "a/z.py", "a/b/c/z.py"],
    kept: ["out", "b/top.py", "docs/b/a.py", "b/docs/a.py", "agen_a.py", "Top.py/"],
  },
  "comments, spaces, classes and what is taken out again": {
    files: { ...REPOSITORY, ".gitignore": "# a.py\n\\#b.py\n\nc.py   \nd[0-9].py\n*.gen.py\n!keep.gen.py\n" },
    ignored: ["#b.py", "c.py", "d1.py", "x.gen.py"],
    kept: ["a.py", "d.py", "keep.gen.py", "b/keep.gen.py"],
  },
  "files further down, which go first": {
    files: { ...REPOSITORY, ".gitignore": "*.py\n", "a/.gitignore": "!x.py\n/y.py\n", "a/b/.gitignore": "x.py\n" },
    ignored: ["x.py", "b/x.py", "a/y.py", "a/b/x.py", "a/z.py"],
    kept: ["a/x.py", "a/c/x.py"],
  },
  "not the files of a repository around another one": {
    files: { ...REPOSITORY, ".gitignore": "*.py\n", "inner/.git": "gitdir: elsewhere", "inner/.gitignore": "b.py\n" },
    ignored: ["a.py", "inner/b.py"],
    kept: ["inner/a.py"],
  },
  "nothing outside of a repository": { files: { ".gitignore": "*\n" }, ignored: [], kept: ["a.py", "b/"] },
  "not patterns that would take for ever, nor files that nobody wrote": {
    files: {
      ...REPOSITORY,
      ".gitignore": `${"*a".repeat(40)}b\nb.py\n`,
      "large/.gitignore": "# much\n".repeat(10_000).concat("*.py\n"),
    },
    ignored: ["b.py"],
    kept: [`${"a".repeat(250)}.py`, "large/a.py"],
  },
  "not patterns that are too long to be compared": {
    files: { ...REPOSITORY, ".gitignore": `${"/ if x else 0".repeat(3_600)}\nb.py\n!${"/ x".repeat(4_000)}\n` },
    ignored: ["b.py"],
    kept: ["a.py", "x/a.py", "ж.py"],
  },
  "not patterns that are longer than any path": {
    files: { ...REPOSITORY, ".gitignore": `b.py\n${"build/жe.5".repeat(1_200)}\n` },
    ignored: ["b.py"],
    kept: ["a.py", "ж.py"],
  },
  "nothing by files that cannot be read": {
    files: { ...REPOSITORY, ".gitignore/folder": "", "a/.gitignore": "[\n\\\n!\n/\n**\0\n" },
    ignored: [],
    kept: ["a.py", "a/b.py"],
  },
};

describe("what Git ignores", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "normscope-git-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const [title, { files, ignored, kept }] of Object.entries(CASES)) {
    it(title, async () => {
      put(files);
      const git = findGitIgnores();
      const answers: string[] = [];
      for (const path of [...ignored, ...kept]) {
        if (await git.ignores(join(folder, path), path.endsWith("/"))) answers.push(path);
      }
      assert.deepEqual(answers, ignored);
    });
  }

  it("is asked from a folder on, where that is ignored itself", async () => {
    put({ ...REPOSITORY, ".gitignore": "out\n*.tmp.py\n", "out/.gitignore": "b.py\n" });
    const git = findGitIgnores();
    const ignores = (path: string) => git.ignores(join(folder, path), false, join(folder, "out"));
    assert.equal(await git.ignores(join(folder, "out/a.py"), false), true);
    assert.deepEqual(
      [await ignores("out/a.py"), await ignores("out/b.py"), await ignores("out/a.tmp.py")],
      [false, true, false],
    );
  });

  it("is asked of files below a folder that is searched", async () => {
    put({ ...REPOSITORY, ".gitignore": "out\n*.tmp.py\n", "out/.gitignore": "!a.tmp.py\nb.py\n" });
    const git = findGitIgnores();
    const files = ["a.py", "a.tmp.py", "out/a.tmp.py", "out/deep/b.py", "out/deep/c.tmp.py", "out/deep/d.py"];
    const left = async (root: string) => {
      const answers = files.map((file) => git.ignoresIn(join(folder, root), join(folder, file)));
      const ignored = await Promise.all(answers);
      return files.filter((_, i) => ignored[i]);
    };
    assert.deepEqual(await left(""), files.slice(1));
    // What is searched though it is ignored has its own rules alone.
    assert.deepEqual(await left("out"), ["out/deep/b.py"]);
  });

  function put(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
  }
});
