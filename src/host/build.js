// An esbuild plugin, `vscode` is what VS Code gives extensions, name by name: as a whole, each module that imports it would copy
// all of its hundreds of names while a window opens.
const fs = require("node:fs");

const VALUE = /^\texport (?:abstract )?(?:class|enum|namespace|const|let|function) (\w+)/gm;

exports.vscodePlugin = {
  name: "vscode",
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === "vscode" ? { path: "vscode", external: true } : { path: "vscode", namespace: "vscode" },
    );
    build.onLoad({ filter: /.*/, namespace: "vscode" }, () => {
      const types = fs.readFileSync(require.resolve("@types/vscode/index.d.ts"), "utf8");
      const names = [...new Set(Array.from(types.matchAll(VALUE), ([, name]) => name))];
      return { contents: `export const { ${names.join(", ")} } = require("vscode");`, loader: "js" };
    });
  },
};
