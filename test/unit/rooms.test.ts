import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

/** What each room may import; see ARCHITECTURE.md. A trailing ":types" allows type imports only. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  engine: ["kernels:"],
  readers: ["engine"],
  analysis: ["engine", "web-tree-sitter", "smol-toml"],
  protocol: ["engine", "analysis:types"],
  worker: ["engine", "readers", "protocol", "node:", "hdf5:", "onnx:", "pngjs", "jpeg-js", "brotli"],
  check: ["engine", "readers", "analysis", "protocol", "node:", "ignore", "@noble/hashes"],
  host: ["analysis", "protocol", "engine:types", "check", "node:", "vscode"],
  // An output's excerpt of a run's log is read in the webview: there is no host behind a saved notebook.
  ui: [
    "engine",
    "protocol",
    "readers/runLog",
    "readers/zip",
    "plotly.js-cartesian-dist-min",
    "vscode-notebook-renderer:types",
    "plotly.js:types",
  ],
  cli: ["engine", "readers", "analysis", "protocol", "worker", "check", "node:"],
  "extension.ts": ["host", "vscode"],
  "webExtension.ts": ["host", "vscode"],
};

const SRC = join(process.cwd(), "src");

interface Import {
  readonly from: string;
  readonly typesOnly: boolean;
}

describe("the rooms of the house", () => {
  for (const file of sourceFiles(SRC)) {
    const path = relative(SRC, file);
    it(`${path} imports what its room may`, () => {
      const room = roomOf(path);
      const allowed = MAY_IMPORT[room];
      assert.ok(allowed, `src/${room} is no room: add it to the table and to ARCHITECTURE.md`);
      for (const found of importsOf(readFileSync(file, "utf8"))) {
        assert.ok(isAllowed(found, path, room, allowed), `${path} must not import ${found.from}`);
      }
    });
  }

  for (const file of sourceFiles(SRC).filter((name) => name.endsWith(".web.ts"))) {
    const path = relative(SRC, file);
    it(`${path} needs nothing of Node but its paths`, () => {
      const found = importsOf(readFileSync(file, "utf8")).filter(({ from }) => from.startsWith("node:"));
      assert.deepEqual(
        found.filter(({ from }) => from !== "node:path"),
        [],
      );
    });
  }

  it("keeps features of the host apart", () => {
    for (const file of sourceFiles(join(SRC, "host"))) {
      const [, feature] = relative(SRC, file).split("/");
      if (feature?.endsWith(".ts")) continue;
      for (const { from } of importsOf(readFileSync(file, "utf8")).filter((found) => found.from.startsWith("."))) {
        const target = relative(join(SRC, "host"), normalize(join(dirname(file), from)));
        const other = target.includes("/") && !target.startsWith("..") ? target.split("/")[0] : feature;
        assert.equal(other, feature, `${relative(SRC, file)} imports ${from}`);
      }
    }
  });

  it("sees imports of every form", () => {
    const text = `import type { A } from "./a";\nimport {\n  B,\n} from "../b";\nexport * from "c";\nconst d = await import("d");\nimport "e";`;
    assert.deepEqual(importsOf(text), [
      { from: "./a", typesOnly: true },
      { from: "../b", typesOnly: false },
      { from: "c", typesOnly: false },
      { from: "d", typesOnly: false },
      { from: "e", typesOnly: false },
    ]);
  });
});

function isAllowed({ from, typesOnly }: Import, path: string, room: string, allowed: readonly string[]): boolean {
  const target = from.startsWith(".") ? normalize(join(dirname(path), from)) : from;
  if (from.startsWith(".") && roomOf(target) === room) return true;
  return allowed.some((entry) => {
    const [name, types] = entry.endsWith(":types") ? [entry.slice(0, -":types".length), true] : [entry, false];
    const fits = name!.endsWith(":") ? target.startsWith(name!) : target === name || target.startsWith(`${name}/`);
    return fits && (!types || typesOnly);
  });
}

function roomOf(path: string): string {
  const [room = ""] = path.split("/");
  return room === "extension" ? "extension.ts" : room;
}

function importsOf(text: string): Import[] {
  const pattern = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?from\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/g;
  return [...text.matchAll(pattern)].map((match) => ({
    from: match[2] ?? match[3]!,
    typesOnly: match[1] !== undefined,
  }));
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(folder, name));
}
