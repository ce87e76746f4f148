// Builds everything that ships, and the tests on request.
//   node esbuild.js [--production] [--watch] [--tests]
const esbuild = require("esbuild");
const fs = require("node:fs");
const path = require("node:path");
const { promisify } = require("node:util");
const zlib = require("node:zlib");
const { kernelsPlugin } = require("./src/engine/kernels/build.js");
const { vscodePlugin } = require("./src/host/build.js");
const { hdf5Plugin, hdf5Wasm } = require("./src/worker/hdf5/build.js");
const { onnxPlugin, onnxWasm } = require("./src/worker/onnx/build.js");
const { digits, digitsLicense } = require("./src/worker/digits/build.js");

const node = { platform: "node", target: "node20", external: ["vscode"] };
const browser = { platform: "browser", format: "esm", target: "es2022", external: ["./plotly.js"] };
// Runs in workers: of files x.ts and x.web.ts the second is meant, and paths are those of any file system, with slashes.
const web = {
  platform: "browser",
  target: "es2022",
  external: ["vscode"],
  resolveExtensions: [".web.ts", ".ts", ".mjs", ".js", ".json"],
  alias: { "node:path": "path-browserify" },
};
/** Scripts from blobs have no place of their own: the host gives it to the worker as its name. Kernels in one variant are half as large. */
const webWorker = {
  ...web,
  format: "iife",
  define: { __filename: "self.name" },
  plugins: [
    {
      name: "one variant of the kernels",
      setup: (build) =>
        void build.onResolve({ filter: /^kernels:relaxed$/ }, () => ({ path: "simd", namespace: "kernels" })),
    },
  ],
};

// Threads, command line, and what the editor loads later are ES modules, which share most of their code: that lies in pieces of
// its own (`node-….mjs`). A production build in which one of them loads more at its start than its budget fails.
const programs = {
  codeAnalysis: { entry: "src/host/codeAnalysis.ts", maxKiB: 650 },
  // Reads files, measures them, judges runs, and answers what-if questions.
  worker: { entry: "src/worker/main.ts", maxKiB: 385 },
  hdf5: { entry: "src/worker/hdf5/main.ts", maxKiB: 100 },
  lab: { entry: "src/worker/lab/main.ts", maxKiB: 100 },
  onnx: { entry: "src/worker/onnx/main.ts", maxKiB: 420 },
  // The command line before it knows what it is to do, and threads that check code.
  cli: { entry: "src/cli/main.ts", maxKiB: 12 },
};
const maxKiBOfPrograms = 1420;

/** What lies in a program of its own is imported from there. */
const later = {
  name: "later",
  setup(build) {
    const there = { path: "./codeAnalysis.mjs", external: true };
    build.onResolve({ filter: /\/codeAnalysis$/ }, ({ kind }) => (kind === "dynamic-import" ? there : undefined));
  },
};

// What is loaded while a window opens is one script, which waits for nothing: it holds what is offered, not what that is done with.
const bundles = [
  {
    out: "extension.js",
    entry: "src/extension.ts",
    maxKiB: 170,
    ...node,
    format: "cjs",
    plugins: [later, vscodePlugin],
  },
  {
    out: "web/extension.js",
    entry: "src/webExtension.ts",
    maxKiB: 745,
    ...web,
    format: "cjs",
    plugins: [vscodePlugin],
  },
  // Engine and lab in one, with what unpacks the digits, which browsers cannot.
  { out: "web/worker.js", entry: "src/worker/browser.ts", maxKiB: 560, ...webWorker },
  { out: "plotly.js", entry: "src/ui/plotly.ts", maxKiB: 1500, ...browser, external: [] },
];

// So do the pages (`page-….js`), which makes them half as large together.
const pages = {
  entries: { panel: "panel", compare: "compare", editor: "editor", labPage: "lab", notebook: "notebook" },
  maxKiB: 320,
};

// Files that ship as their package has them.
const copies = [
  { out: "tree-sitter.wasm", from: "web-tree-sitter/web-tree-sitter.wasm", maxKiB: 260 },
  { out: "tree-sitter-python.wasm", from: "tree-sitter-python/tree-sitter-python.wasm", maxKiB: 500 },
];

// What ships packed by brotli. Only the best quality keeps within these budgets.
const packed = [
  { out: "digits.br", bytes: digits, maxKiB: 750 },
  { out: "hdf5.wasm.br", bytes: hdf5Wasm, maxKiB: 680 },
  // Ships as an extension of its own: companion/.
  { out: "onnx.wasm.br", bytes: onnxWasm, maxKiB: 2300 },
];

