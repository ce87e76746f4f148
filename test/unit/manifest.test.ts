import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPORT_MIME } from "../../src/protocol/reportJson";
import { RUN_MIME } from "../../src/protocol/runOutput";
import { PROFILED_FILES, TENSOR_FILES } from "../../src/protocol/tensorFiles";
import { TENSOR_EXTENSIONS } from "../../src/readers/openTensors";

interface Selector {
  readonly filenamePattern: string;
}

/** A pattern of VS Code's, of which only what package.json uses: `*` and `{a,b}`. */
function asRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.]/g, "\\.")
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(",", "|")})`)
    .replace(/\*/g, ".*");
  return new RegExp(`^${source}$`);
}

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join("src", name), "utf8"))
  .join("\n");

/** The Python package, as its sources are: to import, and for pip. */
const PROBE = readdirSync(join("src", "probe"), { recursive: true, encoding: "utf8" })
  .filter((file) => /(^README\.md|^pyproject\.toml|py\.typed|\.py)$/.test(file))
  .map((file) => `dist/probe/${file}`);

/** The beginnings of both captures: all 80 steps are 2 MB. */
const STEPS = Array.from({ length: 19 }, (_, i) => `step-00${String(i + 1).padStart(2, "0")}`).flatMap((step) => [
  `media/examples/digits-cnn/batch-4/${step}.npz`,
  `media/examples/digits-cnn/batch-64/${step}.safetensors`,
]);

const PAGES = ["compare.js", "editor.js", "labPage.js", "notebook.js", "panel.js"];

const PACKED = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "dist/cli.js",
  "dist/compare.js",
  "dist/digits.LICENSE.txt",
  "dist/digits.br",
  "dist/editor.js",
  "dist/extension.js",
  "dist/hdf5.js",
  "dist/hdf5.wasm.br",
  "dist/lab.js",
  "dist/labPage.js",
  "dist/notebook.js",
  "dist/onnx.js",
  "dist/panel.js",
  "dist/plotly.js",
  "dist/tree-sitter-python.wasm",
  "dist/tree-sitter.wasm",
  "dist/worker.js",
  "media/examples/README.md",
  "media/examples/broken/nan.npy",
  "media/examples/capture.py",
  "media/examples/digits-resnet/epoch-1.safetensors",
  "media/examples/digits-resnet/epoch-8.safetensors",
  "media/examples/digits.ipynb",
  "media/examples/make_broken.py",
  "media/examples/make_checkpoints.py",
  "media/examples/make_notebook.py",
  "media/examples/model.py",
  "media/examples/small-batch/model.py",
  "media/examples/small-batch/runs/batches-of-4/rank-0000.normlog",
  "media/examples/small-batch/train.py",
  "media/panel.svg",
  "media/readme/compare.webp",
  "media/readme/editor.webp",
  "media/readme/lab.webp",
  "media/readme/measured.webp",
  "media/readme/panel.webp",
  "media/readme/run.webp",
  "media/runs.svg",
  "package.json",
];

describe("package.json", () => {
  it("has the stable identity", () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, "normscope.normscope");
    assert.deepEqual(manifest.extensionKind, ["workspace"]);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, "limited");
  });

  it("declares every command that the code registers, and no other", () => {
    const registered = [...sources.matchAll(/register(?:Tensor)?Command\(\s*(?:context,\s*)?"([^"]+)"/g)].map(
      (match) => match[1],
    );
    const declared = manifest.contributes.commands.map((command: { command: string }) => command.command);
    assert.deepEqual(declared.sort(), registered.sort());
    for (const command of manifest.contributes.commands) assert.equal(command.category, "Normscope");
  });

  it("puts only declared commands into menus and the view that is empty", () => {
    const declared = new Set(manifest.contributes.commands.map((command: { command: string }) => command.command));
    const welcome = manifest.contributes.viewsWelcome.map(({ contents }: { contents: string }) => contents).join("\n");
    for (const [, command] of welcome.matchAll(/\(command:(normscope[^)]*)\)/g))
      assert.ok(declared.has(command), command);
    for (const entries of Object.values<{ command: string }[]>(manifest.contributes.menus)) {
      for (const entry of entries) assert.ok(declared.has(entry.command), entry.command);
    }
  });

  it("describes every setting, and the code reads each", () => {
    for (const [id, setting] of Object.entries<Record<string, unknown>>(
      manifest.contributes.configuration.properties,
    )) {
      assert.match(id, /^normscope\./);
      assert.ok(setting.description ?? setting.markdownDescription, `${id} has no description`);
      assert.ok("default" in setting, `${id} has no default`);
      const suffixes = id.split(".").map((_, i, parts) => parts.slice(i).join("."));
      assert.ok(
        suffixes.some((suffix) => sources.includes(`"${suffix}"`)),
        `nothing reads ${id}`,
      );
    }
  });

  it("offers the editor and every entry of the explorer's menu for every file that can be opened", () => {
    const patterns = manifest.contributes.customEditors.flatMap(({ selector }: { selector: Selector[] }) =>
      selector.map(({ filenamePattern }) => asRegExp(filenamePattern)),
    );
    const all: { command: string; when: string }[] = manifest.contributes.menus["explorer/context"];
    // Only one of the formats is a graph that can be run.
    const entries = all.filter(({ command }) => command !== "normscope.profileModel");
    assert.equal(entries.length, all.length - 1);
    for (const extension of TENSOR_EXTENSIONS) {
      const name = `model${extension}`;
      assert.ok(
        patterns.some((pattern: RegExp) => pattern.test(name)),
        `no editor for ${name}`,
      );
      const last = extension.slice(extension.lastIndexOf("."));
      for (const { when } of entries) {
        const clauses = [...when.matchAll(/=~ \/(.*?[^\\])\/(?= |\)|$)/g)].map(([, source]) => new RegExp(source!));
        assert.ok(
          clauses.some((clause) => clause.test(name) || clause.test(last)),
          `no menu entry for ${name}`,
        );
      }
    }
  });

  it("offers to profile a run's log, which is no tensor file", () => {
    const entries: { command: string; when: string }[] = manifest.contributes.menus["explorer/context"];
    const offered = entries.filter(({ when }) => when.includes("|normlog)$/")).map(({ command }) => command);
    assert.deepEqual(offered, ["normscope.profile"]);
    assert.deepEqual(PROFILED_FILES, [...TENSOR_FILES, "normlog"]);
  });

  it("offers to profile TensorBoard's event files, whatever host and time their names hold", () => {
    const entries: { command: string; when: string }[] = manifest.contributes.menus["explorer/context"];
    const offering = entries.filter(({ when }) => when.includes("tfevents"));
    assert.deepEqual(
      offering.map(({ command }) => command),
      ["normscope.profile"],
    );
    const [, source] = /resourceFilename =~ \/([^/]*tfevents[^/]*)\/\)$/.exec(offering[0]!.when)!;
    for (const name of ["events.out.tfevents.1700000000.host.1.0", "events.out.tfevents.1.h.v2", "tfevents.x"])
      assert.match(name, new RegExp(source!));
    for (const name of ["notfevents.md", "tfevents", "readTfevents.ts"]) assert.doesNotMatch(name, new RegExp(source!));
  });

  it("knows in the extension host what the readers can open", () => {
    assert.deepEqual(TENSOR_FILES.map((ending) => `.${ending}`).sort(), [...TENSOR_EXTENSIONS].sort());
  });

  it("fills every view that it declares, and its icon exists", () => {
    for (const { id, icon } of manifest.contributes.viewsContainers.activitybar) {
      assert.match(readFileSync(icon, "utf8"), /^<svg /);
      for (const view of manifest.contributes.views[id]) assert.ok(sources.includes(`"${view.id}"`), view.id);
    }
  });

  it("registers every editor that it declares", () => {
    for (const { viewType } of manifest.contributes.customEditors)
      assert.ok(sources.includes(`"${viewType}"`), viewType);
  });

  it("starts for Python, so that terminals find its package; commands, views, panels and renderers start it by themselves", () => {
    assert.deepEqual(manifest.activationEvents, [
      "onLanguage:python",
      "onNotebook:jupyter-notebook",
      "workspaceContains:*.py",
      "workspaceContains:pyproject.toml",
      "workspaceContains:requirements.txt",
      "onWebviewPanel:normscope.profile",
      "onWebviewPanel:normscope.compare",
      "onWebviewPanel:normscope.onnx",
      "onWebviewPanel:normscope.lab",
    ]);
  });

  it("needs nothing installed beside it: everything is bundled", () => {
    assert.equal(manifest.dependencies, undefined);
  });

  it("pins every version exactly", () => {
    for (const [name, version] of Object.entries<string>(manifest.devDependencies)) {
      assert.match(version, /^\d+\.\d+\.\d+$/, `${name} is ${version}`);
    }
  });

  it("names the MIME types of reports and runs for the notebook renderer", () => {
    assert.deepEqual(manifest.contributes.notebookRenderer[0].mimeTypes, [REPORT_MIME, RUN_MIME]);
  });

  it("points at files that the build makes", () => {
    const entries = [manifest.main, manifest.bin.normscope, manifest.contributes.notebookRenderer[0].entrypoint];
    for (const entry of entries) assert.ok(existsSync(entry), `${entry} does not exist: npm run build`);
  });

  it("packs what people use and nothing else", () => {
    const vsce = join("node_modules", "@vscode", "vsce", "vsce");
    const listed = execFileSync(process.execPath, [vsce, "ls", "--no-dependencies"], { encoding: "utf8" });
    const packed = listed.trim().split("\n");
    assert.ok(PROBE.includes("dist/probe/src/normscope/__init__.py"), PROBE.join(", "));
    assert.ok(PROBE.includes("dist/probe/src/normscope/py.typed"), PROBE.join(", "));
    assert.ok(PROBE.includes("dist/probe/onPath/normscope/__init__.py"), PROBE.join(", "));
    const shared = packed.filter((file) => /^dist\/page-[A-Z0-9]{8}\.js$/.test(file));
    const imported = PAGES.map((page) => readFileSync(join("dist", page), "utf8")).join("\n");
    for (const file of shared.map((path) => path.slice("dist/".length)))
      assert.ok(
        imported.includes(`"./${file}"`) || shared.some((other) => readFileSync(other, "utf8").includes(file)),
        file,
      );
    assert.deepEqual(packed.sort(), [...PACKED, ...STEPS, ...PROBE, ...shared].sort());
  });

  it("keeps HDF5 out of all bundles but its own", () => {
    for (const bundle of ["extension.js", "worker.js", "cli.js"]) {
      assert.doesNotMatch(readFileSync(join("dist", bundle), "utf8"), /H5F_ACC_RDONLY/, bundle);
    }
    assert.match(readFileSync(join("dist", "hdf5.js"), "utf8"), /h5wasm license statement/);
  });

  it("keeps Plotly out of what starts with the editor", () => {
    const shared = readdirSync("dist").filter((name) => /^page-.*\.js$/.test(name));
    for (const bundle of ["extension.js", "worker.js", ...PAGES, ...shared]) {
      assert.doesNotMatch(readFileSync(join("dist", bundle), "utf8"), /plotly\.js v\d/, bundle);
    }
  });
});

describe("the extension that brings ONNX Runtime", () => {
  const companion = JSON.parse(readFileSync(join("companion", "package.json"), "utf8"));

  it("is called what the code looks for, and has the version of the runtime that is in it", () => {
    assert.ok(sources.includes(`"${companion.publisher}.${companion.name}"`));
    assert.equal(companion.version, manifest.devDependencies["onnxruntime-web"]);
    assert.equal(companion.engines.vscode, manifest.engines.vscode);
  });

  it("holds no code", () => {
    assert.deepEqual([companion.main, companion.browser, companion.contributes], [undefined, undefined, undefined]);
    assert.deepEqual(companion.files, ["LICENSE", "dist/onnx.wasm.br"]);
  });
});
