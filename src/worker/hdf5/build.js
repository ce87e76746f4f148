// An esbuild plugin: `hdf5:library` is h5wasm's code without the WebAssembly in it, `hdf5:wasm` that, deflated.
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");

const folder = path.join("node_modules", "h5wasm");
const file = path.join(folder, "dist", "esm", "hdf5_util.js");
const START = 'function findWasmBinary(){return binaryDecode("';
const END = '")}';
const EXPORT = "export default Module;";

/** The licences of h5wasm and HDF5 ask to be kept with every copy. */
exports.hdf5Notice = `/*!\n${fs.readFileSync(path.join(folder, "LICENSE.txt"), "utf8").trim()}\n*/`;

exports.hdf5Plugin = {
  name: "hdf5",
  setup(build) {
    build.onResolve({ filter: /^hdf5:/ }, ({ path: name }) => ({
      path: name.slice("hdf5:".length),
      namespace: "hdf5",
    }));
    build.onLoad({ filter: /.*/, namespace: "hdf5" }, ({ path: part }) => {
      const { code, literal } = halves(fs.readFileSync(file, "utf8").replaceAll("import.meta.url", '""'));
      if (!code.includes(EXPORT)) throw new Error(`${file}: no ${EXPORT} where version 0.10.3 has it`);
      const library = () => code.replace(EXPORT, "export { Module as create };");
      return { contents: part === "wasm" ? wasmModule(literal, code) : library(), loader: "js" };
    });
  },
};

/** The library's code with nothing to decode, and the literal that holds its WebAssembly. */
function halves(text) {
  const quote = text.includes(START) ? '"' : "'";
  const [start, end] = [START, END].map((mark) => mark.replace('"', quote));
  const from = text.indexOf(start);
  const to = text.indexOf(end, from + start.length);
  if (from < 0 || to < 0) throw new Error(`${file}: no WebAssembly where version 0.10.3 has it`);
  const literal = text.slice(from + start.length - 1, to + 1);
  return { literal, code: `${text.slice(0, from)}function findWasmBinary(){}${text.slice(to + end.length)}` };
}

function wasmModule(literal, code) {
  const decode = /function binaryDecode\(bin\)\{.*?return o\}/s.exec(code)?.[0];
  const wasm = new Function(`${decode} return binaryDecode(${literal});`)();
  if (!WebAssembly.validate(wasm)) throw new Error(`${file}: its WebAssembly is not valid once decoded`);
  const deflated = zlib.deflateRawSync(wasm, { level: 9 }).toString("base64");
  return `import { inflateRawSync } from "node:zlib";
export const bytes = () => inflateRawSync(Buffer.from("${deflated}", "base64"));`;
}
