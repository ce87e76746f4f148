// An esbuild plugin, `onnx:runtime` is ONNX Runtime's plain CPU build; and its WebAssembly, packed for shipping.
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");

const folder = path.join("node_modules", "onnxruntime-web");
const library = path.join(folder, "dist", "ort.wasm.bundle.min.mjs");
const wasm = path.join(folder, "dist", "ort-wasm-simd-threaded.wasm");
const { version } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));

/** Where the bundle lies: the library makes paths of it. */
const HERE = 'require("node:url").pathToFileURL(__filename).href';

exports.onnxPlugin = {
  name: "onnx",
  setup(build) {
    build.onResolve({ filter: /^onnx:/ }, ({ path: name }) => ({
      path: name.slice("onnx:".length),
      namespace: "onnx",
    }));
    build.onLoad({ filter: /.*/, namespace: "onnx" }, () => ({
      contents: `${fs.readFileSync(library, "utf8").replaceAll("import.meta.url", HERE)}\nexport const version = ${JSON.stringify(version)};`,
      loader: "js",
    }));
  },
};

/**
 * The WebAssembly, packed by brotli to a sixth. The best quality takes most of a minute, so that only what ships gets it,
 * and what was packed before is kept.
 */
exports.packRuntime = (best, packed) => {
  const bytes = fs.readFileSync(wasm);
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
  const isKept = fs.existsSync(packed) && zlib.brotliDecompressSync(fs.readFileSync(packed)).equals(bytes);
  if (isKept && (!best || fs.statSync(packed).size < BEST_SHARE * bytes.length)) return;
  const params = {
    [BROTLI_PARAM_QUALITY]: best ? 11 : 4,
    [BROTLI_PARAM_LGWIN]: 24,
    [BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  fs.writeFileSync(packed, zlib.brotliCompressSync(bytes, { params }));
};

/** 0.162 at the best quality, 0.218 at the quick one. */
const BEST_SHARE = 0.18;