/** The Python package ships as sources: to import as they are, and for pip. */
const probe = { from: "src/probe", files: /(^|\/)(README\.md|pyproject\.toml|py\.typed|[^/]+\.py)$/ };

const flags = new Set(process.argv.slice(2));
main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});

async function main() {
  fs.mkdirSync("dist", { recursive: true });
  sweep();
  for (const { out, from } of copies) fs.copyFileSync(path.join("node_modules", from), path.join("dist", out));
  copyProbe();
  await Promise.all(packed.map(pack));
  fs.writeFileSync(path.join("dist", "digits.LICENSE.txt"), digitsLicense());
  const builds = [programBuild(), ...bundles.map(shipped), pageBuild(), ...(flags.has("--tests") ? testBuilds() : [])];
  if (flags.has("--watch")) {
    for (const build of builds) await (await esbuild.context({ ...build, logLevel: "info" })).watch();
    return;
  }
  const built = await Promise.all(builds.map((build) => esbuild.build(build)));
  fs.writeFileSync(path.join("dist", "bundled.json"), JSON.stringify(bundledPackages(built), null, 2));
  if (flags.has("--production")) holdBudgets(built);
}

function shipped({ out, entry, maxKiB, define, plugins, ...options }) {
  return { ...common({ define, plugins }), ...options, entryPoints: [entry], outfile: path.join("dist", out) };
}

/** What CommonJS has and libraries ask for. */
const commonJs =
  'import{createRequire as commonJsRequire}from"node:module";' +
  "const require=commonJsRequire(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;";

function programBuild() {
  const entryPoints = Object.entries(programs).map(([out, { entry }]) => ({ in: entry, out }));
  const modules = { format: "esm", splitting: true, outExtension: { ".js": ".mjs" }, chunkNames: "node-[hash]" };
  return { ...common(), ...node, ...modules, entryPoints, outdir: "dist", banner: { js: commonJs } };
}

function pageBuild() {
  const entryPoints = Object.entries(pages.entries).map(([out, room]) => ({ in: `src/ui/${room}/main.ts`, out }));
  return { ...common(), ...browser, entryPoints, outdir: "dist", splitting: true, chunkNames: "page-[hash]" };
}

function common({ define, plugins = [] } = {}) {
  return {
    bundle: true,
    minify: flags.has("--production"),
    sourcemap: flags.has("--production") ? false : "linked",
    metafile: true,
    define: {
      ...define,
      "process.env.NORMSCOPE_VERSION": JSON.stringify(require("./package.json").version),
      "process.env.ONNX_RUNTIME_VERSION": JSON.stringify(require("./companion/package.json").version),
    },
    loader: { ".css": "text" },
    plugins: [...plugins, kernelsPlugin, hdf5Plugin, onnxPlugin],
    logLevel: "warning",
  };
}

/** What plugins put into bundles under names of their own, and the package it comes from. */
const pluginPackages = { kernels: "assemblyscript", hdf5: "h5wasm", onnx: "onnxruntime-web" };

/** The packages that something in dist/ is made of, for `npm run licences`: this file itself does not ship. */
function bundledPackages(built) {
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  const packages = inputs.map((input) => {
    const [, inside] = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? [];
    return inside ?? pluginPackages[/^(\w+):/.exec(input)?.[1]];
  });
  // Copies, and the digits.
  const others = [...copies.map(({ from }) => from.split("/")[0]), "mnist"];
  return [...new Set([...packages, ...others])].filter((name) => name !== undefined).sort();
}

/** What an earlier build has left behind would ship, too. */
function sweep() {
  const made = [...bundles, ...copies, ...packed].map(({ out }) => out);
  made.push(...Object.keys(programs).map((program) => `${program}.mjs`));
  made.push(...Object.keys(pages.entries).map((page) => `${page}.js`));
  const kept = new Set(flags.has("--production") ? made : [...made, ...made.map((out) => `${out}.map`)]);
  for (const name of fs.readdirSync("dist")) {
    if (!kept.has(name)) fs.rmSync(path.join("dist", name), { recursive: true });
  }
}

/** The best quality takes most of a minute, so that only what ships gets it, and what was packed before is kept. */
async function pack({ out, bytes, maxKiB }) {
  const file = path.join("dist", out);
  const whole = bytes();
  const isKept = fs.existsSync(file) && zlib.brotliDecompressSync(fs.readFileSync(file)).equals(whole);
  const best = flags.has("--production");
  if (isKept && (!best || fs.statSync(file).size <= maxKiB * 1024)) return;
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
  const params = {
    [BROTLI_PARAM_QUALITY]: best ? 11 : 4,
    [BROTLI_PARAM_LGWIN]: 24,
    [BROTLI_PARAM_SIZE_HINT]: whole.length,
  };
  fs.writeFileSync(file, await promisify(zlib.brotliCompress)(whole, { params }));
}

