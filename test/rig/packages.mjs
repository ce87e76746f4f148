// What people download, and how many bytes that may be.

/**
 * @typedef {{file: string, folder: string, most: number, target?: "web", leaves: RegExp | null,
 *   without: readonly string[]}} Package
 * file, folder: in the checkout; target: the only place where it is offered; leaves: which files of the folder are not in it; without: fields of package.json
 */

/** For VS Code on a desktop or a server. @type {Package} */
export const main = {
  file: "normscope.vsix",
  folder: ".",
  most: 4e6,
  leaves: /^dist\/web\//,
  without: ["browser", "scripts", "devDependencies"],
};

/** For VS Code in the browser with no server behind it, which can do nothing with what is made for Node. @type {Package} */
export const web = {
  file: "normscope-web.vsix",
  folder: ".",
  most: 2.5e6,
  target: "web",
  leaves: /^(dist\/(.*\.mjs|hdf5\.wasm\.br|probe\/.*)|media\/examples\/.*)$/,
  without: ["main", "bin", "scripts", "devDependencies"],
};

/** What runs ONNX models. @type {Package} */
export const companion = {
  file: "normscope-onnx-1.30.0.vsix",
  folder: "companion",
  most: 2.4e6,
  leaves: null,
  without: [],
};

/** package.json as it ships. @param {Package} part @param {Record<string, unknown>} manifest */
export function manifestOf({ without }, manifest) {
  return Object.fromEntries(Object.entries(manifest).filter(([field]) => !without.includes(field)));
}
