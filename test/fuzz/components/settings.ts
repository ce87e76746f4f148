import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pyprojectSettings } from "../../../src/analysis/checking/pyproject";
import { findGitIgnores } from "../../../src/check/gitIgnores";
import { fitsPattern } from "../../../src/check/pathPatterns";
import { newFindings, readBaseline } from "../../../src/cli/check/baseline";
import { ONE_OF_EACH } from "../../unit/check/oneOfEach";
import { utf8 } from "../../unit/readers/bytes";
import type { Component, Input } from "../component";
import { mutateBytes } from "../mutations/mutateBytes";
import { mutateJson } from "../mutations/mutateJson";
import { mutateText } from "../mutations/mutateText";
import { bytesOf, textOf } from "../sampleFiles";
import { hold, holdLine, toldOr } from "../told";

const input = (name: string, text: string): Input => ({ name, bytes: utf8(text) });

const PATHS = [
  "a.py",
  "src/old/net.py",
  "tests/x/y/z.ipynb",
  `${"a".repeat(200)}.py`,
  "a/b/".repeat(60),
  "é/\u202e.py",
];

const PYPROJECT = `[project]
name = "x"
[tool.normscope]
select = ["NRM3", "NRM104"]
ignore = ["NRM301"]
every-place = ["NRM2"]
exclude = ["tests/**", "*.pb2.py", "src/old/*"]
[tool.normscope.rules]
NRM207 = "off"
NRM3 = "error"
`;

const pyproject: Component = {
  name: "pyproject",
  samples: async () => [
    input("pyproject.toml", PYPROJECT),
    input(
      "pyproject.toml",
      "[tool]\nnormscope = { select = ['NRM1'], rules = { NRM1 = 'hint' }, exclude = ['**/a*?b'] }\n",
    ),
  ],
  mutate: ({ bytes }, _, random) =>
    random.below(3) === 0 ? mutateBytes(bytes, random) : bytesOf(mutateText(textOf(bytes), [PYPROJECT], random)),
  async run({ bytes }) {
    const read = pyprojectSettings(textOf(bytes));
    for (const problem of read?.problems ?? []) holdLine(problem);
    for (const path of PATHS) fitsPattern(path, read?.exclude ?? []);
    return read && read.problems.length > 0 ? "told" : "read";
  },
};

const folders: { current: string | null } = { current: null };

/** A repository of its own, made with the first case. */
function repository(): string {
  if (folders.current === null) {
    const folder = mkdtempSync(join(tmpdir(), "normscope-fuzz-"));
    mkdirSync(join(folder, ".git"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    folders.current = folder;
  }
  return folders.current;
}

const GITIGNORE = "# built\nbuild/\n!build/keep.py\n*.py[co]\n/data/**/raw\n**/x*y*z\n\\#a\n[a-c]?.py\ntrailing\\ \n";

const gitignore: Component = {
  name: "gitignore",
  samples: async () => [input(".gitignore", GITIGNORE)],
  mutate: ({ bytes }, _, random) =>
    random.below(2) === 0 ? mutateBytes(bytes, random) : bytesOf(mutateText(textOf(bytes), [GITIGNORE], random)),
  async run({ bytes }) {
    const folder = repository();
    writeFileSync(join(folder, ".gitignore"), bytes);
    const ignores = findGitIgnores();
    for (const path of PATHS) await ignores.ignores(join(folder, path), false);
    return "read";
  },
};

const BASELINE = {
  version: 1,
  findings: {
    "models/net one,a:b%.py": { "NRM301 0123456789abcdef": 1, "NRM104 1123456789abcdef": 2 },
    "n.ipynb": { "NRM207 2123456789abcdef": 1 },
  },
};

/** What was found before, as a file on disk. */
const baseline: Component = {
  name: "baseline",
  samples: async () => [input("baseline.json", JSON.stringify(BASELINE, null, 1))],
  mutate: ({ bytes }, _, random) => mutateJson(bytes, random),
  run: ({ bytes }) =>
    toldOr(async () => {
      const path = join(repository(), "baseline.json");
      writeFileSync(path, bytes);
      const files = ONE_OF_EACH.files;
      const { files: left, known } = newFindings(files, await readBaseline(path), path);
      const count = (of: typeof files) => of.reduce((sum, file) => sum + file.findings.length, 0);
      hold(count(left) + known === count(files), "findings are lost", [count(left), known, count(files)]);
    }, "baseline.json: "),
};

export const settings: readonly Component[] = [pyproject, gitignore, baseline];