function copyProbe() {
  const to = path.join("dist", "probe");
  for (const file of fs.readdirSync(probe.from, { recursive: true }).filter((name) => probe.files.test(name))) {
    fs.mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    fs.copyFileSync(path.join(probe.from, file), path.join(to, file));
  }
}

/** Every test file becomes a bundle of its own, found by its place and name, never by a list. */
function testBuilds() {
  const common = {
    ...node,
    format: "cjs",
    external: ["vscode", "mocha", "esbuild", "@biomejs/biome"],
    bundle: true,
    sourcemap: "inline",
    logLevel: "warning",
    loader: { ".css": "text" },
    plugins: [kernelsPlugin, onnxPlugin],
  };
  fs.rmSync("out", { recursive: true, force: true });
  return [
    // Outside VS Code, what is tested of the extension host needs nothing of its API but how texts are localized.
    {
      ...common,
      entryPoints: ["test/unit/**/*.test.ts"],
      outdir: "out/unit",
      alias: { vscode: "./test/unit/vscode.ts" },
    },
    {
      ...common,
      ...web,
      external: ["vscode"],
      entryPoints: ["test/web/index.ts"],
      outdir: "out/web",
      // Where there is a module, mocha would be all that it exports.
      define: { "process.env.NORMSCOPE_DRIVER": "NORMSCOPE_DRIVER", module: "undefined" },
      plugins: [webTestsPlugin],
    },
    {
      ...common,
      entryPoints: ["test/vscode/index.ts", "test/vscode/**/*.test.ts", "test/vscode/soak/*.ts"],
      outdir: "out/vscode",
    },
    { ...common, entryPoints: ["test/untrusted/*.test.ts"], outdir: "out/untrusted" },
  ];
}

/** The browser's extension host loads one file: `import "tests:web"` is all test files. */
const webTestsPlugin = {
  name: "tests of the browser",
  setup(build) {
    const folder = path.join(__dirname, "test", "web");
    build.onResolve({ filter: /^tests:web$/ }, () => ({ path: "web", namespace: "tests" }));
    build.onLoad({ filter: /.*/, namespace: "tests" }, () => {
      const files = fs.readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
      const contents = files.map((name) => `import ${JSON.stringify(`./${name}`)};`).join("\n");
      return { contents, resolveDir: folder, watchFiles: files.map((name) => path.join(folder, name)) };
    });
  },
};

function holdBudgets(built) {
  const outputs = Object.assign({}, ...built.map(({ metafile }) => metafile?.outputs));
  const shared = (prefix) => fs.readdirSync("dist").filter((name) => name.startsWith(prefix));
  const budgets = [
    ...Object.entries(programs).map(([name, { maxKiB }]) => {
      return { name: `${name}.mjs at its start`, of: loadedWith(`${name}.mjs`, outputs), maxKiB };
    }),
    {
      name: "programs",
      of: [...shared("node-"), ...Object.keys(programs).map((name) => `${name}.mjs`)],
      maxKiB: maxKiBOfPrograms,
    },
    ...[...bundles, ...copies, ...packed].map(({ out, maxKiB }) => ({ name: out, of: [out], maxKiB })),
    {
      name: "pages",
      of: [...shared("page-"), ...Object.keys(pages.entries).map((page) => `${page}.js`)],
      maxKiB: pages.maxKiB,
    },
  ];
  for (const { name, of, maxKiB } of budgets) {
    const kib = of.reduce((sum, file) => sum + fs.statSync(path.join("dist", file)).size, 0) / 1024;
    console.log(`${name.padEnd(26)} ${kib.toFixed(0).padStart(5)} KiB of ${maxKiB}`);
    if (kib > maxKiB) throw new Error(`dist: ${name}: ${kib.toFixed(1)} KiB, over the budget of ${maxKiB} KiB`);
  }
}

/** A file and all that it imports before it runs. */
function loadedWith(file, outputs, known = new Set()) {
  known.add(file);
  for (const { path: other, kind, external } of outputs[`dist/${file}`].imports) {
    const name = path.basename(other);
    if (kind === "import-statement" && !external && !known.has(name)) loadedWith(name, outputs, known);
  }
  return [...known];
}
