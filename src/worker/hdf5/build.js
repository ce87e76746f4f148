// An esbuild plugin, `hdf5:library` is h5wasm's code without the WebAssembly in it; and that.
const fs = require("node:fs");
const path = require("node:path");

const folder = path.join("node_modules", "h5wasm");
const file = path.join(folder, "dist", "esm", "hdf5_util.js");
const START = 'function findWasmBinary(){return binaryDecode("';
const END = '")}';
const EXPORT = "export default Module;";

/** The licences of h5wasm and HDF5 ask to be kept with every copy. */
const notice = `/*!\n${fs.readFileSync(path.join(folder, "LICENSE.txt"), "utf8").trim()}\n*/`;

exports.hdf5Plugin = {
  name: "hdf5",
  setup(build) {
    build.onResolve({ filter: /^hdf5:/ }, ({ path: name }) => ({
      path: name.slice("hdf5:".length),
      namespace: "hdf5",
    }));
    build.onLoad({ filter: /.*/, namespace: "hdf5" }, () => {
      const { code } = halves();
      if (!code.includes(EXPORT)) throw new Error(`${file}: no ${EXPORT} where version 0.10.3 has it`);
      const contents = `${notice}\n${code.replace(EXPORT, "export { Module as create };")}`;
      return { contents, loader: "js" };
    });
  },
};

/** 3.5 MB of WebAssembly, which ship packed. */
exports.hdf5Wasm = () => {
  const { code, literal } = halves();
  const decode = /function binaryDecode\(bin\)\{.*?return o\}/s.exec(code)?.[0];
  const wasm = new Function(`${decode} return binaryDecode(${literal});`)();
  if (!WebAssembly.validate(wasm)) throw new Error(`${file}: its WebAssembly is not valid once decoded`);
  return Buffer.from(wasm);
};

/** The library's code with nothing to decode, and the literal that holds its WebAssembly. */
function halves() {
  const text = fs.readFileSync(file, "utf8").replaceAll("import.meta.url", '""');
  const quote = text.includes(START) ? '"' : "'";
  const [start, end] = [START, END].map((mark) => mark.replace('"', quote));
  const from = text.indexOf(start);
  const to = text.indexOf(end, from + start.length);
  if (from < 0 || to < 0) throw new Error(`${file}: no WebAssembly where version 0.10.3 has it`);
  const literal = text.slice(from + start.length - 1, to + 1);
  return { literal, code: `${text.slice(0, from)}function findWasmBinary(){}${text.slice(to + end.length)}` };
}
