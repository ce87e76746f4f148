import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));

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
  "THIRD-PARTY-NOTICES.txt",
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
  "dist/web/extension.js",
  "dist/web/worker.js",
  "dist/worker.js",
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
  "media/readme/compare.webp",
  "media/readme/editor.webp",
  "media/readme/lab.webp",
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

describe("what people download", () => {
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
    const finder = readFileSync(join("src", "host", "onnx", "findRuntime.ts"), "utf8");
    assert.ok(finder.includes(`"${companion.publisher}.${companion.name}"`));
    assert.equal(companion.version, manifest.devDependencies["onnxruntime-web"]);
    assert.equal(companion.engines.vscode, manifest.engines.vscode);
  });

  it("holds no code", () => {
    assert.deepEqual([companion.main, companion.browser, companion.contributes], [undefined, undefined, undefined]);
    assert.deepEqual(companion.files, ["LICENSE", "dist/onnx.wasm.br"]);
  });
});
