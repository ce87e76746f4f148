import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { companion as companionPart, main, manifestOf, type Package, web } from "../rig/packages.mjs";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));

/** The Python package, as its sources are: to import, and for pip. */
const PROBE = readdirSync(join("src", "probe"), { recursive: true, encoding: "utf8" })
  .filter((file) => /(^README\.md|^pyproject\.toml|py\.typed|\.py)$/.test(file))
  .map((file) => `dist/probe/${file}`);

/** The beginnings of both captures: all 80 steps are 2 MB. */
const STEPS = Array.from({ length: 12 }, (_, i) => `step-00${String(i + 1).padStart(2, "0")}`).flatMap((step) => [
  `media/examples/digits-cnn/batch-4/${step}.npz`,
  `media/examples/digits-cnn/batch-64/${step}.safetensors`,
]);

const PAGES = ["compare.js", "editor.js", "labPage.js", "notebook.js", "panel.js"];

const PACKED = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "THIRD-PARTY-NOTICES.txt",
  "dist/cli.mjs",
  "dist/codeAnalysis.mjs",
  "dist/compare.js",
  "dist/digits.LICENSE.txt",
  "dist/digits.br",
  "dist/editor.js",
  "dist/extension.js",
  "dist/hdf5.mjs",
  "dist/hdf5.wasm.br",
  "dist/lab.mjs",
  "dist/labPage.js",
  "dist/notebook.js",
  "dist/onnx.mjs",
  "dist/panel.js",
  "dist/plotly.js",
  "dist/tree-sitter-python.wasm",
  "dist/tree-sitter.wasm",
  "dist/worker.mjs",
  "l10n/bundle.l10n.json",
  "media/examples/README.md",
  "media/examples/broken/nan.npy",
  "media/examples/capture.py",
  "media/examples/digits-resnet/epoch-1.safetensors",
  "media/examples/digits-resnet/epoch-8.safetensors",
  "media/examples/digits.ipynb",
  "media/examples/make_broken.py",
  "media/examples/make_checkpoints.py",
  "media/examples/make_notebook.py",
  "media/examples/mistakes.py",
  "media/examples/model.py",
  "media/examples/small-batch/model.py",
  "media/examples/small-batch/runs/batches-of-4/rank-0000.normlog",
  "media/examples/small-batch/train.py",
  "media/panel.svg",
  "media/readme/editor.webp",
  "media/readme/measured.webp",
  "media/readme/panel.webp",
  "media/readme/run.webp",
  "media/runs.svg",
  "media/walkthrough/checkpoint.svg",
  "media/walkthrough/code.svg",
  "media/walkthrough/example.svg",
  "media/walkthrough/lab.svg",
  "media/walkthrough/profile.svg",
  "media/walkthrough/watch.svg",
  "package.json",
  "package.nls.json",
  "sbom.cdx.json",
];

/** What runs in Node. */
function programs(): readonly string[] {
  return readdirSync("dist").filter((name) => name.endsWith(".mjs"));
}

describe("what people download", () => {
  let all: readonly string[] = [];
  // It looks through everything that is installed.
  before(function () {
    this.timeout(90_000);
    all = listed();
  });
  const packed = ({ leaves }: Package) => all.filter((file) => !leaves?.test(file));

  it("has what people use and nothing else", () => {
    const files = packed(main);
    assert.ok(PROBE.includes("dist/probe/src/normscope/__init__.py"), PROBE.join(", "));
    assert.ok(PROBE.includes("dist/probe/src/normscope/py.typed"), PROBE.join(", "));
    assert.ok(PROBE.includes("dist/probe/onPath/normscope/__init__.py"), PROBE.join(", "));
    const shared = files.filter((file) => /^dist\/(page-[A-Z0-9]{8}\.js|node-[A-Z0-9]{8}\.mjs)$/.test(file));
    const scripts = files.filter((file) => /^dist\/[^/]+\.m?js$/.test(file));
    const imports = scripts.map((file) => readFileSync(file, "utf8")).join("\n");
    for (const file of shared) assert.ok(imports.includes(`"./${basename(file)}"`), `nothing imports ${file}`);
    assert.deepEqual(files.sort(), [...PACKED, ...STEPS, ...PROBE, ...shared].sort());
  });

  it("has nothing for Node in the browser, and nothing for the browser elsewhere", () => {
    const isPage = (file: string) => /^dist\/page-[A-Z0-9]{8}\.js$/.test(file);
    const elsewhere = PACKED.filter((file) => !/\.mjs$|^dist\/hdf5|^media\/examples\//.test(file));
    const files = packed(web);
    assert.deepEqual(
      files.filter((file) => !isPage(file)).sort(),
      [...elsewhere, "dist/web/extension.js", "dist/web/worker.js"].sort(),
    );
    assert.ok(files.some(isPage));
    const entries = ({ main, browser, bin }: Record<string, unknown>) => ({ main, browser, bin });
    const { main: program, browser, bin } = manifest;
    assert.deepEqual(entries(manifestOf(web, manifest)), { main: undefined, browser, bin: undefined });
    assert.deepEqual(entries(manifestOf(main, manifest)), { main: program, browser: undefined, bin });
  });

  it("keeps HDF5 out of all bundles but its own", () => {
    for (const bundle of programs().filter((name) => name !== "hdf5.mjs")) {
      assert.doesNotMatch(readFileSync(join("dist", bundle), "utf8"), /H5F_ACC_RDONLY/, bundle);
    }
    assert.match(readFileSync(join("dist", "hdf5.mjs"), "utf8"), /h5wasm license statement/);
  });

  it("keeps Plotly out of what starts with the editor", () => {
    const shared = readdirSync("dist").filter((name) => /^page-.*\.js$/.test(name));
    for (const bundle of [...programs(), ...PAGES, ...shared]) {
      assert.doesNotMatch(readFileSync(join("dist", bundle), "utf8"), /plotly-logomark/, bundle);
    }
    assert.match(readFileSync(join("dist", "plotly.js"), "utf8"), /plotly-logomark/);
  });
});

function listed(): readonly string[] {
  const vsce = join("node_modules", "@vscode", "vsce", "vsce");
  return execFileSync(process.execPath, [vsce, "ls", "--no-dependencies"], { encoding: "utf8" }).trim().split("\n");
}

describe("the extension that brings ONNX Runtime", () => {
  const companion = JSON.parse(readFileSync(join("companion", "package.json"), "utf8"));

  it("is called what the code looks for, and has the version of the runtime that is in it", () => {
    const finder = readFileSync(join("src", "host", "onnx", "findRuntime.ts"), "utf8");
    assert.ok(finder.includes(`"${companion.publisher}.${companion.name}"`));
    assert.equal(companion.version, manifest.devDependencies["onnxruntime-web"]);
    assert.equal(companion.engines.vscode, manifest.engines.vscode);
  });

  it("holds no code", () => {
    assert.deepEqual([companion.main, companion.browser, companion.contributes], [undefined, undefined, undefined]);
    assert.equal(companionPart.file, `${companion.name}-${companion.version}.vsix`);
    assert.deepEqual(companion.files, ["LICENSE", "dist/onnx.wasm.br"]);
  });
});
