// An esbuild plugin, `onnx:runtime` is ONNX Runtime's plain CPU build; and its WebAssembly.
const fs = require("node:fs");
const path = require("node:path");

const folder = path.join("node_modules", "onnxruntime-web");
const library = path.join(folder, "dist", "ort.wasm.bundle.min.mjs");
const wasm = path.join(folder, "dist", "ort-wasm-simd-threaded.wasm");
const { version } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));

const MIT = `https://opensource.org/license/mit: Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the
Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions: The above
copyright notice and this permission notice shall be included in all copies or substantial portions of the Software. THE
SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS
BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The licences of what the bundle holds ask to be kept with every copy; ONNX Runtime's is MIT's, in its own file's head. */
const licences = ["pngjs", "jpeg-js"].map((name) => {
  return `${name}\n${fs.readFileSync(path.join("node_modules", name, "LICENSE"), "utf8").trim()}`;
});
const head = /^\/\*!\n([\s\S]*?)\*\//
  .exec(fs.readFileSync(library, "utf8"))[1]
  .replace(/^ \* ?/gm, "")
  .trim();
const notice = `/*!\n${[`${head} ${MIT}`, ...licences].join("\n\n")}\n*/`;

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
      contents: `${notice}\n${fs.readFileSync(library, "utf8").replaceAll("import.meta.url", HERE)}\nexport const version = ${JSON.stringify(version)};`,
      loader: "js",
    }));
  },
};

/** 14 MB of WebAssembly, which ship packed. */
exports.onnxWasm = () => fs.readFileSync(wasm);
