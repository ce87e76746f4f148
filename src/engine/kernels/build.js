// An esbuild plugin: `import { bytes } from "kernels:simd"` (or "kernels:relaxed") compiles assembly/ to WebAssembly.
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");

const folder = path.join(__dirname, "assembly");

const FEATURES = {
  simd: ["--enable", "simd"],
  // Fused multiply-add: V8 has it from Node 21 on.
  relaxed: ["--enable", "simd", "--enable", "relaxed-simd"],
};

/** Bundles of one build share what has been compiled. */
const compiled = new Map();

exports.kernelsPlugin = {
  name: "kernels",
  setup(build) {
    build.onResolve({ filter: /^kernels:/ }, ({ path: name }) => ({
      path: name.slice("kernels:".length),
      namespace: "kernels",
    }));
    build.onLoad({ filter: /.*/, namespace: "kernels" }, async ({ path: variant }) => {
      const watchFiles = fs.readdirSync(folder).map((file) => path.join(folder, file));
      const state = watchFiles.map((file) => fs.statSync(file).mtimeMs).join();
      const key = `${variant} ${state}`;
      if (!compiled.has(key)) compiled.set(key, compile(FEATURES[variant]));
      const wasm = Buffer.from(await compiled.get(key));
      const contents = build.initialOptions.platform === "node" ? nodeModule(wasm) : browserModule(wasm);
      return { contents, loader: "js", resolveDir: folder, watchFiles };
    });
  },
};

/** Deflated, both variants take a third of the room in a bundle. */
function nodeModule(wasm) {
  const deflated = zlib.deflateRawSync(wasm, { level: 9 }).toString("base64");
  return `import { inflateRawSync } from "node:zlib";
export const bytes = () => new Uint8Array(inflateRawSync(Buffer.from("${deflated}", "base64")));`;
}

function browserModule(wasm) {
  return `export const bytes = () => Uint8Array.from(atob("${wasm.toString("base64")}"), (c) => c.charCodeAt(0));`;
}

async function compile(features) {
  const { default: asc } = await import("assemblyscript/asc");
  let wasm;
  const { error, stderr } = await asc.main(
    [
      "index.ts",
      ...["--outFile", "kernels.wasm", "--runtime", "stub", "--importMemory", "--maximumMemory", "65536"],
      ...["-O3", "--noAssert", "--use", "abort=", ...features],
    ],
    {
      readFile: (name, base) => readOrNull(path.resolve(base === "." ? folder : path.resolve(folder, base), name)),
      writeFile: (_name, contents) => {
        wasm = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return wasm;
}

function readOrNull(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
}
